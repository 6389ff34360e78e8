# Every target installs what it needs first; what is there already costs milliseconds.
.PHONY: run test build check e2e conformance fuzz bench
.DEFAULT_GOAL := run

run: ## build, serve on loopback, rebuild on change
	@scripts/run

test: ## every test: lints, native, wasm in a headless browser, end to end
	@scripts/test

build: ## the static page, in dist/
	@scripts/build

check: ## the quick loop: format, lints and native tests
	@scripts/check

e2e: ## the end-to-end tests alone, e.g. make e2e ARGS="app -g title"
	@scripts/e2e $(ARGS)

conformance: ## the corpus against the simulator, e.g. make conformance CORPUS=path
	@scripts/conformance "$(CORPUS)"

fuzz: ## made-up and spoilt definitions, e.g. make fuzz CASES=100000 SEED=1 CORPUS=path
	@scripts/fuzz "$(CORPUS)"

bench: ## one JSON object a line
	@scripts/bench
