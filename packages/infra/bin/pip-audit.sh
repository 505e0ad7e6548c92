#!/usr/bin/env bash
# Known vulnerabilities of every lock of pip in the clone; also fails where one of their packages cannot be looked up.
set -euo pipefail
cd "$(dirname "$0")/../../.."
venv="$(mktemp -d)"
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --require-hashes --only-binary :all: -r packages/infra/requirements-audit.txt
locks=()
while read -r lock; do locks+=(-r "$lock"); done < <(git grep -lE -- '--hash=sha256:' -- '*.txt')
"$venv/bin/pip-audit" --strict --require-hashes --disable-pip "${locks[@]}"
