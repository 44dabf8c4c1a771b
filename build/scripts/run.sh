#!/usr/bin/env bash
# Opens the window on the demo portal. Without a display it starts the development build on a virtual one and serves
# the same window at http://127.0.0.1:34115 for a browser.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
  exec build/bin/commsdesk --demo
fi

cat <<'E2'

There is no display. The window is open on a virtual one, and the same window is served at
  http://127.0.0.1:34115
It holds demo data only and answers to this machine only. Ctrl-C ends it.

E2
exec build/scripts/desk.sh env assetdir=frontend/dist devserver=127.0.0.1:34115 build/bin/commsdesk-dev --demo
