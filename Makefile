# crm-tui: `make run` shows the program on a demo office, `make test` proves it. Both prepare .venv themselves.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench test-heavy wheel-test i18n pins clean

run: $(VENV)/.run
	@$(BIN)/crm-tui demo

$(VENV)/.made:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "crm-tui needs Python 3.11 or newer; this is: $$($(PY) --version)"; exit 1; }
	@$(PY) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here. Mend it: sudo apt-get install python3-venv make"; exit 1; }
	@touch $@

# --no-deps: the pins are the whole list; asked for `package[extra]`, pip would look past a pin and refuse the newest release for its missing hash.
$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml hatch_build.py
	@echo "Installing what crm-tui needs (once)..."
	@$(BIN)/pip install -q --no-deps --require-hashes -r requirements/run.txt
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/pip install -q --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

i18n: $(VENV)/.run
	@$(BIN)/python tools/i18n.py compile

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/i18n.py check
	$(BIN)/python tools/pins.py check

test: $(VENV)/.dev
	$(BIN)/python tools/i18n.py compile
	$(BIN)/python -m tools.run_tests

test-heavy: $(VENV)/.dev
	$(BIN)/python tools/i18n.py compile
	$(BIN)/python -m tools.run_tests --heavy

wheel-test: $(VENV)/.dev
	$(BIN)/python -m tools.wheel_test

bench: $(VENV)/.dev
	$(BIN)/python tools/i18n.py compile
	$(BIN)/python -m tests.bench $(BENCH)

pins: $(VENV)/.dev
	$(BIN)/python tools/pins.py write

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
