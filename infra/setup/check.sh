#!/usr/bin/env bash
# Style, types and contracts. Runs all of them, then says whether one failed.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=()

step() {
  local name=$1; shift
  printf '── %s\n' "$name"
  "$@" || failed+=("$name")
}

step ruff .venv/bin/ruff check --output-format concise .
step format .venv/bin/ruff format --check --output-format concise .
step mypy .venv/bin/mypy
step contracts .venv/bin/lint-imports --no-logo
step typescript npm --prefix pwa run --silent check
[ ${#failed[@]} = 0 ] || { printf 'Failed: %s\n' "${failed[*]}" >&2; exit 1; }
