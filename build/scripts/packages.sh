#!/usr/bin/env bash
# Builds the program for every system that this machine can build for, and makes the packages out of it; or, called with
# seal, writes the checksums and signatures of the packages that are there.
# What it needs stands in the environment: VERSION, FLAGS and LDFLAGS, as the Makefile has them.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The stat of macOS asks otherwise.
date=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y wails.json 2>/dev/null || stat -f %m wails.json)
export SOURCE_DATE_EPOCH=$date
# What is built depends on nothing that someone has set for other programs.
export GOAMD64=v1 GOARM64=v8.0 GOFLAGS= GOEXPERIMENT=
kinds=()

build() { echo "building $1"; shift; "$@"; }

pack() { (cd build/package && CGO_ENABLED=0 go run . -version "$VERSION" -date "$date" -root ../.. -out ../packages "$@"); }

# What was made elsewhere too may be sealed here.
[ "${1:-}" != seal ] || { pack sums sign; exit; }

# What lies there after a failure is what was made before it, and nothing of another time.
rm -rf build/packages build/pack-*

case "$(uname -s)" in
  Linux)
    build "for WebKitGTK 4.1" go build $FLAGS -tags desktop,production,webkit2_41 -ldflags "$LDFLAGS" -o build/bin/commsdesk .
    if pkg-config --exists webkit2gtk-4.0; then
      build "for WebKitGTK 4.0" go build $FLAGS -tags desktop,production -ldflags "$LDFLAGS" -o build/bin/commsdesk-webkit40 .
    fi
    # Icon, manifest and version of the program for Windows. They go again: another tool may lay its own.
    trap 'rm -f rsrc_windows_*.syso' EXIT
    pack windows-resources
    for arch in amd64 arm64; do
      build "for Windows on $arch" env CGO_ENABLED=0 GOOS=windows GOARCH=$arch go build -trimpath -tags desktop,production \
        -ldflags "$LDFLAGS -H windowsgui" -o "build/bin/commsdesk-windows-$arch.exe" .
      # What sizes are measured against: a window with nothing in it, built the same way.
      env CGO_ENABLED=0 GOOS=windows GOARCH=$arch go build -trimpath -tags desktop,production,empty \
        -ldflags "$LDFLAGS -H windowsgui" -o "build/bin/empty/commsdesk-windows-$arch.exe" ./build/empty
    done
    go build $FLAGS -tags desktop,production,webkit2_41,empty -ldflags "$LDFLAGS" -o build/bin/empty/commsdesk ./build/empty
    kinds+=(deb rpm arch appimage windows)
    ;;
  Darwin)
    # The oldest system that Go's programs run on; what Wails asks about kinds of files has a framework of its own there.
    export CGO_CFLAGS=-mmacosx-version-min=12.0 CGO_LDFLAGS="-mmacosx-version-min=12.0 -framework UniformTypeIdentifiers"
    for arch in amd64 arm64; do
      build "for macOS on $arch" env GOARCH=$arch go build -trimpath -tags desktop,production -ldflags "$LDFLAGS" \
        -o "build/bin/commsdesk-darwin-$arch" .
      env GOARCH=$arch go build -trimpath -tags desktop,production,empty -ldflags "$LDFLAGS" \
        -o "build/bin/empty/commsdesk-darwin-$arch" ./build/empty
    done
    for dir in build/bin build/bin/empty; do
      lipo -create -output $dir/commsdesk-darwin $dir/commsdesk-darwin-amd64 $dir/commsdesk-darwin-arm64
    done
    kinds+=(darwin)
    ;;
esac

pack "${kinds[@]}"
[ "$(uname -s)" != Darwin ] || build/darwin/image.sh
pack sbom sums sign sizes
