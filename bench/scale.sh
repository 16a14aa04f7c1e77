#!/usr/bin/env bash
# Scale: workload A (6 states, 17 infusions, 53 weekly rows) streamed to Parquet, for growing numbers of patients and one and two threads.
# usage: bench/scale.sh [patients …]   Wall time is the whole command, to a new file; memory its largest resident set.
# One thread is held to one core: left free, the run-time compiler works on the other.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$root/thymus" runs --root "$out" >/dev/null   # builds if needed
echo "| patients | threads | wall s | CPU s | patients/s | peak memory MiB | Parquet MiB |"
echo "|---|---|---|---|---|---|---|"
for patients in "${@:-10000 100000 1000000}"; do
  for n in $patients; do
    for threads in 1 2; do
      rm -f "$out/a.parquet"
      held=()
      [ "$threads" = 1 ] && held=(taskset -c 0)
      /usr/bin/time -f "%e %U %S %M" -o "$out/time" "${held[@]}" dotnet "$root/artifacts/bin/Thymus.Cli/release/thymus.dll" cohort "$root/bench/models/a.ant" \
        --population "$root/bench/models/a.population.yaml" --data "$root/bench/models/a.doses.csv" --patients "$n" --end 364 --steps 52 \
        --observe C,T --method explicit --rtol 1e-6 --threads "$threads" --output "$out/a.parquet" 2>/dev/null
      read -r wall user system kib <"$out/time"
      echo "| $n | $threads | $wall | $(echo "$user + $system" | bc) | $(echo "$n / $wall" | bc) | $((kib / 1024)) | $(($(stat -c %s "$out/a.parquet") / 1048576)) |"
    done
  done
done
