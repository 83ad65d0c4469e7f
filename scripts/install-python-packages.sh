#!/usr/bin/env bash
# Installs the pinned Python packages of the demo, the bench or the tests into the virtual environment .build-venv.
# Touches no network when the same pins were installed before.
set -euo pipefail
cd "$(dirname "$0")/.."

group=${1:-}
requirements=scripts/requirements-$group.txt
if [[ ! -f $requirements ]]; then
    echo "usage: $0 demo|bench|test" >&2
    exit 2
fi

environment=.build-venv
# A copied, moved or half-made environment, or one whose Python is gone, is made anew: its commands name its folder.
made_in=$environment/made-in.txt
if ! { [[ -f $made_in && $(<"$made_in") == "$PWD" ]] && "$environment/bin/python" -c 'import pip' 2>/dev/null; }; then
    rm -rf "$environment"
fi
# What was asked for when this group was last installed.
wanted=$(cat "$requirements" scripts/requirements-*.txt)
receipt=$environment/installed-$group.txt
if [[ -f $receipt && $(<"$receipt") == "$wanted" ]]; then
    echo "Python packages for $group: all there"
    exit 0
fi

echo "Python packages for $group: installing into $environment"
if [[ ! -d $environment ]]; then
    python3 -m venv "$environment"
    echo "$PWD" >"$made_in"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -r "$requirements"
echo "$wanted" >"$receipt"
