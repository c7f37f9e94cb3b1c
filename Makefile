# newstui: `make run` starts it, `make test` runs every test, `make check` is the door to main.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZE ?= 20000
SOURCES := $(shell git ls-files newstui.py tui index seeds 2>/dev/null || find newstui.py tui index seeds -type f)

.PHONY: run test check fast format docs bench clean

run: $(VENV)/.compiled
	@$(BIN)/newstui $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal tests

fast: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -m "not slow" tests

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(MAKE) test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newstui needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The checkout itself is installed, so an edit needs no new install; only new dependencies do.
$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.compiled: $(VENV)/.run $(SOURCES)
	@$(BIN)/python -m compileall -q newstui.py tui index seeds
	@touch $@

# The tables of keys and queries in README.md and docs/, and the screenshots.
docs: $(VENV)/.dev
	$(BIN)/python docs/make.py

# Engines side by side on SIZE articles; what can't be installed is reported as missing.
bench: $(VENV)/.bench $(VENV)/.compiled
	@$(BIN)/python -m compileall -q bench
	$(BIN)/python -m bench.engines --articles $(SIZE) $(ARGS)

$(VENV)/.bench: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]' || \
		echo "no tantivy for this Python: it will be missing" >&2
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
