// What every peer shares: the table of patients, the treatment, the outputs in memory, the clock and the line it prints.
//
// A workload is a struct with the constants `states`, `parameters`, `inputs`, `end`, `outputStep`, `absolute` (tolerance), the functions
// `start` (initial state) and `events`, and the right-hand side `rates` as a template over the number type, so that the same source
// serves the integrators (double), the sparsity pattern and the exact Jacobian (differentiate.hpp).
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#define STRINGIZE_(x) #x
#define STRINGIZE(x) STRINGIZE_(x)
#include STRINGIZE(WORKLOAD)

/// Processor time: neighbours on the machine disturb the wall clock.
inline double processorSeconds() { timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }

constexpr int outputsPerPatient() { return static_cast<int>(Workload::end / Workload::outputStep + 0.5) + 1; }

/// Rows of numbers after a line of names: one patient a row.
inline std::vector<double> readPatients(const char* path) {
  std::ifstream file(path);
  if (!file) { std::perror(path); std::exit(2); }
  std::string line;
  std::getline(file, line);
  std::vector<double> values;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    std::string cell;
    int cells = 0;
    for (; std::getline(row, cell, ','); cells++) values.push_back(std::strtod(cell.c_str(), nullptr));
    if (cells != Workload::parameters) { std::fprintf(stderr, "%s: %d values in a row, expected %d\n", path, cells, Workload::parameters); std::exit(2); }
  }
  return values;
}

struct Arguments {
  std::string patients, method, out;
  double relative = 1e-6, absolute = Workload::absolute;
  int repetitions = 1;

  Arguments(int count, char** words) {
    for (int i = 1; i + 1 < count; i += 2) {
      std::string option = words[i], value = words[i + 1];
      if (option == "--patients") patients = value;
      else if (option == "--method") method = value;
      else if (option == "--rtol") relative = std::atof(value.c_str());
      else if (option == "--atol") absolute = std::atof(value.c_str());
      else if (option == "--repetitions") repetitions = std::atoi(value.c_str());
      else if (option == "--out") out = value;
      else { std::fprintf(stderr, "unknown option %s\n", option.c_str()); std::exit(2); }
    }
    if (patients.empty()) { std::fprintf(stderr, "usage: --patients TABLE.csv [--method M] [--rtol R] [--atol A] [--repetitions N] [--out FILE]\n"); std::exit(2); }
  }
};

struct Counts { double steps = 0, evaluations = 0, factorisations = 0, jacobians = 0; };

/// Runs a whole population `repetitions` times and prints the fastest: parameters in memory to all states at all output times in memory.
/// `integrate(parameters, outputs, counts)` integrates one patient into outputs [time][state].
template <class Integrate> int runPopulation(const char* peer, const Arguments& a, Integrate integrate) {
  const std::vector<double> patients = readPatients(a.patients.c_str());
  const long n = patients.size() / Workload::parameters, block = static_cast<long>(outputsPerPatient()) * Workload::states;
  std::vector<double> outputs(n * block, NAN);
  double best = INFINITY;
  Counts counts;
  for (int r = 0; r < a.repetitions; r++) {
    counts = Counts();
    const double begin = processorSeconds();
    for (long k = 0; k < n; k++) integrate(&patients[k * Workload::parameters], &outputs[k * block], counts);
    best = std::min(best, processorSeconds() - begin);
  }
  if (!a.out.empty()) {
    std::FILE* file = std::fopen(a.out.c_str(), "wb");
    if (!file || std::fwrite(outputs.data(), sizeof(double), outputs.size(), file) != outputs.size()) { std::perror(a.out.c_str()); return 2; }
    std::fclose(file);
  }
  std::printf("peer=%s rtol=%g atol=%g patients=%ld seconds=%.6f steps=%.1f evaluations=%.1f factorisations=%.1f jacobians=%.1f\n", peer,
    a.relative, a.absolute, n, best, counts.steps / n, counts.evaluations / n, counts.factorisations / n, counts.jacobians / n);
  return 0;
}

/// The next thing that happens to one patient: outputs lie between segments, and every event begins a new segment.
struct Treatment {
  std::vector<Event> events = Workload::events();
  size_t next = 0;

  /// Applies what is due at a time and says when the next segment ends.
  double begin(double time, double* y, double* inputs) {
    for (; next < events.size() && events[next].time <= time + 1e-12; next++)
      (events[next].adds ? y[events[next].index] : inputs[events[next].index]) = (events[next].adds ? y[events[next].index] : 0) + events[next].value;
    return next < events.size() ? std::min(events[next].time, Workload::end) : Workload::end;
  }
};
