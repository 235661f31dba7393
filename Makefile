# Everything goes through `make setup`, which is quick when nothing changed.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-engines check soak bench lock clean FORCE

BIN := .venv/bin
# the last file that scripts/browser-parts lays down: when it is there, all are
BROWSER_PARTS := administration/web/static/fonts/source-sans-3-LICENSE.txt
ARGS ?=

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: .venv/setup.stamp $(BROWSER_PARTS) ## make .venv with the locked packages, and fetch what browsers need
	@:

# The commands in a .venv hold its path, so one that was moved or copied is made anew.
ifneq ($(shell cat .venv/place 2>/dev/null),$(realpath $(CURDIR)))
.venv/setup.stamp: FORCE
endif

.venv/setup.stamp: pyproject.toml requirements/uv.lock requirements/dev.lock scripts/setup
	@scripts/setup

$(BROWSER_PARTS): package-lock.json scripts/browser-parts | .venv/setup.stamp
	@scripts/browser-parts

demo: setup ## an archive in ./demo-archive: ingest, search, fetch, damage, repair
	@$(BIN)/python -m administration.demo

serve: setup ## open the portal of ./demo-archive (or of MUNIMENT_HOME)
	@home=$${MUNIMENT_HOME:-demo-archive}; \
	test -d "$$home" || { echo "There is no archive in $$home yet: run make demo first." >&2; exit 1; }; \
	links=; if test -e "$$home/this-is-the-demo"; then links=--print-links; fi; \
	exec $(BIN)/muniment serve --home "$$home" $$links $(ARGS)

test: setup ## run every test, with coverage (ARGS="-k word" for some)
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov $(ARGS)

test-engines: setup ## run the tests that need PostgreSQL, S3, Ceph, OpenSearch; starts all, needs all
	scripts/services start
	MUNIMENT_NEED_ENGINES=1 $(BIN)/pytest -m engines --numprocesses auto --dist worksteal $(ARGS)

check: setup ## lint, format, types and floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: setup ## kill every deed at every one of its steps, fill the disk at every step (hours)
	MUNIMENT_SOAK=1 MUNIMENT_KILLS=64 $(BIN)/pytest --numprocesses auto --dist worksteal \
		tests/crash tests/ingest/test_crash.py tests/ingest/test_update_crash.py \
		tests/administration/test_rebuild_killed.py tests/administration/test_disposal_crash.py $(ARGS)

bench: setup ## measure against plain tools, side by side
	$(BIN)/python -m bench $(ARGS)

lock: setup ## write the locks anew (ARGS=--upgrade for newest versions)
	scripts/lock $(ARGS)

clean: ## remove what the targets above made, the demo archive too
	chmod -R u+w demo-archive 2>/dev/null || true
	rm -rf .venv node_modules demo-archive dist .bench .coverage* htmlcov .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(dir $(BROWSER_PARTS)) administration/web/static/scripts
