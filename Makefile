# Every command of the project; `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || echo python3)
LOCAL := $(PYTHON) deploy/local
VENV := .venv/bin
ARGS ?=
m ?=
v ?=
k ?=
name ?=
file ?=
key ?=
mart ?=
fields ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo up down test test-odoo test-sidecar test-dbt test-spark test-js bench lint layers lock bundles table shell psql db-reset domain i18n

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Fetch and build everything the demo needs, start nothing
	@$(LOCAL) setup

demo: ## Set up, run the main job on the demo company, keep serving (ARGS=--once: print and end)
	@$(LOCAL) demo $(ARGS)

up: ## Set up and serve Odoo, sidecar and worker until Ctrl-C
	@$(LOCAL) up

down: ## Stop what still runs, also what a killed run left behind
	@$(LOCAL) down

test: ## Set up and run every test (ARGS=-x: stop at the first kind that fails)
	@$(LOCAL) test $(ARGS)

test-odoo: ## Test one addon, or all, on every Odoo found: m=ipai_bir v=18.0
	@$(LOCAL) test odoo $(if $(m),--module=$(m)) $(if $(v),--series=$(v)) $(ARGS)

test-sidecar: ## Test sidecar, contracts and repository rules: k=expression
	@$(LOCAL) test sidecar $(if $(k),--keyword="$(k)") $(ARGS)

test-dbt: ## Test the warehouse: migrations, sync and dbt models
	@$(LOCAL) test dbt $(if $(k),--keyword="$(k)") $(ARGS)

test-spark: ## Build the warehouse on a local Spark cluster and compare it with PostgreSQL's
	@$(LOCAL) test spark $(ARGS)

test-js: ## Run the JavaScript unit tests of the addons in Chromium
	@$(LOCAL) test js $(if $(v),--series=$(v)) $(ARGS)

bench: ## Measure receipts, and returns on a million items (sync against a running stack: tests/README.md)
	@$(LOCAL) test bench $(ARGS)

lint: ## Check style and types of everything
	@$(LOCAL) test lint $(ARGS)

layers: ## Check who imports whom
	@$(LOCAL) test layers

bundles: ## Copy the libraries of the screens from npm into the addons (setup does it too)
	@$(LOCAL) bundles

lock: ## Compile requirements.txt, Odoo's lock and Spark's from their inputs
	@$(LOCAL) lock

table: ## Add a model of Odoo down to silver: name=res.partner.category fields="name color"
	@$(LOCAL) table $(name) $(if $(fields),--fields="$(fields)")

shell: ## Open Odoo's Python shell on the demo database
	@$(LOCAL) shell

psql: ## Open psql on the warehouse (ARGS=odoo: on Odoo's database)
	@$(LOCAL) psql $(ARGS)

db-reset: ## Delete the databases; the next run makes new ones
	@$(LOCAL) db-reset

domain: ## Begin a new domain of other sources: name=budgets file=budgets.csv key=department,month mart=budget_plans
	@$(LOCAL) domain --name="$(name)" --file="$(file)" --key="$(key)" --mart="$(mart)"

i18n: ## Export the translation templates of the addons
	@$(LOCAL) i18n
