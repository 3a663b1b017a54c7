# make run    start with the embedded store and demonstration data: prints where to go and who to sign in as
# make test   every test, the browser's among them, installing what it needs
SHELL := /bin/bash
BUILD := build
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GO_FLAGS := -trimpath -ldflags "-X main.version=$(VERSION)"
LINT := $(BUILD)/golangci-lint
export LAMTOEN_REQUIRE_TOOLS ?= 1

.PHONY: run build test unit race lint check bench fuzz e2e tools clean

run: build
	$(BUILD)/lamtoen serve --demo

build:
	@mkdir -p $(BUILD)
	go build $(GO_FLAGS) -o $(BUILD)/lamtoen ./cmd/lamtoen

test: tools
	$(MAKE) lint
	$(MAKE) build
	$(MAKE) check
	$(MAKE) race
	$(MAKE) e2e

# The tests under the race detector, the store suite on the MongoDB wire peer among them.
race:
	REQUIRE_MONGO=1 go test -race -timeout 20m ./...

# The quick ones, while working.
unit:
	go test ./...

tools:
	@.ci/install

# The linter is built once from tools.mod, so that the product's own module never sees its dependencies.
$(LINT): tools.mod
	@mkdir -p $(BUILD)
	go build -modfile=tools.mod -o $(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

lint: $(LINT)
	@test -z "$$(git ls-files '*.go' | xargs -r gofmt -l)" || { echo "not gofmt-ed:"; git ls-files '*.go' | xargs gofmt -l; exit 1; }
	$(LINT) run ./...

# The authored files: every problem at once, as file:line:col.
check: build
	$(BUILD)/lamtoen content check

bench:
	go test -run '^$$' -bench . -benchmem ./...

# Each fuzz target for a while; make fuzz FUZZTIME=10m to look harder.
FUZZTIME ?= 30s
fuzz:
	@set -e; for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "== $$pkg $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg; \
	  done; \
	done

e2e/node_modules: e2e/package-lock.json
	cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit
	@touch e2e/node_modules

e2e: build e2e/node_modules
	cd e2e && npx playwright test

clean:
	rm -rf $(BUILD) e2e/test-results e2e/playwright-report
