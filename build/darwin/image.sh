#!/usr/bin/env bash
# Signs build/bin/Commsdesk.app, lays it into a disk image in build/packages, and has Apple notarise that. On macOS alone.
# VERSION names the image. The certificate is MACOS_IDENTITY, which the keychain knows; a workflow gives it as
# MACOS_CERTIFICATE (a .p12 in base64) with MACOS_CERTIFICATE_PASSWORD. Apple is asked with NOTARY_KEY (a .p8 in base64),
# NOTARY_KEY_ID and NOTARY_ISSUER. Without a certificate the program is signed by nobody, and opens on this machine alone.
set -euo pipefail
cd "$(dirname "$0")/../.."

app=build/bin/Commsdesk.app
image=build/packages/commsdesk-$VERSION-macos.dmg
work=$(mktemp -d)
keychain=$work/signing.keychain-db
searched=() # the keychains that were searched before, once that is changed

leave() {
  [ ${#searched[@]} = 0 ] || security list-keychains -d user -s "${searched[@]}" || true
  [ ! -e "$keychain" ] || security delete-keychain "$keychain"
  rm -rf "$work"
}
trap leave EXIT

# The certificate gets a keychain of its own, which goes when this ends.
if [ -n "${MACOS_CERTIFICATE:-}" ]; then
  base64 --decode <<<"$MACOS_CERTIFICATE" >"$work/certificate.p12"
  password=$(openssl rand -hex 16)
  security create-keychain -p "$password" "$keychain"
  security unlock-keychain -p "$password" "$keychain"
  security import "$work/certificate.p12" -k "$keychain" -P "$MACOS_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
  security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
  # Each on a line of its own, indented and in quotes.
  while IFS= read -r line; do
    searched+=("$line")
  done < <(security list-keychains -d user | sed 's/^ *"//; s/" *$//')
  security list-keychains -d user -s "$keychain" ${searched[@]+"${searched[@]}"}
fi

# Nothing of the hardened runtime is loosened: scripts of a WKWebView are compiled in a process of the system's own.
# (No comment may stand in entitlements.plist itself: the kernel's reader takes none.)
if [ -n "${MACOS_IDENTITY:-}" ]; then
  codesign --force --options runtime --timestamp --entitlements build/darwin/entitlements.plist --sign "$MACOS_IDENTITY" "$app"
else
  echo "the bundle was signed by nobody: MACOS_IDENTITY names no certificate"
  codesign --force --sign - "$app"
fi
codesign --verify --strict "$app"

# The image is laid among the packages when it is finished, and not before.
mkdir "$work/image"
cp -R "$app" "$work/image/"
ln -s /Applications "$work/image/Applications"
hdiutil create -quiet -volname Commsdesk -srcfolder "$work/image" -fs HFS+ -format UDZO "$work/finished.dmg"

if [ -n "${MACOS_IDENTITY:-}" ]; then
  codesign --timestamp --sign "$MACOS_IDENTITY" "$work/finished.dmg"
fi
if [ -n "${MACOS_IDENTITY:-}" ] && [ -n "${NOTARY_KEY:-}" ]; then
  base64 --decode <<<"$NOTARY_KEY" >"$work/notary.p8"
  xcrun notarytool submit "$work/finished.dmg" --wait --key "$work/notary.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
  xcrun stapler staple "$work/finished.dmg"
else
  echo "the image was not notarised: MACOS_IDENTITY or NOTARY_KEY is missing"
fi
mv "$work/finished.dmg" "$image"
basename "$image"
