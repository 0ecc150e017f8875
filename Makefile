# `make` without a target lists the commands. Needs Python 3.11+, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
# One worker per processor. The tests of a file share a worker, so its servers start once.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.DEFAULT_GOAL := help
.PHONY: help setup generate check evidence errors test test-rest test-all browser servers demo sandbox fuzz storm soak campaign bench spec-diff docs build release pythons pins clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## create .venv with the pinned tools and an editable install of this package

$(STAMP): scripts/requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make setup PYTHON=python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r scripts/requirements.txt
	$(PIP) --no-build-isolation -e .
	@touch $@

generate: $(STAMP) ## generate generated/bestsms_api from the contract
	$(BIN)/python scripts/generate

check: $(STAMP) ## check the contract, the generated code, style and types
	$(BIN)/python scripts/check

evidence: $(STAMP) ## count the evidence for the contract by source
	@$(BIN)/python scripts/evidence.py

errors: $(STAMP) ## collect the errors, warnings and log lines of the tests in build/error-messages.txt
	@rm -rf build/error-messages
	-$(PYTEST) -q -p tests.error_table -m 'not (slow or needs or alone)' tests/unit tests/contract tests/failure
	-$(PYTEST) -q -p tests.error_table -m 'not (needs or alone)' tests/cli

test: $(STAMP) ## run the quick tests, which need only Python
	$(PYTEST) -m 'not (slow or needs or alone)'

test-rest: $(STAMP) ## run the other tests; a test is skipped, with the reason, if a server is missing
	$(PYTEST) -m '(slow or needs) and not alone'
	$(BIN)/python -m pytest -m alone

test-all: test test-rest ## run every test

browser: ## install Chromium for the browser tests with apt-get
	@command -v chromium >/dev/null || { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install --no-install-recommends chromium; } >/dev/null || \
		echo 'Chromium is missing and cannot be installed. The browser tests will be skipped.'

servers: ## install PostgreSQL for the database tests with apt-get
	@test -d /usr/lib/postgresql || { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install --no-install-recommends postgresql; } >/dev/null || \
		echo 'PostgreSQL is missing and cannot be installed. Its tests will be skipped.'

demo: $(STAMP) ## send a message from end to end through a local sandbox
	@$(BIN)/python scripts/demo

sandbox: $(STAMP) ## run the sandbox and open its page, until Ctrl-C; OPTIONS=--demo adds sample data
	@$(BIN)/python -m bestsms_sandbox --open $(OPTIONS)

fuzz: $(STAMP) ## fuzz the strict sandbox with Schemathesis; SEED=random, REPLAY=1, or another URL=
	@$(BIN)/python scripts/fuzz $(if $(SEED),--seed $(SEED)) $(if $(REPLAY),--replay) \
		$(if $(URL),--url $(URL) $(if $(WRITE),--write) $(if $(BUDGET),--budget $(BUDGET)) \
		$(if $(CONFIRM),--confirm $(CONFIRM))) $(OPTIONS)

storm: $(STAMP) ## send 20,000 messages with each client while 30% of the requests fail
	@$(BIN)/python scripts/storm

soak: $(STAMP) ## check that a sandbox with --keep 1000 stays small over 50,000 messages
	$(BIN)/python scripts/soak $(OPTIONS)

campaign: $(STAMP) ## run the campaign tests at full size: 100,000 to 1,000,000 recipients
	CAMPAIGN_SIZE=full $(BIN)/python -m pytest -s -n 0 tests/e2e/test_campaign_killed.py tests/e2e/test_campaign_workers.py \
		tests/e2e/test_campaign_cost.py

bench: $(STAMP) ## compare the cost of calls with hand-written equivalents; KEYS=send
	$(BIN)/python -m tests.bench $(KEYS)

spec-diff: $(STAMP) ## report contract and API changes since OLD=file or revision
	@$(BIN)/python scripts/spec_diff.py $(OLD)

docs: $(STAMP) ## build the guides, the API reference and the contract's page in build/site
	$(BIN)/python scripts/build_docs.py

build: $(STAMP) ## build the wheel and the source archive in dist/
	$(BIN)/hatchling build

release: $(STAMP) ## build both with an SBOM and check that they can be released; publish nothing
	@$(BIN)/python scripts/release

pythons: $(STAMP) ## try the wheel with all extras on each installed Python, 3.11 to 3.14
	@$(BIN)/python scripts/release --pythons

pins: $(STAMP) ## update scripts/requirements.txt
	$(BIN)/uv pip compile pyproject.toml scripts/requirements.in --all-extras --universal \
		--python-version 3.11 --generate-hashes --no-header --upgrade --quiet -o scripts/requirements.txt

clean: ## remove .venv, caches and builds
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
