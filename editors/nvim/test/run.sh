#!/usr/bin/env bash
# A real client: headless Neovim with this plugin and a server. usage: run.sh SERVER-COMMAND…
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/../examples/*.stash "$work/"
touch "$work/stash.flags"
cd "$work"
XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work XDG_STATE_HOME=$work XDG_CACHE_HOME=$work \
  exec timeout 60 nvim --headless -u NONE -i NONE -n --cmd "set runtimepath+=$here" \
  -c "luafile $here/test/run.lua" -- "$@"
