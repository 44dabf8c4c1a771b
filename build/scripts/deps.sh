#!/usr/bin/env bash
# Installs what a Debian or Ubuntu machine with Go and Node lacks; says what to install on others. Quick when nothing
# is missing.
set -euo pipefail

build=(libgtk-3-dev libwebkit2gtk-4.1-dev pkg-config gcc g++ make)
tests=(xvfb xauth xdotool openbox imagemagick x11-utils dbus dbus-x11 at-spi2-core chromium fonts-dejavu-core gnome-keyring psmisc xclip groff-base man-db)
packages=(libwebkit2gtk-4.0-dev nsis osslsigncode squashfs-tools)
testpackages=(minisign wine64 binutils-mingw-w64-x86-64 openssl lintian mmdebstrap debian-archive-keyring dpkg-dev rpm libarchive-tools desktop-file-utils appstream file)

[ "$(uname -s)" = Linux ] || exit 0
for tool in go node npm; do
  command -v $tool >/dev/null || { echo "$tool is missing: install Go 1.26 and Node 20 first" >&2; exit 1; }
done

case "$1" in
  build) want=("${build[@]}") ;;
  test) want=("${tests[@]}") ;;
  packages) want=("${packages[@]}") ;;
  test-packages) want=("${testpackages[@]}") ;;
esac

if ! command -v dpkg-query >/dev/null; then
  if [ "$1" = build ] && ! pkg-config --exists gtk+-3.0 webkit2gtk-4.1; then
    echo "this system is no Debian: install the development packages of GTK 3 and WebKitGTK 4.1" >&2
    exit 1
  fi
  exit 0
fi

missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${want[@]}" 2>/dev/null || true)
for p in "${want[@]}"; do
  grep -qx "$p installed" <<<"$installed" || missing+=("$p")
done
[ ${#missing[@]} = 0 ] && exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing: ${missing[*]}"
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
