#!/usr/bin/env bash
# The package for Python beside C++, pandas and polars, and how long its import takes.
#   tests/bench/python.sh BUILD [CLIENTS]      BUILD is a release build; 1000000 clients unless told
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
build="$(cd "$1" && pwd)"
clients="${2:-1000000}"
runs="${RUNS:-5}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

if [ ! -x "$build/bench_venv/bin/python" ]; then
  python3 -m venv "$build/bench_venv"
  "$build/bench_venv/bin/pip" -q install -r "$here/requirements.txt"
fi
python="$build/bench_venv/bin/python"
bench="$build/tests/bench/plan_bench"
export REACTIVATION_LIBRARY="$build/capi/libreactivation.so.0"
cp -r "$here/../../bindings/python/src/reactivation" "$work/reactivation"  # byte code goes there
export PYTHONPATH="$work"
unset PYTHONDONTWRITEBYTECODE

"$python" "$here/import_bench.py" 15
"$bench" --clients "$clients" --runs 1 --export "$work/data" > /dev/null
for order in any grouped; do
  "$python" "$here/columns_peers.py" "$work/data/$order" "$runs" "$bench" --check
done
