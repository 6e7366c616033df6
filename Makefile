# The two commands of the README; `make build` and `make test` do the same.
PYTHON ?= python3

.PHONY: build test

build: .venv/bin/amb
	.venv/bin/amb build

test: .venv/bin/pytest
	.venv/bin/python -m tests

.venv/bin/amb: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --editable .
	touch $@

.venv/bin/pytest: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --editable '.[test]'
	touch .venv/bin/amb $@
