# The two commands a newcomer needs are `make run` and `make test`.

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
SAMPLE ?= 1
PYTEST ?=
DB ?= both
ROUNDS ?= 3
SIZE ?= everyday
WRITERS ?= 0
READERS ?= 0
SECONDS ?= 60
PY := .venv/bin/python
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench attack validate requirements messages environment dev

help:
	@echo "make run         start the site (PORT=8000 DATA=data SAMPLE=1 HOST=127.0.0.1)"
	@echo "make test        run all tests, on SQLite and PostgreSQL, with a browser"
	@echo "make check       formatting, lint, types, floors, migrations, templates, translations"
	@echo "make fix         repair what a machine can repair"
	@echo "make bench       measure the cost of the main pages (DB=sqlite|postgres|both ROUNDS=3 QUICK=1)"
	@echo "                 SIZE=million, SIZE=queue, WRITERS=16, READERS=1000, THREADS=folder, SPAM=folder, RULES=1: something else"
	@echo "make attack      send a folder of payloads through every form (CORPUS=folder)"
	@echo "make validate    check the HTML of the pages with the Nu checker (needs Java and npm)"
	@echo "make messages    collect the translatable texts"
	@echo "make requirements  compile the pinned requirements again"

environment:
	@sh bin/environment run

dev:
	@sh bin/environment dev

run: environment
	@exec $(PY) bin/run --port "$(PORT)" --host "$(HOST)" --data "$(DATA)" --sample "$(SAMPLE)"

test: dev
	@sh bin/test-needs
	$(PY) -m pytest -n auto $(PYTEST)
	$(PY) -m pytest -n auto --db=postgres $(PYTEST)
	$(PY) -m pytest -n auto --db=postgres-icu -m "not browser" $(PYTEST)

check: dev
	@$(PY) bin/check

fix: dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	$(PY) -m config.reference

bench: dev
	@$(if $(SPAM),$(PY) -m tests.bench.spam "$(SPAM)",$(if $(RULES),$(PY) -m tests.bench.rules,$(PY) bin/bench --db "$(DB)" --rounds "$(ROUNDS)" $(if $(QUICK),--quick) --size "$(SIZE)" \
		--writers "$(WRITERS)" --readers "$(READERS)" --seconds "$(SECONDS)" \
		$(if $(THREADS),--threads "$(THREADS)") $(if $(JSON),--json "$(JSON)")))

attack: dev
	@test -n "$(CORPUS)" || { echo "Name a folder of payloads: make attack CORPUS=folder"; exit 2; }
	@sh bin/test-needs
	@$(PY) bin/attack "$(CORPUS)" $(if $(MOST),--most "$(MOST)") $(if $(OPEN),--open "$(OPEN)") $(if $(FORMS),--forms "$(FORMS)")

validate: dev
	@$(PY) bin/validate

messages: dev
	@$(PY) bin/messages

requirements: dev
	@sh bin/compile-requirements
