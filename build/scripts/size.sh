#!/usr/bin/env bash
# Prints how many lines of Go, TypeScript, Svelte and JavaScript each part has, tests apart. What is generated
# (frontend/wailsjs) does not count.
set -euo pipefail
cd "$(dirname "$0")/../.."

git ls-files '*.go' '*.ts' '*.svelte' '*.mjs' | grep -v '^frontend/wailsjs/' | while read -r file; do
  printf '%s %s\n' "$(wc -l <"$file")" "$file"
done | awk '
  {
    part = $2
    if (part ~ /^backend\//) { split(part, p, "/"); part = p[2] ~ /\.go$/ ? "backend" : "backend/" p[2] }
    else if (part ~ /^frontend\/src\//) { split(part, p, "/"); part = p[3] ~ /\./ ? "frontend/src" : "frontend/src/" p[3] }
    else if (part ~ /^frontend\//) { split(part, p, "/"); part = "frontend/" p[2]; if (part ~ /\./) part = "frontend" }
    else if (part ~ /^build\//) part = "build"
    else part = "the root"
    test = $2 ~ /_test\.go$|\.test\.(ts|mjs)$|^frontend\/e2e\// ? 1 : 0
    lines[part, test] += $1; total[test] += $1; parts[part] = 1
  }
  END {
    row = "%-24s %7s %7s\n"
    printf row, "lines", "code", "tests"
    for (part in parts) printf row, part, lines[part, 0] + 0, lines[part, 1] + 0 | "sort"
    close("sort")
    printf row, "all", total[0], total[1]
  }'
