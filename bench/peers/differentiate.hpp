// Sparsity of the Jacobian by index sets that travel through the right-hand side, and its exact values by forward duals over a greedy
// colouring of the columns; both by overloading, from the same source as the rates.
#pragma once
#include "workload.hpp"
#include <bitset>

struct Dependence {
  double v = 1;
  std::bitset<Workload::states> on;
  Dependence(double x = 1) : v(x) {}
  Dependence(double x, const std::bitset<Workload::states>& s) : v(x), on(s) {}
};
#define DEPENDS(op) \
  inline Dependence operator op(const Dependence& a, const Dependence& b) { return {a.v op b.v, a.on | b.on}; } \
  inline Dependence operator op(const Dependence& a, double b) { return {a.v op b, a.on}; } \
  inline Dependence operator op(double a, const Dependence& b) { return {a op b.v, b.on}; }
DEPENDS(+) DEPENDS(-) DEPENDS(*) DEPENDS(/)
inline Dependence operator-(const Dependence& a) { return {-a.v, a.on}; }
inline bool operator>(const Dependence&, double) { return true; }
inline Dependence exp(const Dependence& a) { return a; }
inline Dependence log(const Dependence& a) { return a; }
inline Dependence cbrt(const Dependence& a) { return a; }
inline Dependence pow(const Dependence& a, double) { return a; }
inline Dependence larger(const Dependence& a, double) { return a; }

template <int W> struct Dual { double v; double d[W]; Dual(double x = 0) : v(x) { for (double& q : d) q = 0; } };
#define DUAL template <int W> inline Dual<W>
DUAL chain(const Dual<W>& a, double value, double slope) { Dual<W> r; r.v = value; for (int i = 0; i < W; i++) r.d[i] = slope * a.d[i]; return r; }
DUAL operator+(const Dual<W>& a, const Dual<W>& b) { Dual<W> r; r.v = a.v + b.v; for (int i = 0; i < W; i++) r.d[i] = a.d[i] + b.d[i]; return r; }
DUAL operator-(const Dual<W>& a, const Dual<W>& b) { Dual<W> r; r.v = a.v - b.v; for (int i = 0; i < W; i++) r.d[i] = a.d[i] - b.d[i]; return r; }
DUAL operator*(const Dual<W>& a, const Dual<W>& b) { Dual<W> r; r.v = a.v * b.v; for (int i = 0; i < W; i++) r.d[i] = a.d[i] * b.v + a.v * b.d[i]; return r; }
DUAL operator/(const Dual<W>& a, const Dual<W>& b) {
  Dual<W> r;
  const double q = 1 / b.v;
  r.v = a.v * q;
  for (int i = 0; i < W; i++) r.d[i] = (a.d[i] - r.v * b.d[i]) * q;
  return r;
}
DUAL operator+(const Dual<W>& a, double b) { Dual<W> r = a; r.v += b; return r; }
DUAL operator+(double a, const Dual<W>& b) { return b + a; }
DUAL operator-(const Dual<W>& a, double b) { Dual<W> r = a; r.v -= b; return r; }
DUAL operator-(double a, const Dual<W>& b) { return chain(b, a - b.v, -1); }
DUAL operator*(const Dual<W>& a, double b) { return chain(a, a.v * b, b); }
DUAL operator*(double a, const Dual<W>& b) { return b * a; }
DUAL operator/(const Dual<W>& a, double b) { return chain(a, a.v / b, 1 / b); }
DUAL operator/(double a, const Dual<W>& b) { const double q = a / b.v; return chain(b, q, -q / b.v); }
DUAL operator-(const Dual<W>& a) { return chain(a, -a.v, -1); }
template <int W> inline bool operator>(const Dual<W>& a, double b) { return a.v > b; }
DUAL exp(const Dual<W>& a) { const double e = std::exp(a.v); return chain(a, e, e); }
DUAL log(const Dual<W>& a) { return chain(a, std::log(a.v), 1 / a.v); }
DUAL cbrt(const Dual<W>& a) { const double c = std::cbrt(a.v); return chain(a, c, 1 / (3 * c * c)); }
DUAL pow(const Dual<W>& a, double b) { const double q = std::pow(a.v, b); return chain(a, q, a.v != 0 ? b * q / a.v : (b == 1 ? 1.0 : 0.0)); }
DUAL larger(const Dual<W>& a, double b) { return a.v > b ? a : Dual<W>(b); }

/// Jacobian in compressed columns, the diagonal always among them.
class Jacobian {
  static constexpr int width = Workload::states < 8 ? Workload::states : 8;
  std::vector<int> colour;
  int colours = 0;
  std::vector<Dual<width>> y = std::vector<Dual<width>>(Workload::states), dy = y;

 public:
  std::vector<int> start, row;

  explicit Jacobian(const double* parameters) {
    const int n = Workload::states;
    std::vector<Dependence> from(n), to(n);
    std::vector<double> inputs(std::max(1, Workload::inputs), 0.0);
    for (int i = 0; i < n; i++) from[i].on.set(i);
    Workload::rates(from.data(), to.data(), parameters, inputs.data());
    start.assign(n + 1, 0);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) if (i == j || to[i].on[j]) row.push_back(i);
      start[j + 1] = row.size();
    }
    colour.assign(n, -1);
    std::vector<std::bitset<Workload::states>> used;
    std::vector<int> order(n);
    for (int i = 0; i < n; i++) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return start[a + 1] - start[a] > start[b + 1] - start[b]; });
    for (int j : order) {
      std::bitset<Workload::states> rows;
      for (int k = start[j]; k < start[j + 1]; k++) rows.set(row[k]);
      size_t c = 0;
      while (c < used.size() && (used[c] & rows).any()) c++;
      if (c == used.size()) used.emplace_back();
      used[c] |= rows;
      colour[j] = c;
    }
    colours = used.size();
  }

  void evaluate(const double* state, const double* parameters, const double* inputs, double* values) {
    for (int first = 0; first < colours; first += width) {
      for (int i = 0; i < Workload::states; i++) {
        y[i] = Dual<width>(state[i]);
        if (colour[i] >= first && colour[i] < first + width) y[i].d[colour[i] - first] = 1;
      }
      Workload::rates(y.data(), dy.data(), parameters, inputs);
      for (int j = 0; j < Workload::states; j++)
        if (colour[j] >= first && colour[j] < first + width)
          for (int k = start[j]; k < start[j + 1]; k++) values[k] = dy[row[k]].d[colour[j] - first];
    }
  }
};
