#!/usr/bin/env bash
# Compiles the grammar and checks corpus, queries and examples in headless Neovim, whose tree-sitter
# is what users run. usage: run.sh BUILD-DIRECTORY [EXAMPLE…]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(mkdir -p "$1" && cd "$1" && pwd)
shift

"${CC:-$(command -v cc || command -v clang-22)}" -shared -fPIC -O1 -std=c11 -I"$here/src" "$here/src/parser.c" -o "$build/stash.so"
STASH_GRAMMAR=$here STASH_PARSER=$build/stash.so \
  nvim --headless -u NONE -i NONE -n -c "luafile $here/test/run.lua" -- "$@"

if command -v tree-sitter >/dev/null; then
  cp "$here/src/parser.c" "$build/parser.c"
  (cd "$build" && tree-sitter generate --abi 14 -o generated "$here/grammar.js" 2>/dev/null)
  cmp "$build/generated/parser.c" "$here/src/parser.c"
fi
