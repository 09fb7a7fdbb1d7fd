#!/usr/bin/env bash
# Sets up everything the tests need and runs them: three builds, one summary.
#   scripts/test.sh            all of it
#   scripts/test.sh --quick    the release build and its tests only
#   scripts/test.sh --nightly  all of it, and the long figures (an hour or two): docs/figures.md
set -euo pipefail
cd "$(dirname "$0")/.."

quick=no
nightly=no
case "${1:-}" in
  "") ;;
  --quick) quick=yes ;;
  --nightly) nightly=yes ;;
  *) echo "usage: scripts/test.sh [--quick | --nightly]" >&2; exit 2 ;;
esac

bash scripts/install-packages.sh tests

passed=0
failed=0

say() { printf '\n== %s (after %d s)\n' "$1" "$SECONDS"; }

# One check of this script: counted like a test.
check() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1)); echo "ok      $name"
  else
    failed=$((failed + 1)); echo "FAILED  $name"
  fi
}

# build PRESET [TARGETS…]
build() {
  local targets=("${@:2}")
  say "build: $1"
  cmake --preset "$1" > "build/$1-configure.log" 2>&1 || { cat "build/$1-configure.log"; exit 1; }
  cmake --build --preset "$1" ${targets[@]+--target "${targets[@]}"} -- -k 0 > "build/$1-build.log" 2>&1 ||
    { grep -E 'error|FAILED|warning' "build/$1-build.log" | head -60; tail -5 "build/$1-build.log"; exit 1; }
  tail -1 "build/$1-build.log"
}

# ctest PRESET ARGS…: runs, prints ctest's own summary, adds its counts.
run_tests() {
  local preset=$1 log=build/$1-ctest.log total bad code=0
  shift
  say "tests: $preset"
  ctest --test-dir "build/$preset" --output-on-failure -j 2 "$@" 2>&1 | tee "$log" || code=$?
  total=$(sed -nE 's/.*tests failed out of ([0-9]+).*/\1/p' "$log" | tail -1)
  bad=$(sed -nE 's/.* ([0-9]+) tests? failed out of.*/\1/p' "$log" | tail -1)
  if [ -z "$total" ] || [ "$total" -eq 0 ]; then
    echo "no test ran in $preset"; failed=$((failed + 1)); return
  fi
  passed=$((passed + total - bad))
  failed=$((failed + bad))
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then  # ctest itself failed, not a test
    echo "ctest ended with $code in $preset"; failed=$((failed + 1))
  fi
}

# Both reports name what is missing: a line can be missing where no branch is.
coverage_is_whole() {
  local report=(gcovr --root . --object-directory build/coverage --filter src/core/
    --filter include/reactivation/core/ --exclude-throw-branches --exclude-unreachable-branches)
  "${report[@]}" --txt build/coverage-lines.txt
  "${report[@]}" --branches --fail-under-line 100 --fail-under-branch 100 \
    --txt build/coverage.txt ||
    { grep -hE ' [0-9]+% ' build/coverage-lines.txt build/coverage.txt | grep -v ' 100% *$'; return 1; }
  grep -h TOTAL build/coverage-lines.txt build/coverage.txt
}

formatted() {
  git ls-files '*.cpp' '*.hpp' '*.h' '*.c' | xargs -r clang-format --dry-run -Werror
}

tidy() {
  git ls-files 'src/core/*.cpp' | xargs -P 2 -n 4 clang-tidy --quiet -p build/sanitize \
    > build/tidy.log 2>/dev/null || { grep -E 'error:|warning:' build/tidy.log | sort -u | head -40; return 1; }
}

# The same worlds planned by gcc's and by clang's build must be the same bytes.
same_bytes() {
  build/release/tests/oracle/plan_bytes > build/plans-gcc.json
  build/sanitize/tests/oracle/plan_bytes > build/plans-clang.json
  [ -s build/plans-gcc.json ] && cmp build/plans-gcc.json build/plans-clang.json
}

# The same worlds simulated by both must leave the same log.
same_worlds() {
  build/release/tests/simulation/world_log > build/worlds-gcc.log &&
    build/sanitize/tests/simulation/world_log > build/worlds-clang.log &&
    [ -s build/worlds-gcc.log ] && cmp build/worlds-gcc.log build/worlds-clang.log
}

mkdir -p build
export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"

build release
run_tests release

if [ "$quick" = no ]; then
  build sanitize
  run_tests sanitize -LE slow
  build thread test_capi_threads test_adapters_listener test_adapters_postgres_pool test_web
  run_tests thread -R '^(capi_threads|adapters_listener|adapters_postgres_pool|web)$'
  build coverage core_tests
  find build/coverage -name '*.gcda' -delete
  run_tests coverage -R '^core'
  say "checks"
  check "core: every line and branch is tested" coverage_is_whole
  check "equal plans are equal bytes, gcc and clang" same_bytes
  check "equal worlds are equal logs, gcc and clang" same_worlds
  check "clang-format" formatted
  check "clang-tidy" tidy
  say "the C API's interface since its baseline (a report)"
  python3 scripts/abi_report.py
fi

if [ "$nightly" = yes ]; then
  say "figures"
  check "figures: every target is met (docs/figures.md)" \
    env REACTIVATION_KILLS=2000 python3 tests/bench/figures.py build/release
fi

say "done"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
