#!/usr/bin/env bash
# Format, vet for three systems, staticcheck, types, lint, and the size of the window's script.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

step "format"
bad=$(gofmt -l $(git ls-files --cached --others --exclude-standard '*.go'))
[ -z "$bad" ] || { printf 'not formatted:\n%s\n' "$bad"; exit 1; }

step "vet"
for system in linux windows darwin; do
  CGO_ENABLED=0 GOOS=$system go vet ./...
  echo "$system ok"
done

step "staticcheck"
CGO_ENABLED=0 go tool staticcheck ./...

step "bindings"
before=$(find frontend/wailsjs -type f | sort | xargs sha256sum)
make -s bindings >/dev/null
after=$(find frontend/wailsjs -type f | sort | xargs sha256sum)
[ "$before" = "$after" ] || { echo "frontend/wailsjs is not what the Go code says; it is now: commit it"; exit 1; }

step "types, lint"
cd frontend
npm run --silent check
npm run --silent lint

step "size"
npm run --silent size
