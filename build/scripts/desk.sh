#!/usr/bin/env bash
# Runs a command on a virtual display, with a session bus, a window manager and a home of its own that go with it.
set -euo pipefail
home=$(mktemp -d "${TMPDIR:-/tmp}/commsdesk-desk.XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
# What Go has compiled and fetched stays where it is.
GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE)
export GOCACHE GOMODCACHE
export HOME=$home XDG_RUNTIME_DIR=$home/run
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
export GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1
xvfb-run -a -s "-screen 0 ${SCREEN:-1280x800}x24 -nolisten tcp" \
  dbus-run-session -- bash -c 'openbox >/dev/null 2>&1 & exec "$@"' desk "$@"
