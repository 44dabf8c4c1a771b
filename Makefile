# Commsdesk. The two commands to know: `make run` and `make test`.
# What a machine with only Go and Node lacks is installed by the targets themselves, once.

SHELL := /bin/bash
.DELETE_ON_ERROR:

# The version stands in wails.json alone; commit and date are stamped by Go itself.
VERSION  := $(shell sed -n 's/.*"productVersion": *"\([^"]*\)".*/\1/p' wails.json)
# One set of flags everywhere: another one compiles the whole web view binding again.
FLAGS    := -trimpath -buildmode=pie -buildvcs=auto
TAGS     := desktop,production,webkit2_41
DEVTAGS  := dev,webkit2_41
LDFLAGS  := -s -w -X main.version=$(VERSION)
WAILS    := go run github.com/wailsapp/wails/v2/cmd/wails@v2.16.0
APP      := build/bin/commsdesk
DEVAPP   := build/bin/commsdesk-dev
INSPECT  := build/bin/commsdesk-inspect
DIST     := frontend/dist/index.html
SYSTEM   := $(shell uname -s)

GOFILES  := $(shell find . -name '*.go' -not -path './frontend/node_modules/*' -not -path './build/package/*' -not -name '*_test.go')
WEBFILES := $(shell find frontend -type f -not -path "frontend/node_modules/*" -not -path "frontend/dist/*" -not -path "frontend/e2e/*" -not -path "frontend/.*/*" -not -name "*.test.ts")

export CGO_ENABLED ?= 1

SUITES   := race go frontend browser window

.PHONY: help size pictures run dev build inspectable test suites check $(SUITES:%=test-%) bindings fuzz matrix traffic simulate attack crash fixture bench packages test-packages test-image check-tag audit seal draft deps deps-build deps-test deps-packages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Without a display, the development build serves the window to a browser.
HEADLESS := $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter-out Linux,$(SYSTEM)),,yes)

run: $(if $(HEADLESS),$(DEVAPP) deps-test,$(APP)) ## open the window on the demo portal (without a display: in a browser)
	@build/scripts/run.sh

dev: deps-build frontend/node_modules/.package-lock.json ## the window on the demo portal, with hot reload of the frontend
	$(WAILS) dev -tags webkit2_41 -appargs "--demo"

build: $(APP) ## the release binary

$(APP): $(DIST) $(GOFILES) go.mod wails.json build/appicon.png | deps-build
	go build $(FLAGS) -tags $(TAGS) -ldflags "$(LDFLAGS)" -o $@ .

inspectable: $(INSPECT) ## the release binary, but its window and memory may be looked into; for tests, never packaged

$(INSPECT): $(DIST) $(GOFILES) go.mod wails.json build/appicon.png | deps-build
	go build $(FLAGS) -tags $(TAGS),inspect -ldflags "$(LDFLAGS)" -o $@ .

$(DEVAPP): $(DIST) $(GOFILES) go.mod build/appicon.png | deps-build
	go build $(FLAGS) -tags $(DEVTAGS) -o $@ .

$(DIST): frontend/node_modules/.package-lock.json $(WEBFILES)
	cd frontend && npm run --silent build
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

bindings: deps-build ## write frontend/wailsjs again from the Go code
	$(WAILS) generate module -tags webkit2_41

## ---- tests

ifneq ($(filter $(T),$(SUITES)),)
test: test-$(T)
else ifdef T
test: deps-build $(DIST) | deps-test
	@build/scripts/test.sh $(T)
else
# Suites that wait for a window leave time to those that compute: two at once, each shown whole when it ends.
test: check $(DEVAPP) $(APP) $(INSPECT) | deps-test ## every test (T=store, T=browser: one part), each suite with the time it took
	@$(MAKE) --no-print-directory -j2 --output-sync=target suites
	@echo; echo "every suite passed"
endif

suites: suite-browser suite-race suite-window suite-go suite-frontend

# A display is found by trying numbers: one after the other.
suite-window: | suite-browser

suite-%:
	@build/scripts/test.sh $*

$(SUITES:%=test-%): test-%: $(DEVAPP) $(APP) $(INSPECT) | deps-test
	@build/scripts/test.sh $*

check: deps-build frontend/node_modules/.package-lock.json $(DIST) ## format, vet for three systems, staticcheck, types, lint, size
	@build/scripts/check.sh

pictures: test-window ## take the pictures of the docs from the release binary
	cp build/tmp/window/services.png build/tmp/window/activity.png build/tmp/window/order.png build/tmp/window/request-conflict.png docs/

fuzz: ## fuzz every decoder, a minute each
	@build/scripts/test.sh fuzz

matrix: deps-build $(DIST) ## every server personality under every fault, as a table (6 minutes)
	@build/scripts/test.sh matrix

traffic: deps-build $(DIST) ## what a desk asks of each kind of server in an hour, small and large (half an hour)
	@build/scripts/test.sh traffic

simulate: deps-build $(DIST) ## no order twice and none lost, over schedules of crashes and lies (N=100000 schedules, 50 minutes; SEED=1)
	@N="$(N)" SEED="$(SEED)" build/scripts/test.sh simulate

attack: deps-build $(DIST) ## a hostile portal, caches, damaged files and racing desks, as a table; every bit of the promises flipped (20 minutes)
	@build/scripts/test.sh attack

crash: $(APP) | deps-test ## kill the program while it places orders through its window (N=200 times, half an hour)
	@N="$(N)" build/scripts/test.sh crash

fixture: $(if $(COMMSDESK),,$(APP)) | deps-test ## pack what this version leaves on the disk, for the versions to come (COMMSDESK=/usr/bin/commsdesk VERSION=0.5.0 for an installed one)
	@FIXTURE="$(VERSION)" COMMSDESK="$(COMMSDESK)" build/scripts/test.sh fixture

size: ## how many lines each part has, tests apart
	@build/scripts/size.sh

bench: ## measure what is claimed
	go test -run '^$$' -bench . ./backend/...

## ---- packages

packages: deps-packages $(DIST) ## what people install, into build/packages: everything that this machine can make
	@VERSION="$(VERSION)" FLAGS="$(FLAGS)" LDFLAGS="$(LDFLAGS)" build/scripts/packages.sh

test-packages: packages $(INSPECT) | deps-test ## install, start and remove the packages; build them twice and compare
	@build/scripts/deps.sh test-packages
	build/scripts/test.sh packages

test-image: ## on macOS: start the program that is in the disk image
	@VERSION="$(VERSION)" build/darwin/check.sh

## ---- releases

# TAG is read out of the environment, where nothing in it is run.
check-tag: ## whether TAG= is the version that wails.json says, and the changelog tells of it
	@[ "$$TAG" = "v$(VERSION)" ] || { echo "the tag is \"$$TAG\", and wails.json says $(VERSION)" >&2; exit 1; }
	@grep -qE '^## $(subst .,\.,$(VERSION))( |$$)' CHANGELOG.md || { echo "CHANGELOG.md has no heading \"## $(VERSION)\"" >&2; exit 1; }

audit: deps-build frontend/node_modules/.package-lock.json ## known holes in what the program is made of (asks databases on the network)
	@build/scripts/audit.sh

seal: ## checksums and signatures of what lies in build/packages (MINISIGN_KEY=)
	@VERSION="$(VERSION)" build/scripts/packages.sh seal

draft: ## lay build/packages into the draft of a release on GitHub, once more if need be (TAG=)
	@draft=$$(gh release view "$$TAG" --json isDraft --jq .isDraft 2>/dev/null || true); \
	[ "$$draft" != false ] || { echo "$$TAG is released already: nothing of it is changed" >&2; exit 1; }; \
	[ "$$draft" = true ] || gh release create "$$TAG" --draft --verify-tag --title "Commsdesk $(VERSION)" || exit 1; \
	gh release upload "$$TAG" --clobber build/packages/*

## ---- what a fresh machine lacks

deps: deps-build deps-test

deps-build:
	@build/scripts/deps.sh build

deps-test:
	@build/scripts/deps.sh test

deps-packages: deps-build
	@build/scripts/deps.sh packages

clean:
	rm -rf build/bin build/tmp build/packages frontend/dist/assets frontend/dist/index.html
