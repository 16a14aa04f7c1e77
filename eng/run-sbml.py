#!/usr/bin/env python3
"""Runs an SBML model without Thymus: libSBML reads it, SciPy integrates it (LSODA, rtol 1e-10).

usage: run-sbml.py MODEL.xml END STEPS [name=value ...] [TIME:SPECIES:AMOUNT ...] > OUT.csv
A name=value replaces what the file has; TIME:SPECIES:AMOUNT is a dose, after the row of its time, times F_SPECIES where the model has it.
Written: every state, every symbol that an event or a dose sets, and at the end each one's largest size over all steps of the solver.
Species, compartments, parameters, initial assignments, assignment and rate rules, reactions, function definitions, events (with delay, priority, values of
the trigger's time, and by the trigger's value before the start). It stops at what it has not: algebraic rules, constraints, a random number that is drawn.
Needs Debian's python3-sbml5 and python3-scipy.
"""
import math
import os
import sys

import libsbml as L
from scipy.integrate import LSODA

RTOL, ATOL = 1e-10, 1e-18     # the absolute one of a state that starts below 1e-6; else 1e-12 of its start


class Refused(Exception):
    pass


CALLS = {
    L.AST_FUNCTION_EXP: "math.exp", L.AST_FUNCTION_LN: "math.log", L.AST_FUNCTION_ABS: "abs", L.AST_FUNCTION_FLOOR: "math.floor",
    L.AST_FUNCTION_CEILING: "math.ceil", L.AST_FUNCTION_MIN: "min", L.AST_FUNCTION_MAX: "max", L.AST_FUNCTION_TANH: "math.tanh",
    L.AST_FUNCTION_SIN: "math.sin", L.AST_FUNCTION_COS: "math.cos",
}
INFIX = {
    L.AST_PLUS: "+", L.AST_TIMES: "*", L.AST_DIVIDE: "/", L.AST_RELATIONAL_LT: "<", L.AST_RELATIONAL_GT: ">", L.AST_RELATIONAL_LEQ: "<=",
    L.AST_RELATIONAL_GEQ: ">=", L.AST_RELATIONAL_EQ: "==", L.AST_RELATIONAL_NEQ: "!=", L.AST_LOGICAL_AND: " and ", L.AST_LOGICAL_OR: " or ",
}


def children(node):
    return [node.getChild(i) for i in range(node.getNumChildren())]


def python(node):
    """A formula as a Python expression: s_NAME is a symbol, r_NAME the rate of a state, t the time."""
    kind, of = node.getType(), children(node)
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
        return "s_" + node.getName()
    if kind == L.AST_MINUS:
        return f"(-{python(of[0])})" if len(of) == 1 else f"({python(of[0])}-{python(of[1])})"
    if kind in INFIX:
        if not of:
            return "1.0" if kind == L.AST_TIMES else "0.0"
        return "(" + INFIX[kind].join(python(c) for c in of) + ")"
    if kind in (L.AST_POWER, L.AST_FUNCTION_POWER):
        return f"({python(of[0])}**{python(of[1])})"
    if kind == L.AST_FUNCTION_ROOT:
        return f"({python(of[-1])}**(1/{python(of[0]) if len(of) == 2 else '2.0'}))"
    if kind == L.AST_FUNCTION_LOG:
        return f"(math.log({python(of[1])})/math.log({python(of[0])}))"
    if kind == L.AST_FUNCTION_PIECEWISE:
        text = python(of[-1]) if len(of) % 2 else "math.nan"
        for value, condition in reversed(list(zip(of[0::2], of[1::2]))):
            text = f"({python(value)} if {python(condition)} else {text})"
        return text
    if kind == L.AST_LOGICAL_NOT:
        return f"(not {python(of[0])})"
    if kind == L.AST_FUNCTION_RATE_OF:
        return "r_" + of[0].getName()
    if kind in CALLS:
        return f"{CALLS[kind]}({','.join(python(c) for c in of)})"
    raise Refused(f"{L.formulaToL3String(node)} cannot be run")


def reads(node):
    """The symbols of a formula, as python() writes them."""
    if node.getType() == L.AST_FUNCTION_RATE_OF:
        return {"r_" + node.getChild(0).getName()}
    found = {"s_" + node.getName()} if node.getType() == L.AST_NAME else set()
    return found.union(*(reads(c) for c in children(node)))


class Model:
    """The right-hand sides, as one Python function, and the values at the start."""

    def __init__(self, path, given):
        document = L.readSBML(path)
        # Debian's libSBML has no package distrib: a random number is refused where an event draws it, not where it is written.
        errors = [document.getError(i) for i in range(document.getNumErrors())]
        serious = [e.getMessage() for e in errors if e.getSeverity() >= L.LIBSBML_SEV_ERROR and e.getErrorId() not in (99107, 10205)]
        if serious:
            raise Refused("\n".join(serious))
        document.expandFunctionDefinitions()
        self.document, self.model = document, document.getModel()
        if self.model.getNumConstraints():
            raise Refused("the model has constraints")
        species = {s.getId(): s for s in self.model.getListOfSpecies()}
        terms, formulas = {}, {}      # of every state its rate; of every rule and rate its expression and what that reads
        for r in self.model.getListOfRules():
            if r.isAlgebraic():
                raise Refused("the model has an algebraic rule")
            formulas[("s_" if r.isAssignment() else "r_") + r.getVariable()] = (python(r.getMath()), reads(r.getMath()))
        for r in self.model.getListOfReactions():
            law = r.getKineticLaw()
            if law.getNumParameters() or law.getNumLocalParameters():
                raise Refused(f"the reaction {r.getId()} has parameters of its own")
            for sign, side in ((-1, r.getListOfReactants()), (1, r.getListOfProducts())):
                for p in side:
                    s = species[p.getSpecies()]
                    if not s.getBoundaryCondition() and not s.getConstant():
                        size = "1.0" if s.getHasOnlySubstanceUnits() else "s_" + s.getCompartment()
                        terms.setdefault(s.getId(), []).append((f"{sign * p.getStoichiometry()!r}*{python(law.getMath())}/{size}", reads(law.getMath()) | {size} - {"1.0"}))
        for s, parts in terms.items():
            formulas["r_" + s] = ("+".join(text for text, _ in parts), set().union(*(names for _, names in parts)))
        self.states = [n[2:] for n in formulas if n.startswith("r_")]
        self.rules = [n[2:] for n in formulas if n.startswith("s_")]
        self.lines = [f"{n}={formulas[n][0]}" for n in ordered(formulas)]
        self.values = self.start(species, given, {n: formulas[n] for n in formulas if n.startswith("s_")})
        self.events = [Event(self, e) for e in self.model.getListOfEvents()]
        self.set = sorted({a for e in self.events for a in e.changes} - set(self.states))
        self.parameters = [n for n in self.values if n not in self.states and n not in self.rules]
        self.slope = self.function("[" + ",".join("r_" + s for s in self.states) + "]")
        self.triggers = self.function("[" + ",".join(f"bool({e.trigger})" for e in self.events) + "]")

    def start(self, species, given, rules):
        values = {c.getId(): c.getSize() if c.isSetSize() else 1.0 for c in self.model.getListOfCompartments()}
        values.update((p.getId(), p.getValue()) for p in self.model.getListOfParameters())
        for s in species.values():
            size = values[s.getCompartment()]
            amount = s.getInitialAmount() if s.isSetInitialAmount() else s.getInitialConcentration() * size
            values[s.getId()] = amount if s.getHasOnlySubstanceUnits() else amount / size
        unknown = set(given) - set(values)
        if unknown:
            raise Refused(f"the model has no {', '.join(sorted(unknown))}")
        values.update(given)
        formulas = {n[2:]: compile(text, n, "eval") for n, (text, _) in rules.items()}
        formulas.update((a.getSymbol(), compile(python(a.getMath()), a.getSymbol(), "eval")) for a in self.model.getListOfInitialAssignments() if a.getSymbol() not in given)
        # Initial assignments and rules read each other; all are repeated until nothing changes.
        for _ in range(len(formulas) + 2):
            before = dict(values)
            for name, formula in formulas.items():
                try:
                    values[name] = eval(formula, {"math": math, "t": 0.0, **{"s_" + n: x for n, x in values.items()}})  # noqa: S307 - our own export
                except (ArithmeticError, ValueError, TypeError, NameError):
                    values[name] = math.nan
            if all(values[n] == before.get(n) or values[n] != values[n] and n in self.rules for n in values):
                return values
        raise Refused("the initial values do not settle")

    def function(self, result):
        """f(t, y, p) = result, a Python expression, with every symbol and rate at hand."""
        unpack = lambda names, of: [f" ({','.join('s_' + n for n in names)},)={of}"] if names else []
        text = ["def f(t,y,p):"] + unpack(self.states, "y") + unpack(self.parameters, "p") + [" " + line for line in self.lines] + [" return " + result]
        space = {"math": math}
        exec("\n".join(text), space)  # noqa: S102 - our own export
        return space["f"]


class Event:
    def __init__(self, owner, event):
        self.id, self.owner, self.trigger = event.getId(), owner, python(event.getTrigger().getMath())
        self.held, self.persistent = event.getTrigger().getInitialValue(), event.getTrigger().getPersistent()
        self.early = event.getUseValuesFromTriggerTime()
        self.changes = [a.getVariable() for a in event.getListOfEventAssignments()]
        self.source, self.compiled = event, {}

    def value(self, what, t, y, p):
        """Of 'delay', 'priority' or 'assignments'."""
        if what not in self.compiled:
            e = self.source
            nodes = {
                "delay": lambda: [e.getDelay()] if e.isSetDelay() else [], "priority": lambda: [e.getPriority()] if e.isSetPriority() else [],
                "assignments": lambda: list(e.getListOfEventAssignments()),
            }[what]()
            self.compiled[what] = self.owner.function("[" + ",".join(f"float({python(n.getMath())})" for n in nodes) + "]")
        return self.compiled[what](t, y, p)


def ordered(formulas):
    """Rules and rates so that each comes after those it reads."""
    needs, order = {n: names & set(formulas) for n, (_, names) in formulas.items()}, []
    while needs:
        ready = sorted(n for n, of in needs.items() if not of & set(needs))
        if not ready:
            raise Refused("rules read each other in a circle")
        order += ready
        for n in ready:
            del needs[n]
    return order


class Run:
    def __init__(self, model, end, steps, doses):
        self.m, self.t, self.end, self.steps = model, 0.0, end, steps
        self.y = [model.values[s] for s in model.states]
        self.p = [model.values[s] for s in model.parameters]
        self.at = {**{s: (self.y, i) for i, s in enumerate(model.states)}, **{s: (self.p, i) for i, s in enumerate(model.parameters)}}
        self.held = [e.held for e in model.events]
        self.doses, self.pending = sorted(doses), []       # pending: (time, event, its values or None)
        self.names = sorted(model.states) + sorted(set(model.set) | {d[1] for d in doses} - set(model.states))
        self.largest, self.row = {n: 0.0 for n in self.names}, 0

    def put(self, name, value):
        if name not in self.at:
            raise Refused(f"an event or dose changes {name}, which has a rule")
        where, i = self.at[name]
        where[i] = value

    def see(self):
        for n in self.names:
            where, i = self.at[n]
            self.largest[n] = max(self.largest[n], abs(where[i]))

    def write(self, t, y):
        """The rows before and at t, of which y is the course since the last stop."""
        while self.row <= self.steps and self.end * self.row / self.steps <= t:
            time = self.end * self.row / self.steps
            course = dict(zip(self.m.states, y(time)))
            print(",".join(repr(float(x)) for x in [time] + [course[n] if n in course else self.at[n][0][self.at[n][1]] for n in self.names]))
            self.row += 1

    def fire(self):
        """Everything that is due now, until nothing more is."""
        due = [(e, values) for time, e, values in self.pending if time <= self.t]
        self.pending = [x for x in self.pending if x[0] > self.t]
        while True:
            now = self.m.triggers(self.t, self.y, self.p)
            for i, event in enumerate(self.m.events):
                if now[i] and not self.held[i]:
                    delay = event.value("delay", self.t, self.y, self.p)
                    values = event.value("assignments", self.t, self.y, self.p) if event.early else None
                    if delay and delay[0] > 0:
                        self.pending.append((self.t + delay[0], event, values))
                    else:
                        due.append((event, values))
            self.held = now
            fallen = {e.id for i, e in enumerate(self.m.events) if not e.persistent and not now[i]}
            due = [d for d in due if d[0].id not in fallen]
            self.pending = [x for x in self.pending if x[1].id not in fallen]
            if not due:
                return
            due.sort(key=lambda d: -(d[0].value("priority", self.t, self.y, self.p) or [-math.inf])[0])
            event, values = due.pop(0)
            for name, value in zip(event.changes, values if values is not None else event.value("assignments", self.t, self.y, self.p)):
                self.put(name, value)
            self.see()

    def give(self):
        while self.doses and self.doses[0][0] <= self.t:
            _, name, amount = self.doses.pop(0)
            within, join, local = name.rpartition("__")
            share = f"{within}{join}F_{local}"      # beside the species, in the submodel that has it
            bioavailability = self.m.function(f"[s_{share}]")(self.t, self.y, self.p)[0] if share in self.m.values else 1.0
            self.put(name, self.at[name][0][self.at[name][1]] + amount * bioavailability)
            self.see()
            self.fire()

    def on(self):
        """To the next dose, delayed event, or trigger that turns true."""
        stop = min([self.end] + [d[0] for d in self.doses] + [x[0] for x in self.pending])
        atol = [1e-12 * max(abs(self.m.values[s]), 1e-6) for s in self.m.states]
        solver = LSODA(lambda t, y: self.m.slope(t, y.tolist(), self.p), self.t, list(self.y), stop, first_step=min(1e-9, (stop - self.t) / 2), rtol=RTOL, atol=atol)
        while solver.status == "running":
            trouble = solver.step()
            if solver.status == "failed":
                raise Refused(trouble)
            course, looks = solver.dense_output(), 8
            for k in range(1, looks + 1):
                t = solver.t if k == looks else solver.t_old + (solver.t - solver.t_old) * k / looks
                now = self.m.triggers(t, course(t).tolist(), self.p)
                if any(n and not h for n, h in zip(now, self.held)):
                    return self.stand(self.crossing(course, max(self.t, solver.t_old + (solver.t - solver.t_old) * (k - 1) / looks), t), course)
                self.held = now
            self.write(min(solver.t, math.nextafter(stop, -math.inf)), lambda t, c=course: c(t).tolist())
            self.y[:] = solver.y.tolist()
            self.see()
        self.stand(stop, lambda _: solver.y)

    def crossing(self, course, before, after):
        rises = lambda t: any(n and not h for n, h in zip(self.m.triggers(t, course(t).tolist(), self.p), self.held))
        for _ in range(200):
            middle = (before + after) / 2
            if not before < middle < after:
                break
            before, after = (before, middle) if rises(middle) else (middle, after)
        return after

    def stand(self, t, course):
        self.write(math.nextafter(t, -math.inf), lambda s: [float(x) for x in course(s)])
        self.t, self.y[:] = t, [float(x) for x in course(t)]
        self.see()

    def go(self):
        print("time," + ",".join(self.names))
        self.see()
        while True:
            self.fire()
            self.write(self.t, lambda _: self.y)
            if self.t >= self.end:
                break
            self.give()
            self.on()
        print(",".join(["largest"] + [repr(float(self.largest[n])) for n in self.names]))


def main():
    if len(sys.argv) < 4:
        raise Refused(__doc__)
    rest = sys.argv[4:]
    given = dict((n, float(x)) for n, x in (a.split("=") for a in rest if "=" in a))
    doses = [(float(t), n, float(x)) for t, n, x in (a.split(":") for a in rest if ":" in a)]
    Run(Model(sys.argv[1], given), float(sys.argv[2]), int(sys.argv[3]), doses).go()


if __name__ == "__main__":
    # LSODA tells what troubles it on the standard output of the process; the curves have it for themselves.
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        main()
    except Refused as refused:
        sys.exit(f"run-sbml.py: {refused}")
