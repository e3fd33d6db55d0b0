# Two commands do everything: `make dashboard` and `make test`.
PYTHON ?= python3.11
VENV   ?= .venv
PORT   ?= 8866
CORPUS ?= corpus
TABLES ?= build/tables
OUT    ?= briefing.html
GOLD   ?= ../shared/gold

BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help dashboard lab build export test lint format docs evaluate bench clean chromium

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name one with PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

dashboard: build ## environment, tables from corpus/, dashboard on 127.0.0.1:8866
	$(BIN)/briefing serve --tables $(TABLES) --port $(PORT)

lab: build ## the analyst's notebook in JupyterLab
	$(BIN)/jupyter lab notebooks/explore.ipynb

build: $(STAMP) ## tables from corpus/ (nothing to do when nothing changed)
	$(BIN)/briefing build $(CORPUS) --out $(TABLES)

export: build ## one static HTML briefing (OUT=briefing.html)
	$(BIN)/briefing export --tables $(TABLES) -o $(OUT)

chromium:
	@for c in "$$CHROMIUM" chromium chromium-browser google-chrome; do \
	  [ -n "$$c" ] && command -v "$$c" >/dev/null && exit 0; done; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	elif command -v apt-get >/dev/null && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then \
	  sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
	  echo "The browser tests need Chromium. Install it (Debian, Ubuntu: sudo apt-get install chromium)"; \
	  echo "or name one with CHROMIUM=/path/to/chromium."; exit 2; fi

test: $(STAMP) chromium ## every test, the browser's too
	$(BIN)/python -m pytest

lint: $(STAMP) ## ruff, format and lexicon checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/briefing check --lexicon $(CORPUS)

format: $(STAMP) ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP) ## the generated pages of docs/
	$(BIN)/python -m docs.generate

evaluate: $(STAMP) ## every figure against the gold folder (GOLD=...)
	$(BIN)/briefing evaluate all $(GOLD) --html build/evaluation.html --card docs/model-card.md

bench: $(STAMP) chromium ## ratios in one run, written to docs/benchmarks.md
	$(BIN)/python -m benchmarks

clean: ## remove what the other commands made
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis $(OUT)
