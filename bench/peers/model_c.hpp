// Workload C: a synthetic QSP-style immuno-oncology network (of this project; not a published model). Four compartments (blood,
// periphery, tumour, node); two antibodies; two tumour clones under a growing carrying capacity; five T cell families (three CD8, helper,
// regulatory), each naive, dividing, effector and exhausted; antigen-presenting cells; six cytokines; four innate populations; two
// antigens processed and presented on MHC; two immune synapses with reversible binding (dissociation in seconds, tumour in months: the
// stiffness). Day, 1e6 cells, nM, L; molecules/um2 on surfaces. 126 states, 400 d, daily output, 23 boluses. As ../models/c.ant.
#pragma once
#include "event.hpp"
#include <algorithm>
#include <cmath>
#include <vector>

inline double larger(double a, double b) { return a > b ? a : b; }

struct Workload {
  enum { families = 5, antigens = 2, synapses = 2, drugs = 2 };
  enum {
    drug = 0, tumour = drug + 4 * drugs, cells = tumour + 5, presenting = cells + 11 * families, cytokine = presenting + 4,
    innate = cytokine + 6, antigen = innate + 4, mhc = antigen + 5 * antigens, synapse = mhc + 2, states = synapse + 16 * synapses
  };
  struct P { enum {
    CL0, CL1, QP, QT, QL, LD, VC, VP, VL, VT0, KG1, KG2, KD, KCLR, KV, DV, SV, V50, VCELL,
    NTHY, NPRO, NDTH, QNP, QPN, QNL, QLN, ACT, DIV, NDIV, TDTH, QTP, QPT, QTT, QLT, EXH, REV, KILL, TREGK, TCK,
    IL2D, IL2S, IL2C, IL250, CYTD, IFNS, TGFS, IL10S, IL12S, CCLS, TGF50, IL1050, IL1250, IFN50, CCL50,
    APCM, APCG, APCD, MAPCD, APC0T, APC0L, MREC, MDTH, POL, MKILL, NKREC, NKKILL, MD50,
    AGREL, AGDEG, AGUP, ENDDEG, EPDEG, MON, MKD, MIN, MOUT, MTOT, EP50,
    ON1, OFF1, ON2, OFF2, ONA, OFFA, CHI, ON28, OFF28, ON86, OFF86, ONC8, OFFC8, ONC6, OFFC6, ONCA, OFFCA, PD150, C2850, PDL1T, PDL1I, RIFN,
    C10, PD1, PDL1, PDL2, CD28, CD80, CD86, CTLA4, count
  }; };
  static constexpr int parameters = P::count, inputs = 0;
  static constexpr double end = 400, outputStep = 1, absolute = 1e-9;

  static std::vector<Event> events() {
    std::vector<Event> e;
    for (int k = 0; k < 19; k++) e.push_back({21.0 * k, true, drug, 268.0});  // 200 mg of 149 kDa in 5 L
    for (int k = 0; k < 4; k++) e.push_back({21.0 * k, true, drug + 4, 95.0});
    std::stable_sort(e.begin(), e.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
    return e;
  }

  static void start(const double* p, double* y) {
    std::fill(y, y + states, 0.0);
    const double clones[] = {p[P::C10], 0.02 * p[P::C10], 0.01 * p[P::C10], 4 * p[P::C10], 5};
    std::copy(clones, clones + 5, y + tumour);
    for (int g = 0; g < families; g++) {
      const double family[] = {150, 500, 120, 0, 0, 0, 5, 80, g < 4 ? 20.0 : 10.0, 2, 20};
      std::copy(family, family + 11, y + cells + 11 * g);
    }
    const double apc[] = {10, 0.2, 1.3, 2}, cytokines[] = {1e-4, 0.005, 0.005, 0.005, 0.005, 0.05}, cell[] = {100, 100, 100, 30};
    std::copy(apc, apc + 4, y + presenting);
    std::copy(cytokines, cytokines + 6, y + cytokine);
    std::copy(cell, cell + 4, y + innate);
    const double amount[] = {1e-3, 1e-3, 1e-4, 1e-2, 1e-1};
    for (int a = 0; a < antigens; a++) std::copy(amount, amount + 5, y + antigen + 5 * a);
    y[mhc] = p[P::MTOT] * 0.33;
    y[mhc + 1] = p[P::MTOT] * 0.67;
    for (int s = 0; s < synapses; s++) {
      double* q = y + synapse + 16 * s;
      q[0] = p[P::PD1]; q[1] = p[P::PDL1]; q[2] = p[P::PDL2]; q[7] = p[P::CD28]; q[8] = p[P::CD80]; q[9] = p[P::CD86]; q[10] = p[P::CTLA4];
    }
  }

  template <class R> static inline R half(const R& x, double k) { return x / (x + k); }
  template <class R> static inline R half2(const R& x, double k) { return x * x / (x * x + k * k); }

  template <class R> static void rates(const R* y, R* dy, const double* p, const double*) {
    using std::cbrt;
    using std::log;
    const R *tc = y + cells, *apc = y + presenting, *cy = y + cytokine, *in = y + innate, *m = y + mhc;
    R *dt = dy + tumour, *da = dy + presenting, *dc = dy + cytokine, *di = dy + innate, *dm = dy + mhc;
    const R &C1 = y[tumour], &C2 = y[tumour + 1], &dead = y[tumour + 2], &K = y[tumour + 3], &vessels = y[tumour + 4];
    const R C = C1 + C2;
    R effectors = R(0.0), exhausted = R(0.0), inNode = R(0.0);
    for (int g = 0; g < families; g++) { const R* q = tc + 11 * g; effectors = effectors + q[8]; exhausted = exhausted + q[10]; inNode = inNode + q[9]; }
    const R VT = p[P::VT0] + ((C + dead) * p[P::VCELL] + (effectors + exhausted) * 1.8e-7) * 2.7;  // L; cells fill 0.37 of the volume

    for (int d = 0; d < drugs; d++) {  // blood, periphery, tumour, node
      const R* q = y + drug + 4 * d;
      R* r = dy + drug + 4 * d;
      R toPeriphery = p[P::QP] * (q[0] - q[1] * 12.0), toTumour = p[P::QT] * (q[0] - q[2]), toNode = p[P::QL] * (q[0] - q[3]);
      R lymph = p[P::LD] * VT * q[2], back = p[P::LD] * VT * q[3];
      r[0] = (back - toPeriphery - toTumour - toNode - p[P::CL0 + d] * q[0]) / p[P::VC];
      r[1] = toPeriphery / p[P::VP];
      r[2] = (toTumour - lymph) / VT;
      r[3] = (toNode + lymph - back) / p[P::VL];
    }

    const R ifn = half(cy[1], p[P::IFN50]);
    R brake[synapses], boost[synapses];
    for (int s = 0; s < synapses; s++) {  // 0 effector and tumour cell (drug in tumour), 1 effector and presenting cell (drug in node)
      const R* q = y + synapse + 16 * s;
      R* r = dy + synapse + 16 * s;
      const R &A0 = y[drug + 2 + s], &A1 = y[drug + 4 + 2 + s];
      R b1 = p[P::ON1] * q[0] * q[1] - p[P::OFF1] * q[3], b2 = p[P::ON2] * q[0] * q[2] - p[P::OFF2] * q[4];
      R b3 = 2.0 * p[P::ONA] * q[0] * A0 - p[P::OFFA] * q[5], b4 = p[P::CHI] * p[P::ONA] * q[0] * q[5] - 2.0 * p[P::OFFA] * q[6];
      R b5 = p[P::ON28] * q[7] * q[8] - p[P::OFF28] * q[11], b6 = p[P::ON86] * q[7] * q[9] - p[P::OFF86] * q[12];
      R b7 = p[P::ONC8] * q[10] * q[8] - p[P::OFFC8] * q[13], b8 = p[P::ONC6] * q[10] * q[9] - p[P::OFFC6] * q[14];
      R b9 = 4.0 * p[P::ONCA] * q[10] * A1 - p[P::OFFCA] * q[15];
      r[0] = -b1 - b2 - b3 - b4;
      r[1] = p[P::PDL1T] * p[P::PDL1] * (1.0 + p[P::RIFN] * ifn) - p[P::PDL1I] * q[1] - b1;
      r[2] = -b2; r[3] = b1; r[4] = b2; r[5] = b3 - b4; r[6] = b4;
      r[7] = -b5 - b6; r[8] = -b5 - b7; r[9] = -b6 - b8; r[10] = -b7 - b8 - b9;
      r[11] = b5; r[12] = b6; r[13] = b7; r[14] = b8; r[15] = b9;
      brake[s] = half2(q[3] + q[4], p[P::PD150]);
      boost[s] = half(q[11] + q[12], p[P::C2850]);
    }

    const R &Treg = tc[11 * 4 + 8], tgf = half(cy[2], p[P::TGF50]), il10 = half(cy[3], p[P::IL1050]), il12 = half(cy[4], p[P::IL1250]);
    R killers = R(0.0);
    for (int g = 0; g < 3; g++) killers = killers + tc[11 * g + 8];
    const R kill = p[P::KILL] * killers / (killers + p[P::TCK] * C + 1.0) * killers / (killers + p[P::TREGK] * Treg + 1.0) * (1.0 - brake[0])
      * (1.0 - 0.8 * tgf) * (1.0 - 0.3 * half(in[0], p[P::MD50] * 20.0));
    const R byInnate = p[P::MKILL] * half(in[1], 200.0) * (1.0 - brake[0]) + p[P::NKKILL] * half(in[3], 100.0) * (1.0 - 0.5 * tgf);
    const R die = (p[P::KD] + kill + byInnate) * C1 + (p[P::KD] + 0.6 * kill + byInnate) * C2;

    R loaded = R(0.0);
    for (int a = 0; a < antigens; a++) {  // free, in the endosome, epitope, on MHC inside, on the surface
      const R* q = y + antigen + 5 * a;
      R* r = dy + antigen + 5 * a;
      const double affinity = a ? 0.3 : 1.0;
      R net = p[P::MON] * q[2] * m[0] - p[P::MON] * p[P::MKD] * affinity * q[3];
      r[0] = p[P::AGREL] * 1e-6 * die / VT - p[P::AGDEG] * q[0] - p[P::AGUP] * 1e-3 * apc[0] * q[0];
      r[1] = p[P::AGUP] * 1e3 * q[0] - p[P::ENDDEG] * q[1];
      r[2] = p[P::ENDDEG] * q[1] - p[P::EPDEG] * q[2] - 1e-3 * net;
      r[3] = net - p[P::MOUT] * q[3];
      r[4] = p[P::MOUT] * q[3] - p[P::MON] * p[P::MKD] * affinity * q[4];
      loaded = loaded + net;
    }
    dm[0] = p[P::MIN] * m[1] - p[P::MOUT] * m[0] - loaded;
    dm[1] = p[P::MOUT] * m[0] - p[P::MIN] * m[1] + p[P::MON] * p[P::MKD] * (y[antigen + 4] + 0.3 * y[antigen + 9]);

    const R maturing = p[P::APCM] * il12 * (1.0 - il10) * apc[0];
    da[0] = p[P::APCD] * (p[P::APC0T] * 1e3 * VT - apc[0]) - maturing;
    da[1] = maturing - p[P::APCG] * apc[1] - p[P::MAPCD] * apc[1];
    da[2] = p[P::APCD] * (p[P::APC0L] * p[P::VL] - apc[2]);
    da[3] = p[P::APCG] * apc[1] - p[P::MAPCD] * apc[3];

    const R il2 = half(cy[0], p[P::IL250]), dividing = p[P::DIV] * (0.4 + 0.6 * il2);
    R secreting = R(0.0);
    for (int g = 0; g < families; g++) {
      // naive in blood, periphery, node; dividing 1, 2, 3; in blood, periphery, tumour, node; exhausted
      const R* q = tc + 11 * g;
      R* r = dy + cells + 11 * g;
      const double weight = g < 3 ? 1.0 / (1 + g) : 0.8;
      R activation = p[P::ACT] * weight * half(apc[3] * 10.0, 1.0 + g) * half(y[antigen + 5 * (g % 2) + 4], p[P::EP50] * (1 + g)) * (0.2 + 0.8 * boost[1]) * q[2];
      R entry = p[P::QTT] * q[6] * VT * 1e2 / (VT * 1e2 + 1.0), exhaustion = p[P::EXH] * (0.2 + brake[0]) * q[8] * half(C, 1e3) * (g < 4 ? 1.0 : 0.3);
      R reversal = p[P::REV] * (1.0 - brake[0]) * q[10], suppression = g < 4 ? p[P::TREGK] * q[8] * Treg / (q[8] + Treg + 1.0) : R(0.0);
      r[0] = p[P::NTHY] * weight - p[P::NDTH] * q[0] - p[P::QNP] * q[0] + p[P::QPN] * q[1] - p[P::QNL] * q[0] + p[P::QLN] * q[2];
      r[1] = p[P::NPRO] * weight * half(q[1], 1e3) - p[P::NDTH] * q[1] + p[P::QNP] * q[0] - p[P::QPN] * q[1];
      r[2] = p[P::QNL] * q[0] - p[P::QLN] * q[2] - p[P::NDTH] * q[2] - activation;
      r[3] = activation - dividing * q[3];
      r[4] = 4.0 * dividing * q[3] - dividing * q[4];
      r[5] = 4.0 * dividing * q[4] - dividing * q[5];
      r[6] = p[P::QLT] * q[9] - p[P::QTP] * q[6] + p[P::QPT] * q[7] - entry - p[P::TDTH] * q[6];
      r[7] = p[P::QTP] * q[6] - p[P::QPT] * q[7] - p[P::TDTH] * q[7];
      r[8] = entry - exhaustion + reversal - suppression - p[P::TDTH] * q[8];
      r[9] = p[P::NDIV] * 0.0625 * dividing * q[5] - p[P::QLT] * q[9] - p[P::TDTH] * q[9];
      r[10] = exhaustion + suppression - reversal - p[P::KCLR] * q[10];
      secreting = secreting + q[3] + q[4] + q[5];
    }

    dc[0] = (p[P::IL2S] * 1e-6 * secreting - p[P::IL2C] * 1e-6 * inNode * il2) / p[P::VL] - p[P::IL2D] * cy[0];
    dc[1] = 1e-4 * p[P::IFNS] * (killers + tc[11 * 3 + 8] + in[3]) / VT - p[P::CYTD] * cy[1];
    dc[2] = 1e-4 * p[P::TGFS] * (C * 0.05 + Treg + in[2]) / VT - p[P::CYTD] * cy[2];
    dc[3] = 1e-4 * p[P::IL10S] * (in[2] + in[0]) / VT - p[P::CYTD] * cy[3];
    dc[4] = 1e-4 * p[P::IL12S] * (apc[1] + in[1]) / VT - p[P::CYTD] * cy[4];
    dc[5] = 1e-4 * p[P::CCLS] * (C + in[0]) / VT - p[P::CYTD] * cy[5];

    const R recruited = p[P::MREC] * VT * half(cy[5], p[P::CCL50]);
    const R polarised = p[P::POL] * (in[1] * half(cy[3] + cy[2], p[P::IL1050]) - in[2] * half(cy[1] + cy[4], p[P::IL1250]));
    di[0] = 0.4 * recruited - p[P::MDTH] * in[0];
    di[1] = 0.6 * recruited - polarised - p[P::MDTH] * in[1];
    di[2] = polarised - p[P::MDTH] * in[2];
    di[3] = p[P::NKREC] * VT * (0.2 + ifn) - 0.07 * in[3];

    const R growth = log(larger(K / (C + 1e-3), 1.0)), radius = cbrt(C * 2.6e-3);
    dt[0] = p[P::KG1] * C1 * growth - (p[P::KD] + kill + byInnate) * C1;
    dt[1] = p[P::KG2] * C2 * growth - (p[P::KD] + 0.6 * kill + byInnate) * C2;
    dt[2] = die - p[P::KCLR] * dead;
    dt[3] = p[P::KV] * C * half(vessels, p[P::V50]) - p[P::DV] * K * radius * radius;
    dt[4] = p[P::SV] * C - 12.0 * vessels;
  }
};
