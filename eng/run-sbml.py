#!/usr/bin/env python3
"""Runs an SBML model without Thymus: libSBML reads it, SciPy integrates it (LSODA, rtol 1e-10).

usage: run-sbml.py MODEL.xml END STEPS SYMBOL,SYMBOL,...|states [name=value ...] > OUT.csv
Species, compartments, parameters, initial assignments, assignment and rate rules, reactions, function definitions.
An event must not fire: it ends the run, as algebraic rules, delays and constraints do. Needs python3-sbml5 and python3-scipy.
"""
import math
import sys

import libsbml as L
from scipy.integrate import solve_ivp


def fail(message):
    sys.exit(f"run-sbml.py: {message}")


def piecewise(*parts):
    for value, condition in zip(parts[0::2], parts[1::2]):
        if condition():
            return value()
    return parts[-1]() if len(parts) % 2 else math.nan


CALLS = {
    L.AST_FUNCTION_EXP: "math.exp", L.AST_FUNCTION_LN: "math.log", L.AST_FUNCTION_ABS: "abs", L.AST_FUNCTION_FLOOR: "math.floor",
    L.AST_FUNCTION_CEILING: "math.ceil", L.AST_FUNCTION_MIN: "min", L.AST_FUNCTION_MAX: "max", L.AST_FUNCTION_TANH: "math.tanh",
    L.AST_FUNCTION_SIN: "math.sin", L.AST_FUNCTION_COS: "math.cos",
}
INFIX = {
    L.AST_PLUS: "+", L.AST_TIMES: "*", L.AST_DIVIDE: "/", L.AST_RELATIONAL_LT: "<", L.AST_RELATIONAL_GT: ">", L.AST_RELATIONAL_LEQ: "<=",
    L.AST_RELATIONAL_GEQ: ">=", L.AST_RELATIONAL_EQ: "==", L.AST_RELATIONAL_NEQ: "!=", L.AST_LOGICAL_AND: " and ", L.AST_LOGICAL_OR: " or ",
}


def python(node):
    """A formula as a Python expression over the dictionary v and the time t."""
    kind, children = node.getType(), [node.getChild(i) for i in range(node.getNumChildren())]
    if kind in (L.AST_INTEGER, L.AST_REAL, L.AST_REAL_E, L.AST_RATIONAL):
        return repr(float(node.getValue()))
    if kind == L.AST_NAME_TIME:
        return "t"
    if kind == L.AST_CONSTANT_PI:
        return "math.pi"
    if kind == L.AST_CONSTANT_E:
        return "math.e"
    if kind in (L.AST_CONSTANT_TRUE, L.AST_CONSTANT_FALSE):
        return str(kind == L.AST_CONSTANT_TRUE)
    if kind == L.AST_NAME:
        return f"v['{node.getName()}']"
    if kind == L.AST_MINUS:
        return f"(-{python(children[0])})" if len(children) == 1 else f"({python(children[0])}-{python(children[1])})"
    if kind in INFIX:
        if not children:
            return "1.0" if kind == L.AST_TIMES else "0.0"
        return "(" + INFIX[kind].join(python(c) for c in children) + ")"
    if kind in (L.AST_POWER, L.AST_FUNCTION_POWER):
        return f"({python(children[0])}**{python(children[1])})"
    if kind == L.AST_FUNCTION_ROOT:
        degree, of = (python(children[0]), children[1]) if len(children) == 2 else ("2.0", children[0])
        return f"({python(of)}**(1/{degree}))"
    if kind == L.AST_FUNCTION_LOG:
        return f"(math.log({python(children[1])})/math.log({python(children[0])}))"
    if kind == L.AST_FUNCTION_PIECEWISE:
        return "piecewise(" + ",".join(f"lambda: {python(c)}" for c in children) + ")"
    if kind == L.AST_LOGICAL_NOT:
        return f"(not {python(children[0])})"
    if kind == L.AST_FUNCTION_RATE_OF:
        return f"rate('{children[0].getName()}', v, t)"
    if kind in CALLS:
        return f"{CALLS[kind]}({','.join(python(c) for c in children)})"
    fail(f"the formula has {L.formulaToL3String(node)}, which it cannot run")


NAMES = {"math": math, "piecewise": piecewise}


def compiled(node):
    return eval("lambda v, t: " + python(node), NAMES)  # noqa: S307 - our own export


def main():
    if len(sys.argv) < 5:
        fail(__doc__)
    document = L.readSBML(sys.argv[1])
    # Debian's libSBML has no package distrib. Random numbers stand in event assignments only, and an event that fires ends the run; elsewhere python() refuses them.
    errors = [document.getError(i) for i in range(document.getNumErrors())]
    serious = [e.getMessage() for e in errors if e.getSeverity() >= L.LIBSBML_SEV_ERROR and e.getErrorId() not in (99107, 10205)]
    if serious:
        fail("\n".join(serious))
    document.expandFunctionDefinitions()
    model = document.getModel()
    if model.getNumConstraints():
        fail("the model has constraints")
    triggers = {e.getId(): compiled(e.getTrigger().getMath()) for e in model.getListOfEvents()}
    end, steps, wanted = float(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split(",")
    given = dict((n, float(x)) for n, x in (a.split("=") for a in sys.argv[5:]))

    values, assigned, rates = {}, {}, {}
    for c in model.getListOfCompartments():
        values[c.getId()] = c.getSize() if c.isSetSize() else 1.0
    for p in model.getListOfParameters():
        values[p.getId()] = p.getValue()
    species = {s.getId(): s for s in model.getListOfSpecies()}
    for s in species.values():
        size = values[s.getCompartment()]
        amount = s.getInitialAmount() if s.isSetInitialAmount() else s.getInitialConcentration() * size
        values[s.getId()] = amount if s.getHasOnlySubstanceUnits() else amount / size
    for r in model.getListOfRules():
        if r.isAssignment():
            assigned[r.getVariable()] = compiled(r.getMath())
        elif r.isRate():
            rates[r.getVariable()] = compiled(r.getMath())
        else:
            fail("the model has an algebraic rule")
    order = ordered(model, assigned)
    initial = {a.getSymbol(): a.getMath() for a in model.getListOfInitialAssignments()}
    values.update(given)
    settle(values, initial, given, order, assigned)

    flows = []
    for r in model.getListOfReactions():
        law = r.getKineticLaw()
        if law.getNumParameters() or law.getNumLocalParameters():
            fail(f"the reaction {r.getId()} has parameters of its own")
        parts = [(p.getSpecies(), sign * p.getStoichiometry()) for sign, side in ((-1, r.getListOfReactants()), (1, r.getListOfProducts())) for p in side]
        flows.append((compiled(law.getMath()), [(s, k) for s, k in parts if not species[s].getBoundaryCondition() and not species[s].getConstant()]))
    states = list(rates) + sorted({s for _, parts in flows for s, _ in parts} - set(rates))
    at = {s: i for i, s in enumerate(states)}

    def complete(t, y):
        v = dict(values)
        v.update(zip(states, y))
        for name in order:
            v[name] = assigned[name](v, t)
        return v

    def slope(t, y):
        v = complete(t, y)
        d = [0.0] * len(states)
        for name, rate in rates.items():
            d[at[name]] = rate(v, t)
        for law, parts in flows:
            flow = law(v, t)
            for s, k in parts:
                size = 1.0 if species[s].getHasOnlySubstanceUnits() else v[species[s].getCompartment()]
                d[at[s]] += k * flow / size
        return d

    fine = 40  # looks at triggers between the rows that are printed
    NAMES["rate"] = lambda name, v, t: slope(t, [v[s] for s in states])[at[name]]
    times = [end * i / (steps * fine) for i in range(steps * fine + 1)]
    y0 = [values[s] for s in states]
    scale = [max(abs(v), 1e-6) for v in y0]
    run = solve_ivp(slope, (0, end), y0, method="LSODA", t_eval=times, rtol=1e-10, atol=[1e-12 * s for s in scale])
    if not run.success:
        fail(run.message)
    if wanted == ["states"]:
        wanted = states
    unknown = [w for w in wanted if w not in values and w not in assigned]
    if unknown:
        fail(f"the model has no {', '.join(unknown)}")
    print("time," + ",".join(wanted))
    held = {name: True for name in triggers}
    for i, t in enumerate(run.t):
        v = complete(t, run.y[:, i])
        for name, trigger in triggers.items():
            now = bool(trigger(v, t))
            if now and not held[name]:
                fail(f"the event {name} fires before t = {t}, and this program has none")
            held[name] = now
        if i % fine:
            continue
        print(",".join(repr(float(x)) for x in [t] + [v[w] for w in wanted]))


def names_in(node):
    found = {node.getName()} if node.getType() == L.AST_NAME else set()
    for i in range(node.getNumChildren()):
        found |= names_in(node.getChild(i))
    return found


def ordered(model, assigned):
    """Assignment rules so that each comes after those it reads."""
    needs = {r.getVariable(): names_in(r.getMath()) & set(assigned) for r in model.getListOfRules() if r.isAssignment()}
    order = []
    while needs:
        ready = sorted(n for n, of in needs.items() if of <= set(order))
        if not ready:
            fail("assignment rules read each other in a circle")
        order += ready
        for n in ready:
            del needs[n]
    return order


def settle(values, initial, given, order, assigned):
    """Initial assignments and rules read each other; both are repeated until nothing changes."""
    formulas = {name: compiled(math_) for name, math_ in initial.items() if name not in given}
    for _ in range(len(formulas) + len(order) + 2):
        before = dict(values)
        for name in order:
            try:
                values[name] = assigned[name](values, 0.0)
            except (ArithmeticError, ValueError, TypeError):
                values[name] = math.nan
        for name, formula in formulas.items():
            try:
                values[name] = formula(values, 0.0)
            except (ArithmeticError, ValueError, TypeError):
                values[name] = math.nan
        if all(values[n] == before.get(n) for n in values):
            return
    fail("the initial values do not settle")


main()
