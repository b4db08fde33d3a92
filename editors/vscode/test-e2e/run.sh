#!/usr/bin/env bash
# A real VS Code with our extension in it, driven in a browser. Installs what it needs: Debian's
# Chromium, and under build/ the npm package code-server for its VS Code (which runs without its
# native modules: nothing is compiled) and playwright-core. Screenshots go to
# build/vscode-e2e/screenshots.
#
# usage: run.sh SERVER-BINARY [STEP…]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build/vscode-e2e
tools=$work/tools
binary=$(realpath "$1")
shift
mkdir -p "$tools"

packages=(chromium fonts-dejavu-core)
if ! dpkg-query -W "${packages[@]}" >/dev/null 2>&1; then
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  echo "vscode: installing ${packages[*]}" >&2
  "${sudo[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
fi

PATH=$("$here/../scripts/node.sh"):$PATH

# This code-server, of VS Code 1.100, is the last one for Node 20.
if ! cmp -s "$here/package-lock.json" "$tools/installed"; then
  quiet=(--ignore-scripts --no-audit --no-fund --loglevel=error)
  rm -rf "$tools" && mkdir -p "$tools"
  cp "$here/package.json" "$here/package-lock.json" "$tools"
  (cd "$tools" && npm ci "${quiet[@]}" >&2)
  # Its VS Code brings a lock file of its own, which lacks one package.
  editor=$tools/node_modules/code-server/lib/vscode
  (cd "$editor" && npm install --omit=dev --no-save "${quiet[@]}" tslib@2.8.1 >&2)
  ln -sfn node_modules "$editor/node_modules.asar"
  cp "$here/package-lock.json" "$tools/installed"
fi

extension=$("$here/../scripts/stage.sh" "$binary" | tail -1)
exec node "$here/drive.mjs" "$work" "$extension" "$@"
