#!/bin/sh
# Installs what the build needs, on Debian 12 and its kin. As root or with sudo; else it prints the
# line to run and ends with 2.
#
#   scripts/install-packages.sh           the library and the program
#   scripts/install-packages.sh tests     what the tests need besides
set -eu

packages="g++ cmake ninja-build ccache libboost-dev libhowardhinnant-date-dev nlohmann-json3-dev
          libsqlite3-dev libpq-dev libhiredis-dev libphonenumber-dev libcli11-dev libcurl4-openssl-dev libssl-dev zlib1g-dev
          libcpp-httplib-dev pkg-config tzdata
          python3"
if [ "${1:-}" = "tests" ] || [ "${1:-}" = "--tests" ]; then
  packages="$packages catch2 librapidcheck-dev clang libclang-rt-14-dev wrk clang-format clang-tidy gcovr nodejs
            openssl postgresql pgbouncer redis-server chromium python3-venv locales make abigail-tools doxygen"
  command -v npm >/dev/null 2>&1 || packages="$packages npm"  # some builds of nodejs bring it along
elif [ $# -gt 0 ]; then
  echo "install-packages.sh: unknown word $1; there is only: tests" >&2
  exit 2
fi

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "install-packages.sh: this is no Debian; install the equivalents of" $packages >&2
  exit 2
fi

missing=""
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
  as_root="sudo"
else
  echo "Packages are missing. Run this as root, then try again:" >&2
  echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
  exit 2
fi

echo "Installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
$as_root apt-get install -y -qq --no-install-recommends $missing >&2
