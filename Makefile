# The commands of the house. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check types migrate bench shots setup setup-tests clean

BIN := .venv/bin
BENCHES = $(filter-out __init__,$(patsubst tests/bench/%.py,%,$(wildcard tests/bench/*.py)))
export UV_PYTHON_DOWNLOADS := never

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z%-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## install what is missing, build, and start everything with the demonstration (Ctrl-C stops it)
	@exec $(BIN)/lianzheng run

test: setup-tests ## install what tests need and run every check and every test
	@infra/setup/test.sh

check: setup ## style, types and import contracts of both languages, no tests
	@infra/setup/check.sh

types: setup ## write schemas/generated/openapi.json and the app's TypeScript types from the words
	@mkdir -p build schemas/generated
	$(BIN)/lianzheng openapi > build/openapi.json && mv build/openapi.json schemas/generated/openapi.json
	cd pwa && npm run --silent types

migrate: setup ## bring the database (DATABASE_URL, else the embedded one) to the newest shape
	@$(BIN)/lianzheng migrate

bench: setup-tests ## measure every speed that is promised: python -m tests.bench.<name>
	@for one in $(BENCHES); do echo "══ $$one"; $(BIN)/python -m tests.bench.$$one; done

bench-%: setup-tests ## measure one of them, e.g. make bench-measure
	@$(BIN)/python -m tests.bench.$*

shots: setup-tests ## pictures of the real screens into docs/shots/, both sizes, of the house that `make run` started
	@$(BIN)/python -m tests.browser.shots

setup: ## install what `make run` needs
	@infra/setup/tools.sh run

setup-tests: ## install what `make test` needs
	@infra/setup/tools.sh test

clean: ## remove what was built or installed here; recorded data stays
	rm -rf .venv .venv-tools build pwa/node_modules pwa/dist *.egg-info
	find . -name __pycache__ -not -path './pwa/*' -prune -exec rm -rf {} +
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
