# Two commands do everything on a fresh machine with Python 3.11 or later: `make demo` and `make test`.
# PYTHON chooses the interpreter that makes the environment: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
EXTRAS := test lint corpus fast cluster ocr

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: setup demo test lint bench interop soak pictures corpus train wheel clean help

help: ## say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/'

setup: $(STAMP) ## make .venv and install planparse into it, editable, with every extra that installs here

$(STAMP): pyproject.toml constraints.txt Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "planparse needs Python 3.11 or later; name one with: make setup PYTHON=python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@for extra in $(EXTRAS); do \
		$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[$$extra]" || \
			echo "the extra [$$extra] does not install on this machine; going on without it"; \
	done
	@touch $@

$(STAMP)-bench: $(STAMP)
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[bench]" || \
		echo "the extra [bench] does not install on this machine; camelot is left out"
	@touch $@

demo: setup ## parse the sample plans of corpus/ into out/ and say what was found
	@$(BIN)/python scripts/demo.py corpus out

test: setup ## run all tests
	$(BIN)/python -m pytest

lint: setup ## ruff and mypy --strict
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup $(STAMP)-bench ## speed, memory and accuracy beside other table readers; BENCH=--quick is shorter
	$(BIN)/python benchmarks/tables.py $(BENCH)
	$(BIN)/python benchmarks/speed.py corpus/lanjiang-2023-17/source.pdf
	$(BIN)/python benchmarks/language.py
	$(BIN)/python benchmarks/formats.py
	$(BIN)/python benchmarks/units.py
	$(BIN)/python benchmarks/queries.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/scans.py $(BENCH)
	$(BIN)/planparse evaluate corpus

interop: setup ## write 1,000 made-up graphs and open them in every reader that is installed (R igraph, graph-tool, graphology …)
	$(BIN)/python scripts/interop/run.py --graphs 1000 --seed 1

soak: setup ## kill a batch of 10,000 documents 20 times and compare; fill the disk at 200 calls; damage 10,000 plans
	$(BIN)/python scripts/soak.py --documents 10000 --kills 20 --seed 1
	PLANPARSE_SOAK=1 $(BIN)/python -m pytest -q tests/batch/test_faults.py
	$(BIN)/python scripts/fuzz.py --mutants 10000 --seconds 3600 --seed 1

pictures: setup ## make the pictures of docs/ anew from the sample plans (needs a Chinese font)
	$(BIN)/python scripts/pictures.py

corpus: setup ## rebuild the sample plans (needs LibreOffice; tests never do)
	$(BIN)/python corpus/make_corpus.py

train: setup ## train the second reader anew into models/ (about a minute, no network)
	$(BIN)/planparse train -o models

wheel: setup ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean: ## remove what was built; .venv stays
	rm -rf out dist build .pytest_cache .mypy_cache .ruff_cache
