#!/usr/bin/env bash
# Copies the extension to a directory under build/, installs what it is built with there, tests and
# packages it, so that the sources stay as they are. The last line it prints is the copy's path.
#
# usage: stage.sh SERVER-BINARY
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
binary=$(realpath "$1")
stage=$root/build/vscode
copy=$stage/editors/vscode
mkdir -p "$copy"
PATH=$("$root/editors/vscode/scripts/node.sh"):$PATH

# All but what is installed; what is gone from the sources is gone from the copy.
find "$copy" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
tar -C "$root" --exclude=node_modules --exclude='*.vsix' -cf - LICENSE editors/vscode editors/examples |
  tar -C "$stage" -xf -

if ! cmp -s "$copy/package-lock.json" "$stage/installed"; then
  (cd "$copy" && npm ci --no-audit --no-fund --loglevel=error >&2)
  cp "$copy/package-lock.json" "$stage/installed"
fi
cd "$copy"
export STASHC_BINARY=$binary
npm test --silent >&2
npm run --silent package >&2
echo "$copy"
