// Workload B: tumour, NK, CD8, lymphocytes, chemotherapy and IL-2 of de Pillis, Gu, Radunskaya (J Theor Biol 2006;238:841-862), human
// patient 9. Nine one-day chemotherapy doses every 5 days, TIL on day 7-8, six IL-2 pulses on days 8-11; 120 d, daily output.
// Day, cell, mg/L, IU/L. The same equations as ../models/b.ant.
#pragma once
#include "event.hpp"
#include <algorithm>
#include <cmath>
#include <vector>

struct Workload {
  enum { T, N, L, C, M, I, states };
  enum { a, b, c, d, e, l, f, g, h, j, k, m, q, p, s, r1, r2, u, KT, KN, KL, KC, alpha, beta, gamma, pI, gI, muI, T0, N0, L0, C0, parameters };
  static constexpr int inputs = 3;
  static constexpr double end = 120, outputStep = 1, absolute = 1e-6;

  static std::vector<Event> events() {
    std::vector<Event> v;
    for (int n = 0; n < 9; n++) { v.push_back({5.0 * n, false, 1, 2.3869}); v.push_back({5.0 * n + 1, false, 1, 0}); }
    v.push_back({7, false, 0, 1e9});
    v.push_back({8, false, 0, 0});
    for (int n = 0; n < 6; n++) { v.push_back({8 + 0.5 * n, false, 2, 5e6}); v.push_back({8.25 + 0.5 * n, false, 2, 0}); }
    std::stable_sort(v.begin(), v.end(), [](const Event& x, const Event& y) { return x.time < y.time; });
    return v;
  }

  static void start(const double* P, double* y) { y[T] = P[T0]; y[N] = P[N0]; y[L] = P[L0]; y[C] = P[C0]; y[M] = 0; y[I] = 0; }

  template <class R> static inline R positive(const R& x) { return x > 0.0 ? x : x * 0.0; }

  template <class R> static inline void rates(const R* y, R* dy, const double* P, const double* in) {
    using std::exp;
    using std::pow;
    R killed = 1.0 - exp(-y[M]);
    R D = P[d] / (1.0 + P[s] * pow(positive(y[T]) / (positive(y[L]) + 1e-30), P[l]));  // d x/(s + x) with x = (L/T)^l, finite for T = 0
    R T2 = y[T] * y[T], DT = D * y[T], DT2 = DT * DT;
    dy[T] = P[a] * y[T] * (1.0 - P[b] * y[T]) - P[c] * y[N] * y[T] - DT - P[KT] * killed * y[T];
    dy[N] = P[e] * y[C] - P[f] * y[N] + P[g] * T2 / (P[h] + T2) * y[N] - P[p] * y[N] * y[T] - P[KN] * killed * y[N];
    dy[L] = -P[m] * y[L] + P[j] * DT2 / (P[k] + DT2) * y[L] - P[q] * y[L] * y[T] + (P[r1] * y[N] + P[r2] * y[C]) * y[T]
      - P[u] * y[N] * y[L] * y[L] - P[KL] * killed * y[L] + P[pI] * y[L] * y[I] / (P[gI] + y[I]) + in[0];
    dy[C] = P[alpha] - P[beta] * y[C] - P[KC] * killed * y[C];
    dy[M] = in[1] - P[gamma] * y[M];
    dy[I] = in[2] - P[muI] * y[I];
  }
};
