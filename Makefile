# `make` lists the verbs. The lab runs in Docker, everything else is in .venv.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
ARGS ?=

FAST := not docker and not processes
# The layers without network and clock: all of their branches are tested without either.
PURE := $(shell echo language compose hosts record spec plan checks judging faults triggers readiness report links | sed 's:[a-z]*:socketlab/&/*:g; s: :,:g')

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo venv engine images lab-up lab-down lab-status lab-logs lab-shell desktop desktop-down screenshots test-fast fuzz stops netem test check generate lint fix bench mutants chaos load lock release clean

help: ## List every verb
	@echo "make VERB, where VERB is one of"
	@awk -F ':[^#]*## ' '/^[a-z-]+:[^#]*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Build images, start the lab, run eight clients against each parallel server
	@$(PY) -m scenarios demo

venv: $(READY) ## Create .venv with everything that requirements.lock pins

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make venv PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

engine: ## Install and start a Docker engine if none answers (Debian, Ubuntu; elsewhere print what to install)
	@sh images/engine.sh

images: $(READY) ## Build all images that are missing or out of date, including those outside the lab
	@$(PY) -m scenarios lab build --all

lab-up: $(READY) ## Start the lab: every server on a host of its own, and eight warm clients
	@$(PY) -m scenarios lab up

lab-down: $(READY) ## Remove the lab
	@$(PY) -m scenarios lab down

lab-status: $(READY) ## Show the lab's hosts: address, port, published port, state
	@$(PY) -m scenarios lab status

lab-logs: $(READY) ## Show what the hosts print; HOST=fork-server for one, FOLLOW=1 to follow
	@$(PY) -m scenarios lab logs $(HOST) $(if $(FOLLOW),--follow)

lab-shell: $(READY) ## Open a shell on a host: make lab-shell HOST=client-1
	@test -n "$(HOST)" || { echo "name a host, as in: make lab-shell HOST=client-1"; exit 2; }
	@$(PY) -m scenarios lab shell $(HOST)

desktop: $(READY) ## Show the course's windows in the browser; prints the page's address and a one-time password
	@$(PY) -m scenarios lab desktop

desktop-down: $(READY) ## Remove the desktop, but not the rest of the lab
	@$(PY) -m scenarios lab desktop --down

screenshots: $(READY) ## Take the screenshots in docs/images again
	@$(PY) -m scenarios lab build desktop getfile base browser client fork-server
	@$(PY) -m tests.desktop

test-fast: $(READY) ## Run the tests without Docker and without other programs, in under a minute
	@SOCKETLAB_FUZZ=100 $(PY) -m pytest -m "$(FAST)" -n auto $(ARGS)

fuzz: $(READY) ## Load and judge 20,000 mutated scenarios, compose files and stored runs each; COUNT=1000 for fewer
	@SOCKETLAB_FUZZ=$(or $(COUNT),20000) $(PY) -m pytest tests/spec/test_fuzz.py tests/judging/test_record_spoilt.py -n 2 $(ARGS)

stops: $(READY) ## Stop each server 3,000 times, each right after a reply, and lose none; COUNT=100 for fewer
	@$(PY) -m tests.services.stops $(or $(COUNT),3000)

netem: $(READY) ## Put every condition of a link in force by real netem, in a virtual machine, and measure it
	@$(PY) -m scenarios lab build router
	@$(PY) -m tests.netem $(ARGS)

# First the tests without Docker: those of the pure layers, then those of the command line, which together bear the
# measuring of coverage; tests of memory, time and permissions do not. Then Docker's, several at a time, those that
# measure milliseconds two at a time, and those that need the engine for themselves. What fails beside others is run
# once more by itself, where it has to pass.
# ARGS goes to every pytest: with a choice of tests the gates cannot pass.
test: images ## Build what is out of date and run all tests on real containers, with the gates of coverage
	@$(PY) -m coverage erase
	@$(PY) -m tests.again -m "$(FAST)" -n auto --cov --cov-report= $(ARGS)
	@$(PY) -m coverage report --fail-under=100 --include="$(PURE)"
	@$(PY) -m tests.again tests/cli -m "processes and not docker and covered" -n auto --cov --cov-append --cov-report= $(ARGS)
	@$(PY) -m coverage report --fail-under=90 --include="socketlab/*" --skip-covered
	@$(PY) -m tests.again -m "processes and not docker and not covered" -n auto $(ARGS)
	@$(PY) -m tests.again -m "docker and not alone and not measures" -n 3 --dist loadgroup $(ARGS)
	@$(PY) -m tests.again -m "docker and measures and not alone" -n 2 --dist load $(ARGS)
	@$(PY) -m tests.again -m "docker and alone" $(ARGS)

check: lint ## Run all quick checks: style, types, generated files, test-fast
	@$(MAKE) --no-print-directory generate CHECK=1
	@$(MAKE) --no-print-directory test-fast

generate: $(READY) ## Write the generated reference and schema; CHECK=1 only lists what is out of date
	@$(PY) -m docs.generator $(if $(CHECK),--check)

lint: $(READY) ## Check style, formatting, types, spelling, YAML and shell scripts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/codespell
	@$(VENV)/bin/yamllint --strict $$(git ls-files '*.yaml' '*.yml')
	@$(VENV)/bin/shellcheck .ci/run $$(git grep -lE '^#!/bin/(ba)?sh' -- images)

fix: $(READY) ## Fix what the linter can fix, and format
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: images ## Measure performance against a baseline of bare Docker
	@$(PY) -m tests.bench $(ARGS)

mutants: images ## Run only the wrong servers and clients, each of which the checks of the catalogue must catch
	@$(PY) -m pytest tests/mutants $(ARGS)

chaos: images ## End runs at random moments in every way, and look what is left: ARGS="--kills 20 --seed 1"
	@$(PY) -m tests.chaos $(ARGS)

load: images ## Play every scenario 20 times beside a busy loop on every core; none may fail: COUNT=3 ARGS=threads
	@$(PY) -m tests.load --count $(or $(COUNT),20) $(ARGS)

lock: $(READY) ## Pin the newest allowed versions in requirements.lock
	PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --upgrade --no-strip-extras \
		--generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--extra dev --output-file requirements.lock pyproject.toml

release: $(READY) ## Build the wheel and the sdist into dist/, and check both: metadata, and a fresh environment
	@$(PY) .ci/release.py

clean: $(READY) ## Remove what killed runs left in Docker, and the caches in this folder
	@$(PY) -m scenarios clean
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist *.egg-info
	find socketlab scenarios services tests -name __pycache__ -type d -prune -exec rm -rf {} +
