# run    start the product on this machine        test   run the tests (SQLite)
# faults  kill, race, starve and poison a real installation; ARGS="--faults-size=short" for CI's form
# check  lint, types, imports, migrations         bench  print the figures as ratios
# conformance  public suites beside the project, counts that may not fall
# differential  random processes on two engines, through stored states, and again from recorded commands
# deviations  scripted cases with planted deviations: what the ledger's rules find, as a table
# frontend  rebuild the browser bundle (needs Node.js; the built files are committed)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench faults conformance differential deviations frontend messages clean

$(VENV)/.run: requirements.txt constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Carelane needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Carelane needs Python's venv module: apt install python3-venv" >&2; exit 1; }
	test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.run
	exec $(BIN)/python manage.py runall $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev
	CARELANE_DEMO=1 $(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy config bpmn engine workflows webui
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	CARELANE_VAR=$$(mktemp -d) DATABASE_URL= CARELANE_DEMO=0 CARELANE_HTTPS=1 CARELANE_SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))") $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(ARGS)

faults: $(VENV)/.dev
	CARELANE_DEMO=1 $(BIN)/python -m pytest tests/faults -m faults -s $(ARGS)

conformance: $(VENV)/.dev
	$(BIN)/python -m tests.conformance $(ARGS)

differential: $(VENV)/.dev
	$(BIN)/python -m tests.conformance.differential $(ARGS)

deviations: $(VENV)/.dev
	CARELANE_DEMO=1 $(BIN)/python -m pytest tests/processes/deviations -s -n0 $(ARGS)

frontend:
	cd webui/frontend && npm ci --ignore-scripts && node build.mjs

messages: $(VENV)/.dev
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-wrap \
	    --ignore "webui/frontend/*" --ignore "$(VENV)/*" --ignore "tests/*" --ignore "var/*"
	cd webui && ../$(BIN)/python ../manage.py compilemessages -l zh_Hans

clean:
	rm -rf $(VENV) var
