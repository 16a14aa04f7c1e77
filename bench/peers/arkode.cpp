// SUNDIALS ARKODE, explicit Runge-Kutta (ERKStep) of order 5, over a population; restarted at each event, outputs by its interpolation.
#include "workload.hpp"
#include <arkode/arkode_erkstep.h>
#include <nvector/nvector_serial.h>

struct Context { const double* parameters; double inputs[Workload::inputs + 1]; };

static void must(int flag, const char* what) { if (flag < 0) { std::fprintf(stderr, "%s: ARKODE flag %d\n", what, flag); std::exit(2); } }
#define MUST(call) must(call, #call)

static int rates(realtype, N_Vector y, N_Vector dy, void* user) {
  Context* c = static_cast<Context*>(user);
  Workload::rates(N_VGetArrayPointer(y), N_VGetArrayPointer(dy), c->parameters, c->inputs);
  return 0;
}

int main(int count, char** words) {
  const Arguments a(count, words);
  const std::vector<double> first = readPatients(a.patients.c_str());
  SUNContext sundials;
  SUNContext_Create(nullptr, &sundials);
  N_Vector vector = N_VNew_Serial(Workload::states, sundials);
  double* y = N_VGetArrayPointer(vector);
  Context context{first.data(), {}};
  Workload::start(first.data(), y);
  void* arkode = ERKStepCreate(rates, 0, vector, sundials);
  MUST(ERKStepSStolerances(arkode, a.relative, a.absolute));
  MUST(ERKStepSetUserData(arkode, &context));
  MUST(ERKStepSetOrder(arkode, 5));
  MUST(ERKStepSetMaxNumSteps(arkode, 1000000));

  Treatment treatment;
  return runPopulation("arkode-erk5", a, [&](const double* parameters, double* outputs, Counts& counts) {
    context.parameters = parameters;
    Workload::start(parameters, y);
    std::fill(context.inputs, context.inputs + Workload::inputs + 1, 0.0);
    treatment.next = 0;
    const auto keep = [&](int output) { std::copy(y, y + Workload::states, outputs + output * Workload::states); };
    keep(0);
    realtype reached;
    for (double time = 0, to; time < Workload::end; time = to) {
      to = treatment.begin(time, y, context.inputs);
      MUST(ERKStepReInit(arkode, rates, time, vector));
      MUST(ERKStepSetStopTime(arkode, to));
      int output = static_cast<int>(time / Workload::outputStep + 1e-9) + 1;
      for (; output * Workload::outputStep < to - 1e-9; output++) {
        MUST(ERKStepEvolve(arkode, output * Workload::outputStep, vector, &reached, ARK_NORMAL));
        keep(output);
      }
      MUST(ERKStepEvolve(arkode, to, vector, &reached, ARK_NORMAL));
      if (std::fabs(output * Workload::outputStep - to) < 1e-9) keep(output);
      long n;
      MUST(ERKStepGetNumSteps(arkode, &n)); counts.steps += n;
      MUST(ERKStepGetNumRhsEvals(arkode, &n)); counts.evaluations += n;
    }
  });
}
