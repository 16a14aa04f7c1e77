// SUNDIALS CVODE over a population: one integrator memory for all patients, restarted at each event, outputs by its interpolation.
// --method adams (fixed point), dense (BDF, difference quotients), dense-exact (BDF, exact Jacobian), klu (BDF, KLU, exact sparse Jacobian).
#ifndef EXPORTED
#include "differentiate.hpp"
#else
#include "workload.hpp"
#endif
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

struct Context { const double* parameters; double inputs[Workload::inputs + 1]; Jacobian* jacobian; std::vector<double> values; };

static void must(int flag, const char* what) { if (flag < 0) { std::fprintf(stderr, "%s: CVODE flag %d\n", what, flag); std::exit(2); } }
#define MUST(call) must(call, #call)

static int rates(realtype, N_Vector y, N_Vector dy, void* user) {
  Context* c = static_cast<Context*>(user);
  Workload::rates(N_VGetArrayPointer(y), N_VGetArrayPointer(dy), c->parameters, c->inputs);
  return 0;
}

static int denseJacobian(realtype, N_Vector y, N_Vector, SUNMatrix J, void* user, N_Vector, N_Vector, N_Vector) {
  Context* c = static_cast<Context*>(user);
  c->values.resize(c->jacobian->row.size());
  c->jacobian->evaluate(N_VGetArrayPointer(y), c->parameters, c->inputs, c->values.data());
  for (int j = 0; j < Workload::states; j++)
    for (int k = c->jacobian->start[j]; k < c->jacobian->start[j + 1]; k++) SM_ELEMENT_D(J, c->jacobian->row[k], j) = c->values[k];
  return 0;
}

static int sparseJacobian(realtype, N_Vector y, N_Vector, SUNMatrix J, void* user, N_Vector, N_Vector, N_Vector) {
  Context* c = static_cast<Context*>(user);
  std::copy(c->jacobian->start.begin(), c->jacobian->start.end(), SM_INDEXPTRS_S(J));
  std::copy(c->jacobian->row.begin(), c->jacobian->row.end(), SM_INDEXVALS_S(J));
  c->jacobian->evaluate(N_VGetArrayPointer(y), c->parameters, c->inputs, SM_DATA_S(J));
  return 0;
}

int main(int count, char** words) {
  const Arguments a(count, words);
  const std::vector<double> first = readPatients(a.patients.c_str());
  const std::string method = a.method.empty() ? "klu" : a.method;
  SUNContext sundials;
  SUNContext_Create(nullptr, &sundials);
  N_Vector vector = N_VNew_Serial(Workload::states, sundials);
  double* y = N_VGetArrayPointer(vector);
  Jacobian jacobian(first.data());
  Context context{first.data(), {}, &jacobian, {}};
  Workload::start(first.data(), y);
  void* cvode = CVodeCreate(method == "adams" ? CV_ADAMS : CV_BDF, sundials);
  MUST(CVodeInit(cvode, rates, 0, vector));
  MUST(CVodeSStolerances(cvode, a.relative, a.absolute));
  MUST(CVodeSetUserData(cvode, &context));
  MUST(CVodeSetMaxNumSteps(cvode, 1000000));
  if (method == "adams") {
    MUST(CVodeSetNonlinearSolver(cvode, SUNNonlinSol_FixedPoint(vector, 0, sundials)));
  } else if (method == "dense" || method == "dense-exact") {
    SUNMatrix J = SUNDenseMatrix(Workload::states, Workload::states, sundials);
    MUST(CVodeSetLinearSolver(cvode, SUNLinSol_Dense(vector, J, sundials), J));
    if (method == "dense-exact") MUST(CVodeSetJacFn(cvode, denseJacobian));
  } else if (method == "klu") {
    SUNMatrix J = SUNSparseMatrix(Workload::states, Workload::states, jacobian.row.size(), CSC_MAT, sundials);
    MUST(CVodeSetLinearSolver(cvode, SUNLinSol_KLU(vector, J, sundials), J));
    MUST(CVodeSetJacFn(cvode, sparseJacobian));
  } else {
    std::fprintf(stderr, "--method %s: expected adams, dense, dense-exact or klu\n", method.c_str());
    return 2;
  }

  Treatment treatment;
  return runPopulation(("cvode-" + method).c_str(), a, [&](const double* parameters, double* outputs, Counts& counts) {
    context.parameters = parameters;
    Workload::start(parameters, y);
    std::fill(context.inputs, context.inputs + Workload::inputs + 1, 0.0);
    treatment.next = 0;
    const auto keep = [&](int output) { std::copy(y, y + Workload::states, outputs + output * Workload::states); };
    keep(0);
    realtype reached;
    for (double time = 0, to; time < Workload::end; time = to) {
      to = treatment.begin(time, y, context.inputs);
      MUST(CVodeReInit(cvode, time, vector));
      MUST(CVodeSetStopTime(cvode, to));
      int output = static_cast<int>(time / Workload::outputStep + 1e-9) + 1;
      for (; output * Workload::outputStep < to - 1e-9; output++) {
        MUST(CVode(cvode, output * Workload::outputStep, vector, &reached, CV_NORMAL));
        keep(output);
      }
      MUST(CVode(cvode, to, vector, &reached, CV_NORMAL));
      if (std::fabs(output * Workload::outputStep - to) < 1e-9) keep(output);
      long n;
      MUST(CVodeGetNumSteps(cvode, &n)); counts.steps += n;
      MUST(CVodeGetNumRhsEvals(cvode, &n)); counts.evaluations += n;
      if (method == "adams") continue;
      MUST(CVodeGetNumLinSolvSetups(cvode, &n)); counts.factorisations += n;
      MUST(CVodeGetNumJacEvals(cvode, &n)); counts.jacobians += n;
    }
  });
}
