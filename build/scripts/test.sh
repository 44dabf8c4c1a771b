#!/usr/bin/env bash
# Runs one suite of tests and says how long it took: race, go, frontend, browser, window, packages; the long ones: matrix,
# traffic, simulate, attack, crash, fixture, fuzz; or one part of the program, by its name.
set -euo pipefail
cd "$(dirname "$0")/../.."

# What a test prints shows only with -v: without the lines that say which test runs and passed.
plain() { grep --line-buffered -vE '^(=== |[[:space:]]*--- PASS)'; }

# A run in which no test ran, or one was skipped that was asked for, has judged nothing and fails. What a line looks like
# that says that something was judged may be told.
judged() {
  awk -v ok="${1:-^ok }" '
    { print; fflush() }
    /no tests to run|no fuzz tests to fuzz|^ *--- SKIP/ { none = 1 }
    $0 ~ ok || /^FAIL/ { some = 1 } # what failed says so itself
    END { if (none || !some) { print "nothing was judged" > "/dev/stderr"; exit 1 } }'
}

# Every name of a pattern begins the name of a test: one that was renamed would be passed over without a word.
names() {
  for name in ${1//|/ }; do
    grep -qrE --include="*_test.go" "^func $name" backend/app || { echo "no test is called $name..." >&2; exit 1; }
  done
}

# The tests of a folder whose files begin with //go:build race, or !race: those that the race detector has to watch, and
# those that have nothing at once to watch and would take minutes under it.
stories() {
  local files names
  files=$(grep -lx "//go:build $1" "$2"/*_test.go)
  names=$(grep -ohE '^func Test\w+' $files | cut -d' ' -f2 | paste -sd'|')
  echo "^($names)\$"
}

trap 'code=$?; echo "$1: $((SECONDS / 60)) min $((SECONDS % 60)) s"; exit $code' EXIT

case "$1" in
  race)
    go test -race -timeout 20m $(go list ./backend/... | grep -v -e /portalsim -e /backend/app) | judged
    go test -race -timeout 20m -run "$(stories race ./backend/app)" ./backend/app | judged
    ;;
  go)
    go test -timeout 20m -run "$(stories '!race' ./backend/store)" ./backend/store | judged
    go test -timeout 20m . ./backend/app/... | judged
    CGO_ENABLED=0 go test ./backend/portalsim ./backend/cmd/portalsim | judged
    ;;
  frontend)
    cd frontend && npm run --silent test
    ;;
  matrix)
    MATRIX=all go test -v -count=1 -timeout 30m -run TestMatrix_EveryServerUnderEveryFault ./backend/app | judged | plain
    ;;
  traffic)
    TRAFFIC=all go test -v -count=1 -timeout 60m -run TestTraffic_AnHourCostsWhatIsPredicted ./backend/app | judged | plain
    ;;
  simulate)
    # How many schedules, and how many of them did harm, is said last.
    proofs='TestOrders_NonePlacedTwice|TestOrders_BrokenGuards|TestDecisions_NoneAppliedTwice|TestDecisions_BrokenReviews'
    names "$proofs"
    SIMULATE="${N:-100000}" go test -v -count=1 -timeout 0 -run "$proofs" ./backend/app/simulate | judged | plain |
      grep --line-buffered -v "found in [0-9]* schedules: " |
      sed -n '/^schedules /{h;b};p;${x;/./p}'
    ;;
  attack)
    attacks='TestAttacks|TestPromises_EveryFlippedBitIsNoticed'
    names "$attacks"
    ATTACK=all FLIPS=all go test -v -count=1 -timeout 3h -run "$attacks" ./backend/app | judged | plain
    ;;
  browser)
    CGO_ENABLED=0 go build -trimpath -o build/bin/portalsim ./backend/cmd/portalsim
    build/scripts/desk.sh node --test --test-concurrency=2 --test-reporter=spec frontend/e2e/browser/*.test.mjs |
      judged '^ℹ pass [1-9]'
    ;;
  window)
    build/scripts/desk.sh go test -tags window -count=1 -timeout 20m ./frontend/e2e/window/ | judged
    ;;
  packages)
    cd build/package
    go vet ./...
    go test -v -count=1 -timeout 60m -skip TestOnAClean ./... | plain
    # Only root may set up a system to install into.
    root=()
    [ "$(id -u)" = 0 ] || root=(-exec "sudo -nE")
    go test -v -count=1 -timeout 30m "${root[@]}" -run TestOnAClean . | judged | plain
    [ "$(id -u)" = 0 ] || sudo -n chown -R "$(id -u)" ../tmp
    ;;
  crash)
    CRASHES="${N:-200}" build/scripts/desk.sh go test -tags window -count=1 -timeout 0 -v -run TestKilled ./frontend/e2e/window/ | judged | plain
    ;;
  fixture)
    build/scripts/desk.sh go test -tags window -count=1 -timeout 10m -v -run TestMakesAFixture ./frontend/e2e/window/ | judged | plain
    ;;
  fuzz)
    # Each target on its own: the fuzzer takes one at a time. Left alone, it spends most of a minute on making smaller
    # what is only interesting.
    grep -roE --include='*_test.go' '^func Fuzz\w+' backend | sort | while IFS=: read -r file target; do
      CGO_ENABLED=0 go test -run '^$' -fuzz "^${target#func }\$" -fuzztime "${FUZZTIME:-60s}" -fuzzminimizetime 1s "./$(dirname "$file")" </dev/null | judged
    done
    ;;
  *)
    # One part: a package of Go (store, app/simulate) or a folder of the frontend (src/words).
    if [ -d "backend/$1" ]; then
      go test -count=1 "./backend/$1/..." | judged
    elif [ -e "frontend/$1" ]; then
      cd frontend && npx vitest run "$1"
    else
      echo "no suite and no part is called $1" >&2
      exit 2
    fi
    ;;
esac
