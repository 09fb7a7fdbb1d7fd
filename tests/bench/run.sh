#!/usr/bin/env bash
# Builds the planner's benchmark, runs it and its peers on the same data, and prints the table.
#   tests/bench/run.sh [CLIENTS]        1000000 clients unless told; JavaScript always at 100000
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
clients="${1:-1000000}"
runs="${RUNS:-7}"
build="${BUILD:-$root/build/bench}"
data="$build/data"
mkdir -p "$build"

cmake -G Ninja -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DREACTIVATION_BENCH=ON \
  -DREACTIVATION_TESTS=OFF -DREACTIVATION_CLI=OFF -DREACTIVATION_JSON=OFF -DREACTIVATION_TZ=OFF \
  -DREACTIVATION_SQLITE=OFF -DREACTIVATION_CSV=OFF -DREACTIVATION_PHONE=OFF -DREACTIVATION_HTTP=OFF \
  -DREACTIVATION_INSTALL=OFF > "$build/build.log" 2>&1 || { cat "$build/build.log"; exit 1; }
ninja -C "$build" plan_bench >> "$build/build.log" 2>&1 || { tail -30 "$build/build.log"; exit 1; }
bench="$build/tests/bench/plan_bench"

if [ ! -x "$build/venv/bin/python" ]; then
  python3 -m venv "$build/venv"
  "$build/venv/bin/pip" -q install -r "$here/requirements.txt"
fi
python="$build/venv/bin/python"

rm -rf "$data" && mkdir -p "$data"
"$bench" --clients "$clients" --runs 1 --export "$data/large" > /dev/null
"$bench" --clients 100000 --runs 1 --export "$data/small" > /dev/null

results="$data/results.txt"
: > "$results"
measure() { sed "s/^/$1./" >> "$results"; }
"$bench" --clients "$clients" --runs "$runs" | measure large
"$bench" --clients 100000 --runs "$runs" | measure small
"$bench" --clients 10000 --runs "$runs" | measure tiny
for order in any grouped; do
  "$python" "$here/duckdb_peer.py" "$data/large/$order" "$runs" --check | grep -v '^#' |
    measure "duckdb.$order"
done
if command -v "${NODE:-node}" > /dev/null; then
  TZ=UTC "${NODE:-node}" "$here/js_peer.mjs" "$data/small/any" 3 | grep -v '^#' | measure js
else
  echo "node is absent: the original's JavaScript was not timed (set NODE or install it)"
fi
"$python" "$here/table.py" "$results" "$clients"
rm -rf "$data/large" "$data/small"
