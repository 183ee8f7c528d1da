# Everything runs from .venv, which the first target that needs it makes; nothing else is installed on the machine
# except, by `make browser` and only where none is found, a Chromium for the browser tests.

PYTHON ?= python3
# Tests of one file are quickest in one process, and only those in tests/browser need a browser.
ONE_FILE := $(if $(findstring .py,$(firstword $(ARGS))),$(firstword $(ARGS)))
WORKERS ?= $(if $(ONE_FILE),0,2)
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin

# uv uses the Python that made .venv and trusts the certificates that the machine trusts.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
unexport VIRTUAL_ENV
# A dozen processes load the same modules: compiled once, they load in half the time.
unexport PYTHONDONTWRITEBYTECODE

TRANSLATIONS := app/translations
CATALOGS := $(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/messages.po)
# Without dates and line numbers, so that a change of a catalog is one of its texts.
POT_FORMAT := --no-wrap --add-location=file --omit-header

UV := $(VENV)/.uv-$(UV_VERSION)
RUN := $(VENV)/.synced-to-run
TEST := $(VENV)/.synced-to-test
PEERS := .venv-bench/.synced

.PHONY: help demo test interop serve migrate bench faults lint audit package sbom check browser screenshots messages clean
.DEFAULT_GOAL := help

help: ## Print these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(RUN) ## Load the demo data, play the main flow once, then serve it (PORT, DEMO_APP_PORT, STAGEDOOR_HOME, TOUR=0)
	@$(BIN)/stagedoor demo

test: $(TEST) $(if $(filter-out tests/browser/%,$(ONE_FILE)),,browser) ## Run the whole suite with real PostgreSQL, Redis and Chromium (ARGS="tests/oauth -k refresh", WORKERS=4)
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

interop: $(TEST) ## Run other people's OAuth clients, unmodified, against a live server (ARGS="-k passport")
	@$(BIN)/pytest --numprocesses 0 tests/interop $(ARGS)

serve: $(RUN) ## Run the production server, configured from the environment
	@$(BIN)/stagedoor serve

migrate: $(RUN) ## Bring the database to the newest migration
	@$(BIN)/stagedoor db upgrade

bench: $(TEST) $(PEERS) ## Measure what operations cost, side by side with peers (ARGS="--quick", ARGS="growth sqlite")
	@$(BIN)/python -m benchmarks $(ARGS)

faults: $(TEST) ## Break a whole installation under load, and print what it cost (ARGS="--only restart,hang --keep")
	@$(BIN)/python -m faults $(ARGS)

lint: $(TEST) ## Check style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --check templates
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/mypy

audit: $(UV) ## Look the locked dependencies up in the OSV database of vulnerabilities (without the network it says so)
	@.ci/audit $(BIN)/uv $(ARGS)

package: $(UV) ## Build the wheel, the sdist and the list of locked packages for pip in dist/
	@rm -f dist/stagedoor-*
	@$(BIN)/uv build --quiet --out-dir dist
	@$(BIN)/uv export --quiet --frozen --no-dev --no-emit-project --output-file dist/requirements.txt >/dev/null
	@ls dist/stagedoor-* dist/requirements.txt

sbom: $(UV) ## Write what production installs to dist/sbom.cdx.json (CycloneDX); the same lock file gives the same bytes
	@$(BIN)/uv export --quiet --frozen --no-dev --format cyclonedx1.5 | $(BIN)/python .ci/sbom.py dist/sbom.cdx.json

check: lint test ## Run lint, then test

browser: $(TEST) ## Find a Chromium for the browser tests, or install one
	@$(BIN)/python -m tests.support.install_chromium

screenshots: $(TEST) browser ## Photograph every page for a look: light, dark, phone (ARGS="consent app"; ARGS=readme renews those of the README)
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

messages: $(TEST) ## Write new texts into the translations, drop unused ones, and count what is missing
	@$(BIN)/pybabel -q extract -F pyproject.toml -k lazy_gettext -k lazy_ngettext:1,2 $(POT_FORMAT) -o $(TRANSLATIONS)/messages.pot .
	@$(BIN)/pybabel -q update -d $(TRANSLATIONS) -i $(TRANSLATIONS)/messages.pot --no-wrap --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date
	@$(BIN)/pybabel compile -d $(TRANSLATIONS) --statistics

clean: ## Remove .venv and caches; instance/, which holds data, stays
	rm -rf $(VENV) $(dir $(PEERS)) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What each stamp below promises: .venv holds uv, the locked dependencies, the locked test tools;
# the translations are compiled. `--inexact` keeps the test tools when only the dependencies are asked for, so that demo and test can take turns.

$(UV):
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Stagedoor needs Python 3.11 or newer, and '$(PYTHON)' was not found. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Stagedoor needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name a newer one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(RUN): $(UV) pyproject.toml uv.lock $(CATALOGS)
	@echo "Installing the locked dependencies"
	@$(BIN)/uv sync --quiet --frozen --inexact --no-dev
	@$(BIN)/pybabel -q compile -d $(TRANSLATIONS)
	@touch $@

$(TEST): $(UV) pyproject.toml uv.lock $(CATALOGS)
	@echo "Installing the locked dependencies and test tools"
	@$(BIN)/uv sync --quiet --frozen --inexact
	@$(BIN)/pybabel -q compile -d $(TRANSLATIONS)
	@touch $(RUN) $@

# What is measured beside ours has an environment of its own; without the network it is left out, and `make bench` says so.
$(PEERS): $(UV) pyproject.toml uv.lock
	@echo "Installing the peers to measure against"
	@UV_PROJECT_ENVIRONMENT=$(dir $@) $(BIN)/uv sync --quiet --frozen --only-group bench --python $(BIN)/python && touch $@ || true
