# `make` alone says what there is. Every recipe is a command you could type.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --universal --python-version 3.11

.PHONY: help env test-env test check faults bench demo format migration lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 12

env: $(VENV)/.runs ## .venv with all that Dobush needs to run, from the lock

test-env: $(VENV)/.tests ## ... and all that its tests need

test: check ## lint, types, contracts, then every test on SQLite and on PostgreSQL
	$(BIN)/pytest -n 2 --dist worksteal -q --ignore tests/faults

check: test-env ## the part of `test` that runs nothing: lint, types, contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

faults: test-env ## what must survive: kills, a deploy, poison; half an hour; FAULTS_MESSAGES=200 FAULTS_CITIZENS=10 is small
	$(BIN)/pytest tests/faults -q

bench: test-env ## what is measured, with its peers and limits: half an hour; ARGS="turns --database sqlite" chooses
	$(BIN)/python -m benchmarks $(ARGS)

demo: env ## Dobush with a stage Telegram and invented cases; FRESH=1 starts over, PORT= and DATA= move it
	$(BIN)/dobush demo $(if $(PORT),--port $(PORT)) $(if $(DATA),--data $(DATA)) $(if $(FRESH),--fresh)

format: test-env ## lay the code out as `check` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migration: test-env ## write the next migration from the tables: make migration WHAT="Clerks have deputies"
	$(BIN)/python -m db.migrations "$(WHAT)"

lock: $(VENV)/.made ## choose versions anew and write requirements/; UPGRADE=1 takes the newest
	$(PIP) install uv
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group build --output-file requirements/run.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group test --output-file requirements/test.txt

clean: ## forget .venv and every cache
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dobush.egg-info

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dobush needs Python 3.11 or newer. Name it: make env PYTHON=python3.12")'
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.runs: requirements/run.txt pyproject.toml | $(VENV)/.made
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.tests: requirements/test.txt $(VENV)/.runs
	$(PIP) install --require-hashes --requirement requirements/test.txt
	touch $@
