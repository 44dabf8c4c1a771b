#!/usr/bin/env bash
# Asks public databases whether what the programs and their packages are made of has known holes.
set -euo pipefail
cd "$(dirname "$0")/../.."

check() { echo "== $1"; shift; "$@"; }

GOBIN=$PWD/build/tmp go install golang.org/x/vuln/cmd/govulncheck@v1.9.0
govulncheck=$PWD/build/tmp/govulncheck

# Each system has files of its own. The window of macOS can be read on macOS alone: elsewhere it is left out there.
check "the program on linux" "$govulncheck" -tags desktop,production,webkit2_41 .
check "the program on windows" env CGO_ENABLED=0 GOOS=windows "$govulncheck" -tags desktop,production .
check "the program on darwin" env CGO_ENABLED=0 GOOS=darwin "$govulncheck" .
check "what an AppImage begins with" env CGO_ENABLED=0 GOOS=linux "$govulncheck" -C build/package ./runtime
check "what npm puts into the window" npm --prefix frontend audit --omit=dev
