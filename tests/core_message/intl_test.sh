#!/bin/sh
# intl_test.sh NODE ORACLE LINES TEST: lets Node say what Intl knows, then compares.
set -eu
if [ ! -x "$1" ]; then
  echo "Node is not installed: the comparison with Intl was not made."
  exit 0
fi
"$1" "$2" >"$3"
REACTIVATION_INTL_LINES="$3" "$4" "[intl]"
