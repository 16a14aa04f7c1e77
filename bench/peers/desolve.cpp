// A workload as a compiled model of R's deSolve: initialiser, derivatives, and the start state.
#include "workload.hpp"

static double parms[Workload::parameters];
static double inputs[Workload::inputs + 1];
static long evaluations;

extern "C" {
void initmod(void (*odeparms)(int*, double*)) { int n = Workload::parameters; odeparms(&n, parms); }
void derivs(int*, double*, double* y, double* dy, double*, int*) { evaluations++; Workload::rates(y, dy, parms, inputs); }
void start(double* p, double* y) { Workload::start(p, y); }
void counter(double* n) { *n = evaluations; evaluations = 0; }
/// States, outputs, number of boluses, end, step, absolute tolerance; then time, state and amount of each bolus.
void shape(double* v) {
  const std::vector<Event> events = Workload::events();
  const double numbers[] = {Workload::states, static_cast<double>(events.size()), Workload::end, Workload::outputStep, Workload::absolute};
  v = std::copy(numbers, numbers + 5, v);
  for (const Event& e : events) { *v++ = e.time; *v++ = e.index + 1; *v++ = e.value; }
}
}
