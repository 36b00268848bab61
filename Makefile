# Foyer needs Go, bash and make; scripts/install-deps says or installs the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell scripts/version)
RELEASE := -tags migrated_fynedo -trimpath -ldflags="-s -w -X main.version=$(VERSION)"
# The tests of cmd open windows and browsers. Of the others only those of the guest pages open a browser, and not with -short.
QUIET_PACKAGES = $$(go list ./... | grep -v '^foyer/cmd/')

.PHONY: help run demo test test-fast live-test bench bench-app pictures fuzz lint build serve package clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## install what is missing, build and open the desktop app (without a display: the demo server)
	@scripts/run

demo: ## run the guest server together with a simulated BigBlueButton
	@scripts/demo

test: ## install what is missing and run every check and every test
	@scripts/test

test-fast: ## run the tests that need no browser, window or C compiler
	CGO_ENABLED=0 go test -short -timeout 10m $(QUIET_PACKAGES)

live-test: ## run the tests of the BigBlueButton client against the real server of BBB_URL and BBB_SECRET
	@scripts/live-test

bench: ## run the benchmarks
	CGO_ENABLED=0 go test -run '^$$' -bench . -timeout 30m $(QUIET_PACKAGES)

bench-app: ## measure the desktop app on a virtual screen, in about ten minutes
	@scripts/install-deps build test
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./cmd/foyer

pictures: ## make the pictures in docs/images anew, by the real app and a browser
	@scripts/install-deps build test
	FOYER_DOCS_PICTURES=$(CURDIR)/docs/images go test -count 1 -run TestPicturesForTheDocs ./cmd/foyer

fuzz: ## run every fuzz test for 10 seconds
	@scripts/fuzz 10s

lint: ## check format, imports and code, with golangci-lint where it is installed
	@scripts/lint

build: ## build the desktop app for release: bin/foyer
	@scripts/install-deps build
	go build $(RELEASE) -o bin/foyer ./cmd/foyer

serve: ## build the server for release, one static binary: bin/foyer-server
	@scripts/install-deps
	CGO_ENABLED=0 go build $(RELEASE) -o bin/foyer-server ./cmd/foyer

package: ## build packages for Linux, servers and Windows into dist/, and check them
	@scripts/package
	@scripts/check-package

clean: ## delete what was built
	rm -rf bin dist
