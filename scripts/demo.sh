#!/bin/sh
# The main job in a few minutes: builds the program, makes a believable salon, takes over its
# exports, plans a day, writes the messages into files. It sends nothing to anybody.
#
#   scripts/demo.sh [--lang ru|en]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

lang=ru
while [ $# -gt 0 ]; do
  case "$1" in
    --lang) lang="${2:-}"; shift; [ $# -gt 0 ] && shift ;;
    --lang=*) lang="${1#--lang=}"; shift ;;
    *) echo "demo.sh: unknown option $1; use --lang ru or --lang en" >&2; exit 2 ;;
  esac
done
case "$lang" in
  ru) zone=Europe/Moscow country=RU currency=RUB name="Локон" dates=%d.%m.%Y \
      holidays='["2026-03-08","2026-03-09"]' ;;
  en) zone=Europe/London country=GB currency=GBP name="Lily & Co" dates=%Y-%m-%d holidays='[]' ;;
  *) echo "demo.sh: --lang is ru or en" >&2; exit 2 ;;
esac

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else bold= plain=; fi
step() { printf '\n%s── %s%s\n' "$bold" "$1" "$plain"; }
# Shows a command as one would type it, then runs it.
show() { typed "$@"; "$@"; }
typed() {
  printf '$ reactivation'
  shift
  for word in "$@"; do
    case "$word" in *[!A-Za-z0-9_./:=,%-]*) word="'$word'" ;; esac
    printf ' %s' "$word"
  done
  printf '\n\n'
}

step "1. Build (the first time takes a few minutes)"
scripts/install-packages.sh
build=build/program
log=build/demo-build.log
mkdir -p build
export CCACHE_DIR="${CCACHE_DIR:-$root/build/ccache}"
# -O1: a salon's day takes milliseconds either way, and the build a quarter less.
if ! { cmake -G Ninja -S . -B "$build" -DCMAKE_BUILD_TYPE=Release \
         -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DREACTIVATION_TESTS=OFF \
         -DREACTIVATION_BENCH=OFF -DREACTIVATION_INSTALL=OFF &&
       cmake --build "$build" --target reactivation; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "demo.sh: the build failed; all of its output is in $log" >&2
  exit 1
fi
program=$build/examples/cli/reactivation
"$program" --version

# Always from nothing, so that it can be run again.
demo=build/demo/$lang
rm -rf "$demo"
mkdir -p "$demo"
now=2026-03-03T10:00
db=$demo/salon.db

step "2. A salon, as its booking system would export it"
python3 scripts/make_salon.py --lang "$lang" --out "$demo/export" --today 2026-03-03

step "3. Take the exports over"
show "$program" import --db "$db" --company 1 --name "$name" --timezone "$zone" \
  --country "$country" --currency "$currency" --business-type beauty \
  --services "$demo/export/services.csv" --clients "$demo/export/clients.csv" \
  --visits "$demo/export/visits.csv" --date-format "$dates" --now "$now" 2>/dev/null
"$program" settings --db "$db" --set "holidays=$holidays" >/dev/null
"$program" slots --db "$db" --file "$demo/export/slots.csv" --now "$now"

step "4. Who is written to today, who is not, and why"
show "$program" plan --db "$db" --now "$now" 2>/dev/null

step "5. Run the day into a folder (a clock that jumps from turn to turn)"
typed "$program" run --db "$db" --now "$now" --outbox "$demo/outbox" --arm
"$program" run --db "$db" --now "$now" --outbox "$demo/outbox" --arm >"$demo/run.txt"
tail -n 1 "$demo/run.txt"
printf '\nThree of the messages:\n'
python3 scripts/show_messages.py "$demo/outbox" 3

step "6. Ask about one client"
client=$("$program" plan --db "$db" --now 2026-03-04T10:00 --json |
  python3 -c 'import json, sys
rows = json.load(sys.stdin)["skipped"]
fitting = [r for r in rows if r["reason"] == "attempt_open"] or rows
print(fitting[0]["client_id"])')
show "$program" explain --db "$db" --client "$client" --now 2026-03-04T10:00

step "What to try next"
cat <<NEXT
  cd $root
  alias reactivation=$root/$program
  reactivation run --db $db --now $now --outbox $demo/outbox --arm
                                         the same day again: nothing goes out twice
  reactivation plan --db $db --now 2026-03-04T10:00
                                         tomorrow
  reactivation optout --db $db --client $client
                                         somebody says stop; plan again and look for the reason
  reactivation rules --db $db
                                         when each service is due, and its discounts
  reactivation import --help             your own export: docs and examples
NEXT
