#!/usr/bin/env bash
# Opens the disk image and starts the program that is in it, without a window. On macOS alone. Where NOTARISED says anything,
# macOS itself must be content with who made it.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
leave() {
  hdiutil detach -quiet "$work/image" || true
  rm -rf "$work"
}
trap leave EXIT
mkdir "$work/image"
hdiutil attach -quiet -nobrowse -readonly -mountpoint "$work/image" build/packages/commsdesk-"$VERSION"-macos.dmg
app=$work/image/Commsdesk.app

codesign --verify --strict "$app"
[ -z "${NOTARISED:-}" ] || spctl --assess --type execute "$app"
lipo "$app/Contents/MacOS/commsdesk" -verify_arch x86_64 arm64
"$app/Contents/MacOS/commsdesk" --version | grep -F "$VERSION"
# Nothing is configured, and the doctor says so: 1 is its answer, more would be a crash.
status=0
"$app/Contents/MacOS/commsdesk" doctor --data-dir "$work/data" || status=$?
[ "$status" -le 1 ]
echo "the image is sound"
