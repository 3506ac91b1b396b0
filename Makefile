# Everything a developer or a newcomer types. Needs make and Python 3.11 or newer; the rest is fetched into .uv and .venv.

.DEFAULT_GOAL := help
.PHONY: help demo key env images up test faults paid-storm compose-test test-containers containers-lint k8s-secrets k8s-apply k8s-check k8s-test helm-check chart monitoring-check lint types arch docs docs-check wheels format fuzz replicate-conformance bench ci clean
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
VENV := .venv/ready
TOOLS := .tools/lint/ready
K8S_TOOLS := .tools/kubernetes/ready
PACKAGES := $(wildcard shared/*/pyproject.toml services/*/pyproject.toml deploy/local/pyproject.toml)
SOURCES := $(wildcard shared/*/src services/*/src deploy/local/src benchmarks) deploy/ready.py examples tests scripts
HELM := .uv/bin/uv sync --frozen --quiet --inexact --group chart # a library of 75 MB, fetched for these only

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV) ## from a prompt to a film in out/ (PROMPT= DURATION= ASPECT= STYLE= SEED= OUT= change it)
	@$(BIN)/storyreel demo

key: $(VENV) ## print a new API key
	@$(BIN)/python -c 'from storyreel_chassis.keys import new_api_key; print(new_api_key())'

env: ## write .env for docker compose, with random secrets; needs a Python and nothing else
	@$(or $(PYTHON),python3) scripts/make_env.py

images: ## build the images that docker compose runs, labelled with the commit; needs .env and Docker
	@STORYREEL_REVISION=$$(git describe --always --dirty --abbrev=40) \
	STORYREEL_SOURCE=$$(git remote get-url origin 2>/dev/null || echo unknown) docker compose build

up: $(VENV) ## the whole system in the foreground, kept between starts; Ctrl-C stops it
	@$(BIN)/storyreel up

test: $(VENV) ## everything but the long faults, with branch coverage
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term

faults: $(VENV) ## services and servers killed, paused and away in the midst of films: the long ones
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder tests/faults

compose-test: $(VENV) ## films through docker compose, with containers that crash and servers that are restarted; needs Docker
	@$(BIN)/pytest --timeout=1200 --durations=5 tests/containers

test-containers: $(VENV) ## the suites of the ports, and films, on servers in containers (testcontainers); needs Docker
	@$(BIN)/python -m scripts.with_containers $(BIN)/pytest --timeout=600 tests/ports tests/journeys/test_prompt_to_film.py

monitoring-check: $(VENV) ## alerts and dashboards, by a real Prometheus on a running stack; needs prometheus, or Docker
	@$(BIN)/pytest --timeout=400 tests/monitoring tests/unit/monitoring

containers-lint: $(TOOLS) ## hadolint on the Dockerfile, compose-lint on docker-compose.yml; needs no Docker
	@.tools/lint/bin/hadolint deploy/Dockerfile
	@said=$$(.tools/lint/bin/compose-lint --fail-on low --strict-config docker-compose.yml 2>&1) || { echo "$$said"; exit 1; }

k8s-secrets: ## write random secrets for deploy/kubernetes/overlays/trial; needs a Python and nothing else
	@$(or $(PYTHON),python3) scripts/make_k8s_secrets.py $(FOLDER)

k8s-apply: ## apply OVERLAY (trial): what comes first, its Jobs, and when they are done the services; needs kubectl
	@$(or $(PYTHON),python3) scripts/k8s_apply.py $(or $(OVERLAY),trial)

k8s-check: $(K8S_TOOLS) helm-check ## every overlay rendered, validated and held against the code (K8S_DRY_RUN= a command that asks an API server)
	@$(BIN)/python -m scripts.kubernetes.check

k8s-test: $(K8S_TOOLS) ## the trial on a real cluster: films while every service is rolled, killed and scaled (see tests/kubernetes)
	@$(BIN)/pytest -s --timeout=1800 tests/kubernetes

helm-check: $(K8S_TOOLS) ## the Helm chart: lint, what it makes and refuses, and that it is the same as deploy/kubernetes
	@$(HELM)
	@$(BIN)/pytest tests/chart

chart: $(VENV) ## the Helm chart as dist/storyreel-VERSION.tgz
	@$(HELM)
	@$(BIN)/python -m scripts.chart.rendering dist

paid-storm: $(VENV) ## sixty films of a simulated Replicate in a storm of kills and lost answers (STORM= how many films)
	@STORYREEL_STORM_JOBS=$${STORM:-60} $(BIN)/pytest tests/faults/test_paid_storm.py

lint: $(VENV) ## ruff: rules and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "lint: run 'make format'" >&2; exit 1; }

types: $(VENV) ## mypy, strict, packages and tests
	@$(BIN)/mypy --no-error-summary $(SOURCES)

arch: $(VENV) ## who may import whom
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }

docs: $(VENV) ## write the generated pages of docs/
	@$(BIN)/python -m scripts.generate_docs

docs-check: $(VENV) ## fail when a generated page is out of date
	@$(BIN)/python -m scripts.generate_docs --check

wheels: $(VENV) ## all packages as wheels in dist/, looked into
	@.uv/bin/uv build --quiet --wheel --all-packages --clear --out-dir dist
	@$(BIN)/python -m scripts.check_wheels dist

format: $(VENV) ## mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

fuzz: $(VENV) ## the random tests for longer, new ones every time (FUZZ= how many times longer, 20)
	@FUZZ=$${FUZZ:-20} $(BIN)/pytest --timeout=3600 tests/journeys/test_schemathesis.py tests/journeys/test_lifecycle_machine.py

replicate-conformance: $(VENV) ## the official client's own suite against the simulator (fetched from PyPI)
	@$(BIN)/python -m scripts.replicate_conformance

bench: $(VENV) ## product, limit and peers side by side (BENCH= only some; BENCH=capacity measures what films cost)
	@$(BIN)/python -m benchmarks $(BENCH)

ci: ## what CI runs
	@bash .ci/run

clean: ## remove the environment and all caches; out/ is yours and stays
	@rm -rf .venv .uv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV): uv.lock pyproject.toml $(PACKAGES) scripts/bootstrap.sh
	@PYTHON="$(PYTHON)" scripts/bootstrap.sh

$(TOOLS): $(VENV)
	@UV_PYTHON_DOWNLOADS=never UV_PYTHON=.venv/bin/python UV_PROJECT_ENVIRONMENT=.tools/lint .uv/bin/uv sync --frozen --quiet --only-group containers
	@touch $@

$(K8S_TOOLS): $(VENV)
	@UV_PYTHON_DOWNLOADS=never UV_PYTHON=.venv/bin/python UV_PROJECT_ENVIRONMENT=.tools/kubernetes .uv/bin/uv sync --frozen --quiet --only-group kubernetes
	@touch $@
