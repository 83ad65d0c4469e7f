#!/usr/bin/env bash
# swift test with the given arguments, and what failed once more at the end: CI shows the last lines only.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build --disable-xctest "$@" 2>&1 | tee "$log"
status=$?
if [ $status -ne 0 ]; then
  echo "What failed:"
  grep -aE '^✘ Test .* recorded an issue|error:' "$log" | cut -c 1-400 | tail -n 30
fi
exit $status
