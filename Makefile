# Two commands for everybody: `make run` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
READY := $(ENV)/ready
EXAMPLE := examples/wexcombe

.PHONY: run test test-all show bench docs lint format

run: $(READY)
	@$(BIN)/licet run $(EXAMPLE)

# Two processes: whatever a file sets up for its tests is set up once.
test: $(READY) lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile

# The long ones, at a tenth of their size: kills, simulations.
test-all: $(READY)
	@$(BIN)/python -m pytest -m long

# One line of an issue's "must show" at full size, its figures kept in docs/figures: make show WHAT=spine-7
show: $(READY)
	@$(BIN)/python -m tests.show $(WHAT)

# One JSON line per program under bench/.
bench: $(READY)
	@for program in tax_census censuses febrl linkage_200k run_200k run_million; do $(BIN)/python -m bench.$$program --json || exit 1; done

# The documents as a site, in docs/_build/site; the reference is made from the code first.
docs: $(READY)
	@$(BIN)/python -m docs.generate
	@$(BIN)/python -m sphinx -W -q -b html docs docs/_build/site && echo "Open docs/_build/site/README.html"

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

format: $(READY)
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

# The lock is compiled with the oldest Python that is served, Debian 12's 3.11.2: a later one pins what that lacks.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Licet needs Python 3.11 or later. Name one: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up in $(ENV) (a minute or two, once)"
	@$(PYTHON) -m venv $(ENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
