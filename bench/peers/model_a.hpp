// Workload A: two-compartment antibody, PD-1 occupancy, T cells primed in the node, effector and exhausted in the tumour, tumour volume.
// 200 mg over 30 min every 21 days, 17 times; 364 d, weekly output. Day, mg, L, cm3. The same equations as ../models/a.ant.
#pragma once
#include "event.hpp"
#include <vector>

struct Workload {
  enum { AC, AP, N, E, X, T, states };
  enum { CL, V1, Q, V2, KD, SN, AN, GT, KOUT, DN, DE, KX, HX, KRE, DX, KG, KMAX, KK, HK, T0, parameters };
  static constexpr int inputs = 1;
  static constexpr double end = 364, outputStep = 7, absolute = 1e-9;

  static std::vector<Event> events() {
    std::vector<Event> e;
    for (int k = 0; k < 17; k++) { e.push_back({21.0 * k, false, 0, 9600.0}); e.push_back({21.0 * k + 1.0 / 48, false, 0, 0.0}); }
    return e;
  }

  static void start(const double* p, double* y) { y[AC] = 0; y[AP] = 0; y[N] = 0.5; y[E] = 1; y[X] = 1; y[T] = p[T0]; }

  template <class R> static inline void rates(const R* y, R* dy, const double* p, const double* u) {
    R C = y[AC] / p[V1], occupied = C / (p[KD] + C), toPeriphery = p[Q] / p[V1] * y[AC] - p[Q] / p[V2] * y[AP];
    R exhausts = p[KX] * (1.0 - occupied) * y[T] / (p[HX] + y[T]) * y[E], recovers = p[KRE] * occupied * y[X];
    dy[AC] = u[0] - p[CL] * C - toPeriphery;
    dy[AP] = toPeriphery;
    dy[N] = p[SN] + p[AN] * y[T] / (p[GT] + y[T]) - (p[KOUT] + p[DN]) * y[N];
    dy[E] = p[KOUT] * y[N] - p[DE] * y[E] - exhausts + recovers;
    dy[X] = exhausts - recovers - p[DX] * y[X];
    dy[T] = p[KG] * y[T] * (1.0 - y[T] / p[KMAX]) - p[KK] * y[E] * y[T] / (p[HK] + y[T]);
  }
};
