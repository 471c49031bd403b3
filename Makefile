# briefer: every target builds what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install brief test coverage smoke soak lint types bench record clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "briefer needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.run

install: $(VENV)/.run ## build the environment in .venv

brief: $(VENV)/.run ## the briefs of both sample days, as PDF, HTML, Markdown and JSON in out/
	@mkdir -p $(OUT) && rm -f $(OUT)/samples.db
	@for day in 2031-03-03 2031-03-04; do \
	  $(BIN)/briefer brief seeds/$$day --date $$day --engine embedded --store $(OUT)/samples.db --quiet \
	    -o $(OUT)/$$day.pdf -o $(OUT)/$$day.html -o $(OUT)/$$day.md -o $(OUT)/$$day.json || exit $$?; \
	  echo "$(OUT)/$$day.pdf .html .md .json"; \
	done

test: $(VENV)/.dev ## all tests but the long ones
	$(BIN)/python -m pytest -n 2 -m "not smoke"

smoke: $(VENV)/.dev ## the long tests in their short form: kills, failing calls, faults, damages, mutations, fuzz
	$(BIN)/python -m pytest -n 2 -m smoke

WHOLE := */text/*,*/grounding/*,*/store/*,*/render/markup.py,*/render/carried.py,*/render/links.py,*/render/look.py

coverage: $(VENV)/.dev ## branches that the tests reach: all of the checker, the store and the escapers, 90 % of the rest
	env -u BRIEFER_DATA $(BIN)/python -m pytest -n 2 -m "not smoke" --cov --cov-report=
	$(BIN)/coverage report --include='$(WHOLE)' --fail-under=100 && $(BIN)/coverage report --omit='$(WHOLE)' --fail-under=90

lint: $(VENV)/.dev ## style and format
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev ## strict type check
	$(BIN)/mypy

bench: $(VENV)/.dev ## measured figures: grounding, claims, attribution, the store and its growth, the page
	@for bench in benchmarks/*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

soak: $(VENV)/.dev ## the long tests at full length, property tests with new examples: half an hour
	BRIEFER_SOAK=1 $(BIN)/python -m pytest -n 2 -m "smoke or hypothesis" --durations=20

record: $(VENV)/.dev ## record the model's replies anew: make record BASE_URL=http://... MODEL=...
	BRIEFER_RECORD_BASE_URL=$(BASE_URL) BRIEFER_RECORD_MODEL=$(MODEL) $(BIN)/python -m pytest tests/test_cassettes.py --record-mode=rewrite -p no:xdist

clean: ## remove the environment and what was made
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
