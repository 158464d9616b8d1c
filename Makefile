# TalknShop. `make help` lists the tasks; everything they install stays in this folder.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?=
FEED ?=
CONTEXT ?=
BIN := .venv/bin
INFRA := .venv-infra/bin
NPM := $(BIN)/python scripts/npm.py

.PHONY: help setup run run-simulated run-media semantic test test-aws check format schema lock soak bench infra synth clean

help:  ## List the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-13s %s\n", $$1, $$2}'

setup:  ## Install what running needs and build the page
	@$(PYTHON) scripts/bootstrap.py

run:  ## Set up if needed and start everything on http://localhost:8000 (PORT= changes it)
	@$(PYTHON) scripts/bootstrap.py --then-up --port $(PORT)

run-simulated:  ## The same with five simulated marketplaces, on port 8010, without any key
	@$(PYTHON) scripts/bootstrap.py
	@$(BIN)/talknshop up --port $(PORT) --simulate

run-media:  ## The same with photos understood: about 400 MB more, on this machine alone
	@$(PYTHON) scripts/bootstrap.py --media --then-up --port $(PORT)

semantic:  ## Add search by meaning: an encoder on this machine, about 360 MB, no torch
	@$(PYTHON) scripts/bootstrap.py --semantic
	@$(BIN)/python scripts/semantic.py

test:  ## Set up if needed and run all tests
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(NPM) test
	@$(BIN)/pytest --cov --cov-report=term-missing:skip-covered $(PYTEST_ARGS)

test-aws:  ## The tests of the whole product again, with everything on servers that speak for AWS
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(BIN)/pytest --backend aws $(PYTEST_ARGS) $(shell cat tests/stand_ins/whole_product.txt)

check:  ## Formatting, lint, types, layers, generated files
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m talknshop.schemas.export --check
	@$(BIN)/python -m talknshop.demo.builder --check
	@$(NPM) run check

format:  ## Format the source
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

schema:  ## Rewrite the JSON Schema and the page's types from the models
	@$(BIN)/python -m talknshop.schemas.export && $(NPM) run types

lock:  ## Resolve the dependencies anew (needs uv)
	@$(PYTHON) scripts/lock.py

soak:  ## Kill servers and workers 200 times; restart one of two under 1,000 sockets; takes ten minutes
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(BIN)/pytest tests/doubled/test_soak.py -s --soak-seconds 180 --soak-sockets 1000 --soak-restart-seconds 20 --timeout 0
	@$(BIN)/pytest tests/faults/test_kills.py tests/faults/test_selling_kills.py --kills 200 --timeout 0

bench:  ## Print the figures of benchmarks/ (FEED= also measures a feed of your own)
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(BIN)/python -m benchmarks $(FEED)

synth:  ## Write the templates of the stacks on AWS to infra/cdk.out (CONTEXT="name=value …")
	@$(PYTHON) scripts/bootstrap.py --infra
	@$(INFRA)/python -m infra.app $(CONTEXT)

infra: synth  ## Synthesise and check what runs on AWS and in containers; needs no account
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(INFRA)/pyright -p infra
	@$(INFRA)/pytest -c infra/pytest.ini --rootdir=. --confcutdir=tests/infra tests/infra
	@$(BIN)/pytest --backend aws --stacks infra/cdk.out --no-cov $(shell cat tests/stand_ins/stacks.txt)

clean:  ## Remove what the tasks made, but not your data
	rm -rf .venv .venv-infra infra/cdk.out web/node_modules src/talknshop/orchestrator/page .pytest_cache .ruff_cache .coverage reports
