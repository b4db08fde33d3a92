#!/usr/bin/env bash
# Prints the directory of a Node 20: the one on PATH, else the npm package of it, installed once under
# build/. Without any npm, Debian's is installed to begin with; where there is one, of Node's own
# packages perhaps, Debian's would clash with it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
version=20.20.2

is_good() { [ -x "$1" ] && [ "$("$1" -p 'process.versions.node.split(".")[0]')" = "${version%%.*}" ]; }

node=$(command -v node || true)
if ! is_good "$node"; then
  if ! command -v npm >/dev/null; then
    sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    echo "vscode: installing npm" >&2
    "${sudo[@]}" apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends npm nodejs >&2
  fi
  machine=x64
  [ "$(uname -m)" = x86_64 ] || machine=arm64
  node=$root/build/node/node_modules/node-linux-$machine/bin/node
  is_good "$node" ||
    npm install --no-audit --no-fund --loglevel=error --prefix "$root/build/node" "node-linux-$machine@$version" >&2
fi
dirname "$node"
