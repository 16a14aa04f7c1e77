#!/usr/bin/env bash
# Runs every model of tests/fixtures/cross-run/runs.csv, exported as SBML by Thymus, with a program that is not Thymus (eng/run-sbml.py: libSBML and SciPy's
# LSODA), and writes the curves that CrossRunTests compares. usage: eng/cross-run.sh [NAME …]
# Needs Debian's python3-sbml5 and python3-scipy.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="$root/tests/fixtures/cross-run"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
tail -n +2 "$folder/runs.csv" | while IFS=, read -r name model end steps set doses; do
  [ $# -gt 0 ] && [[ " $* " != *" $name "* ]] && continue
  "${THYMUS:-$root/thymus}" convert "$root/models/$model" "$scratch/$name.xml" >/dev/null
  # shellcheck disable=SC2086 # one argument a value and a dose
  /usr/bin/python3 "$root/eng/run-sbml.py" "$scratch/$name.xml" "$end" "$steps" ${set//;/ } ${doses//;/ } >"$scratch/$name.csv" || { echo "$name: not written"; continue; }
  mv "$scratch/$name.csv" "$folder/$name.csv"
  echo "$name: $(wc -l <"$folder/$name.csv") rows, $(head -1 "$folder/$name.csv" | tr ',' '\n' | wc -l) columns"
done
