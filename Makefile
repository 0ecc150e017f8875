# The map of this project: `make` alone prints it. Needs Python 3.11+, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
# One process a processor; a file's tests share one, so that its servers are started once.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.DEFAULT_GOAL := help
.PHONY: help setup generate check evidence errors test test-rest test-all browser servers demo sandbox fuzz storm soak campaign bench spec-diff docs build pins clean

help: ## print this map
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv with the pinned tools and this package, editable

$(STAMP): scripts/requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make setup PYTHON=python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r scripts/requirements.txt
	$(PIP) --no-build-isolation -e .
	@touch $@

generate: $(STAMP) ## make generated/bestsms_api from the contract
	$(BIN)/python scripts/generate

check: $(STAMP) ## the contract, the generated code, style and types
	$(BIN)/python scripts/check

evidence: $(STAMP) ## what the contract rests on, source by source
	@$(BIN)/python scripts/evidence.py

errors: $(STAMP) ## every error, warning and log line that the tests provoke: build/error-messages.txt
	@rm -rf build/error-messages
	-$(PYTEST) -q -p tests.error_table -m 'not (slow or needs or alone)' tests/unit tests/contract tests/failure
	-$(PYTEST) -q -p tests.error_table -m 'not (needs or alone)' tests/cli

test: $(STAMP) ## the tests that are quick and need nothing but Python
	$(PYTEST) -m 'not (slow or needs or alone)'

test-rest: $(STAMP) ## those that make test leaves out; one that needs more says so when it skips
	$(PYTEST) -m '(slow or needs) and not alone'
	$(BIN)/python -m pytest -m alone

test-all: test test-rest ## every test

browser: ## Chromium for the tests of the page, where apt-get can bring it
	@command -v chromium >/dev/null || { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install --no-install-recommends chromium; } >/dev/null || \
		echo 'There is no Chromium and it cannot be installed: its tests are skipped.'

servers: ## PostgreSQL for the tests that need a database server, where apt-get can bring it
	@test -d /usr/lib/postgresql || { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install --no-install-recommends postgresql; } >/dev/null || \
		echo 'PostgreSQL is missing and cannot be installed: its tests are skipped.'

demo: $(STAMP) ## a real message from end to end, on this machine
	@$(BIN)/python scripts/demo

sandbox: $(STAMP) ## the local gateway and its page, until Ctrl-C; OPTIONS=--demo fills it
	@$(BIN)/python -m bestsms_sandbox --open $(OPTIONS)

fuzz: $(STAMP) ## Schemathesis against the strict sandbox, SEED=random, REPLAY=1; or against URL=
	@$(BIN)/python scripts/fuzz $(if $(SEED),--seed $(SEED)) $(if $(REPLAY),--replay) \
		$(if $(URL),--url $(URL) $(if $(WRITE),--write) $(if $(BUDGET),--budget $(BUDGET)) \
		$(if $(CONFIRM),--confirm $(CONFIRM))) $(OPTIONS)

storm: $(STAMP) ## 20,000 sends in each world while three requests in ten go wrong
	@$(BIN)/python scripts/storm

soak: $(STAMP) ## 50,000 messages to a sandbox with --keep 1000: memory and file stay bounded
	$(BIN)/python scripts/soak $(OPTIONS)

campaign: $(STAMP) ## campaigns at full size: 100,000 recipients killed 20 times, a million rows, 200,000 by workers
	CAMPAIGN_SIZE=full $(BIN)/python -m pytest -s -n 0 tests/e2e/test_campaign_killed.py tests/e2e/test_campaign_workers.py \
		tests/e2e/test_campaign_cost.py

bench: $(STAMP) ## what calls cost beside a peer that does the same by hand; KEYS=send
	$(BIN)/python -m tests.bench $(KEYS)

spec-diff: $(STAMP) ## what changed since OLD=file or revision, and for whom it breaks
	@$(BIN)/python scripts/spec_diff.py $(OLD)

docs: $(STAMP) ## the guides, the API reference and the contract's page: build/site
	cd overlay && ../$(BIN)/zensical build --clean -f mkdocs.yml
	@rm -rf build/site && mkdir -p build && mv overlay/site build/site
	@$(BIN)/python scripts/contract_page.py

build: $(STAMP) ## the wheel and the source archive, in dist/
	$(BIN)/hatchling build

pins: $(STAMP) ## renew scripts/requirements.txt
	$(BIN)/uv pip compile pyproject.toml scripts/requirements.in --all-extras --universal \
		--python-version 3.11 --generate-hashes --no-header --upgrade --quiet -o scripts/requirements.txt

clean: ## remove .venv, caches and builds
	rm -rf $(VENV) build dist overlay/site .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
