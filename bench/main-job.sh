#!/usr/bin/env bash
# Time and memory of the main job: KEYNOTE-006, 3 arms of 280 patients, seven years. Three runs; the first also pays for disk caches.
# Figures come from each run's own run.json; wall time is the whole command, start-up and report included.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$root/thymus" runs --root "$out" >/dev/null   # builds if needed
echo "| run | wall s | read and compile s | simulate s | estimate s | peak memory MiB | threads |"
echo "|---|---|---|---|---|---|---|"
for threads in 1 2 2; do
  before=$(date +%s.%N)
  "$root/thymus" run "$root/trials/melanoma-pembrolizumab.yaml" --threads "$threads" --out "$out/run" >/dev/null 2>&1
  after=$(date +%s.%N)
  json="$out/run/run.json"
  phase() { tr -d '\n' <"$json" | grep -oE "\"phase\": *\"$1\", *\"seconds\": *[0-9.]+" | grep -oE '[0-9.]+$'; }
  peak=$(grep -oE '"peakMemoryMiB": *[0-9.]+' "$json" | grep -oE '[0-9.]+$')
  echo "| $(date +%F) | $(echo "$after - $before" | bc) | $(phase 'read and compile') | $(phase simulate) | $(phase estimate) | $peak | $threads |"
done
