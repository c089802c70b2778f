# One word per task; `make run` and `make test` set everything up by themselves.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
UV := .uv/bin/uv
# The machine's own certificates: offices stand behind proxies.
export UV_SYSTEM_CERTS := true
# Libraries compiled once, not at each start: some machines forbid Python to keep what it compiled.
export UV_COMPILE_BYTECODE := 1
RUN := $(UV) run --frozen
DATA ?= $(CURDIR)/.data
DESK_PORT ?= 8000
PHONE_PORT ?= 8550

.PHONY: help run test check bench soak hunt phone pictures clean

help: ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# ---- set-up -----------------------------------------------------------------------------------

# uv comes from the package registry into a folder of its own; nothing else need be installed.
$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.8"

.venv/ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --quiet
	@touch $@

# ---- tasks ------------------------------------------------------------------------------------

run: .venv/ready ## collector, desk and phone app with a seeded commune
	@$(RUN) python -m tests.support.running --data "$(DATA)" --desk $(DESK_PORT) --phone $(PHONE_PORT)

test: .venv/ready check ## everything: checks, then all tests, browsers included
	$(RUN) pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/ready ## format, lint, types, imports
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports

bench: .venv/ready ## speed and memory, as ratios to a floor of the same run
	$(RUN) python -m tests.bench

soak: .venv/ready ## the fault campaign: wires cut, processes killed, disks filled; 20 minutes
	$(RUN) python -m tests.soak

hunt: .venv/ready ## the laws and state machines with examples that nobody has tried
	$(RUN) pytest -n 3 -m hypothesis --hypothesis-profile=hunt

phone: .venv/ready ## the installable app, built for the collector to serve at /app/
	$(RUN) python -m app.phone.build

pictures: .venv/ready ## README's screenshots, taken anew
	$(RUN) python -m tests.support.pictures

clean: ## forget what was built and seeded here
	rm -rf .uv .venv .data build .pytest_cache .mypy_cache .ruff_cache .hypothesis
