#!/usr/bin/env bash
# Format, vet for three systems, staticcheck, types, lint, and the size of the window's script.
set -euo pipefail
cd "$(dirname "$0")/../.."

step() { printf '\n== %s\n' "$1"; }

step "format"
bad=$(gofmt -l $(git ls-files --cached --others --exclude-standard '*.go'))
[ -z "$bad" ] || { printf 'not formatted:\n%s\n' "$bad"; exit 1; }
git ls-files --cached --others --exclude-standard '*.go' ':!frontend/wailsjs' |
  xargs awk 'length($0) > 140 { print FILENAME ":" FNR ": longer than 140 columns"; bad = 1 } END { exit bad }'

step "vet"
for system in linux windows darwin; do
  CGO_ENABLED=0 GOOS=$system go vet ./...
  echo "$system ok"
done
CGO_ENABLED=0 go vet -tags race,window ./... # files that only these builds hold

step "staticcheck"
CGO_ENABLED=0 go tool staticcheck ./...

step "bindings"
# The generator writes enumerations in any order: lines are compared sorted, and what was there is put back.
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
cp -a frontend/wailsjs "$kept"
make -s bindings >/dev/null
for file in $(cd frontend/wailsjs && find . -type f); do
  cmp -s <(sort "$kept/wailsjs/$file") <(sort "frontend/wailsjs/$file") ||
    { echo "frontend/wailsjs/$file is not what the Go code says; it is now: commit it"; exit 1; }
done
rm -rf frontend/wailsjs
mv "$kept/wailsjs" frontend/wailsjs

step "types, lint"
cd frontend
npm run --silent check
npm run --silent lint

step "size"
npm run --silent size
