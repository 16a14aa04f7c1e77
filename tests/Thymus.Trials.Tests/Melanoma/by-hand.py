"""The equations of docs/science/melanoma.md written by hand, for SciPy: what MelanomaModelTests holds models/melanoma.ant to.

    python3 by-hand.py          prints the digits (SciPy 1.10.1, LSODA, relative tolerance 1e-11, started anew at every dose)

Nothing of Thymus is read. Days, cells, mL, mg, mm. The typical patient without treatment until day 700, then pembrolizumab 790 mg every 14 days and
ipilimumab 237 mg once.
"""
from math import exp, log, pi, sqrt

import numpy as np
from scipy.integrate import solve_ivp

BODY_BRAKE = False   # True: one PD-1 brake for the whole body, as before 2026-11-23 (with exhaustion 0.07 and spread of any tumour alike)
EXHAUSTION, PD1_LESION = (0.07, 0.9) if BODY_BRAKE else (0.03, 0.75)
GROWTH, TURNOVER, RESISTANCE, PRIMING, PD1, CTLA4 = 0.0125, 0.8, 1e-9, 3.8e5, 2.0, 0.72
SEEDS = [1e6, 1e6, 3.7e5, 6700, 2500]
AGE, ALB, LDH, ECOG, SLD0, WT, EGFR, FIRST_LINE = 62, 40, 0.8, 0, 80, 79, 88, 1

PEMBRO_CL = 0.22*(WT/76.8)**0.595*(ALB/39.6)**-0.907*(SLD0/89.6)**0.0872*(EGFR/88.47)**0.135
PEMBRO = dict(CL=PEMBRO_CL, V1=3.48*(WT/76.8)**0.489*(ALB/39.6)**-0.208, Q=0.795*(WT/76.8)**0.595, V2=4.06*(WT/76.8)**0.489, mass=149, kd=0.05)
IPI = dict(CL=0.3384*(WT/80)**0.694*(log(LDH*250)/log(217))**0.703*exp(-0.0949*FIRST_LINE), V1=3.95*(WT/80)**0.6, Q=0.6696*(WT/80)**0.694, V2=3.18*(WT/80)**0.6, mass=148, kd=6)


def free(drug, central):
    return 0.3*central/drug["V1"]/drug["mass"]*1000      # mg/L over kg/mol is umol/L


def rates(t, y):
    d = np.zeros_like(y)
    visible, invisible, dead, effector = y[0:5], y[5:10], y[10:15], y[15:20]
    circulating, exhausted, primed, memory, regulatory, self_reactive = y[20:26]
    pembro, pembro_2, ipi, ipi_2 = y[26:30]
    cells = visible + invisible
    free_pd1 = 1/(1 + free(PEMBRO, pembro)/PEMBRO["kd"])
    ctla4_occupied = free(IPI, ipi)/(free(IPI, ipi) + IPI["kd"])
    birth = GROWTH/(1 - TURNOVER)
    natural = TURNOVER*birth
    crowding = 1 - (1 - TURNOVER)*cells/5e11
    births_v = birth*crowding*visible**2/(visible + 1)
    births_i = birth*crowding*invisible**2/(invisible + 1)
    stimulus = sum(natural*visible)
    chronic = stimulus/(stimulus + 1e8)
    engagement = PD1*(0.1 + 0.9*chronic)*free_pd1
    brake_body = 0.9*engagement**2/(1 + engagement**2)
    local = PD1*free_pd1*(0.1 + 0.9*visible/(visible + 1e5))
    brake = brake_body*np.ones(5) if BODY_BRAKE else PD1_LESION*local**2/(1 + local**2)
    unsuppressed = 1/(1 + regulatory)
    kill = 0.2*effector/(effector + 0.022*(cells + 1))*(1 - brake)*unsuppressed
    entering = 1.6*cells*2.53e-9/0.75*circulating/5000
    exhausting = EXHAUSTION*brake*effector
    d[0:5] = births_v*(1 - 1e-10) - (natural + kill)*visible
    d[5:10] = births_v*1e-10 + births_i - (natural + 0.4*kill)*invisible
    d[10:15] = (natural + kill)*visible + (natural + 0.4*kill)*invisible - 0.1*dead
    d[15:20] = entering + 0.12*(1 - brake)*visible/(cells + 1)*effector - 0.16*effector - exhausting
    antigen = sum((natural + kill)*visible)
    deaths = antigen + sum((natural + 0.4*kill)*invisible)
    signal, mature = antigen/(antigen + 1e8), deaths/(deaths + 1e6)
    costimulation = 1 - CTLA4*(1 - ctla4_occupied)
    b = 1e4 + 0.5*primed + 5e3*regulatory - primed
    il2 = (sqrt(b*b + 4e4*primed) - b)/2e4
    burst = 2**(8 + 2*il2/(il2 + 1))
    d[20] = 0.9*burst*primed + 0.05*(0.45 + 0.55*signal)*memory + 0.05*(1 - brake_body)*exhausted - 0.16*circulating - sum(entering)
    d[21] = sum(exhausting) - 0.05*(1 - brake_body)*exhausted - 0.02*exhausted
    d[22] = PRIMING*signal*mature*costimulation - primed
    d[23] = 0.1*burst*primed + 0.01*(1 - signal)*0.16*circulating - 5e-4*memory
    burden = sum(cells)
    d[24] = 0.1*(1 + 10*burden/(burden + 5e10)) - (0.1 + 0.05*ctla4_occupied)*regulatory
    d[25] = 0.05*(costimulation*(1 - 0.9*free_pd1) - self_reactive)
    for k, drug in ((26, PEMBRO), (28, IPI)):
        c, p = y[k], y[k + 1]
        d[k] = -drug["CL"]/drug["V1"]*c - drug["Q"]/drug["V1"]*c + drug["Q"]/drug["V2"]*p
        d[k + 1] = drug["Q"]/drug["V1"]*c - drug["Q"]/drug["V2"]*p
    diameters = diameter(y)
    growth_now = (sum(births_v + births_i) - deaths)/(burden + 1)
    disease = 2.2e-4*(SLD0/100)**0.8*(sum(diameters)/SLD0)**2.1*exp(0.6*growth_now/0.01)*LDH**0.5*exp(0.45*ECOG)*(ALB/40)**-1
    d[30] = disease + 2.5e-5*exp(0.09*(AGE + t/365.25 - 60))
    d[31] = 0.7*(1 if BODY_BRAKE else SLD0/80)*0.5*(growth_now + sqrt(growth_now**2 + 1e-8))
    return d


def diameter(y):
    volume = ((y[0:5] + y[5:10] + y[10:15])*2.53e-9 + y[15:20]*1.75e-10)/0.75 + 1e-9
    return 10*(6*volume/pi)**(1/3)


y = np.zeros(32)
y[0:5] = [s*(1 - RESISTANCE) for s in SEEDS]
y[5:10] = [s*RESISTANCE for s in SEEDS]
y[24], y[25] = 1, (1 - CTLA4)*(1 - 0.9)
doses = {700 + 14*k: [(26, 790.0)] for k in range(53)}
doses[700] = doses[700] + [(28, 237.0)]
wanted = [400, 700, 714, 784, 882]
stops = sorted(set(wanted) | {t for t in doses if t <= 882})
found, t = [], 0.0
for stop in stops:
    run = solve_ivp(rates, (t, stop), y, method="LSODA", rtol=1e-11, atol=1e-9)
    y, t = run.y[:, -1].copy(), stop
    if stop in wanted:
        found.append(y.copy())       # before a dose of the same time
    for k, mg in doses.get(stop, []):
        y[k] += mg
rows = {"sum_of_diameters": lambda v: sum(diameter(v)), "lesion1__visible": 0, "lesion1__invisible": 5, "lesion1__dead": 10, "lesion1__effector": 15, "lesion5__visible": 4,
        "immunity__primed": 22, "circulating": 20, "exhausted": 21, "immunity__memory": 23, "immunity__regulatory": 24, "pembrolizumab__central": 26,
        "ipilimumab__central": 28, "H_death": 30, "H_new_lesion": 31}
for name, at in rows.items():
    print(f'("{name}", [{", ".join(f"{(at(v) if callable(at) else v[at]):.9g}" for v in found)}]),')
