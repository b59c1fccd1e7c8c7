#!/usr/bin/env bash
# Every check and every test, cheapest first; goes on after a failure, so that one run tells everything.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=()
began=$SECONDS

step() {
  local name=$1 from=$SECONDS; shift
  printf '\n══ %s\n' "$name"
  "$@" || failed+=("$name")
  printf '── %s: %d s\n' "$name" $((SECONDS - from))
}

# A folder without a test is a mistake (pytest then ends with 5), not a success.
step check infra/setup/check.sh
step vitest npm --prefix pwa run --silent test
for folder in architecture unit contract integration media migration browser flow; do
  step "$folder" .venv/bin/python -m pytest -q "tests/$folder"
done

printf '\n%d s in all\n' $((SECONDS - began))
[ ${#failed[@]} = 0 ] || { printf 'Failed: %s\n' "${failed[*]}" >&2; exit 1; }
