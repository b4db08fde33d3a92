#!/usr/bin/env bash
# Needs: Go 1.26 or newer, bash.
# Three Go libraries for ${…} as in a shell, and a shell, given A=value and E= (empty):
# - drone/envsubst 1.0.3, and fluxcd/pkg/envsubst 1.8.0 after it, have ${A:+x} the wrong way round: it is the value where
#   there is one, and x where there is none, which is what ${A:-x} is for.
# - a8m/envsubst 1.4.3 has x for ${E:+x}, too, where E is set and empty, and takes the first brace for the end of a nested default: of ${A:-${U:-y}} a brace is left over.
# - a8m/envsubst knows none of ${A/l/L} and ${A%e} and says nothing: it puts the value there.
# Why it matters here: the same template goes through Flux or envsubst before Stash sees it, and Stash's own is of
# drone's family. A ${…:+…} that was tried in a shell does the opposite in each of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module find
go 1.26
require (
	github.com/a8m/envsubst v1.4.3
	github.com/drone/envsubst v1.0.3
	github.com/fluxcd/pkg/envsubst v1.8.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	a8m "github.com/a8m/envsubst/parse"
	drone "github.com/drone/envsubst"
	flux "github.com/fluxcd/pkg/envsubst"
)

func main() {
	values := map[string]string{"A": "value", "E": ""}
	for _, text := range os.Args[1:] {
		a, _ := a8m.New("", []string{"A=value", "E="}, &a8m.Restrictions{}).Parse(text)
		d, _ := drone.Eval(text, func(name string) string { return values[name] })
		f, _ := flux.Eval(text, func(name string) (string, bool) { v, ok := values[name]; return v, ok })
		fmt.Printf("%s a8m %q drone %q flux %q\n", text, a, d, f)
	}
}
GO
go mod tidy >/dev/null 2>&1
# shellcheck disable=SC2016
cases=('${A:+x}' '${E:+x}' '${A:-${U:-y}}' '${A/l/L}' '${A%e}')
go run . "${cases[@]}" >libraries
while read -r line; do
  text=${line%% *}
  shell=$(A=value E='' bash -c "printf %s \"$text\"")
  echo "$line shell \"$shell\""
done <libraries | tee seen
diff - seen <<'SEEN' && echo "as found: a8m/envsubst 1.4.3, drone/envsubst 1.0.3, fluxcd/pkg/envsubst 1.8.0"
${A:+x} a8m "x" drone "value" flux "value" shell "x"
${E:+x} a8m "x" drone "x" flux "x" shell ""
${A:-${U:-y}} a8m "value}" drone "value" flux "value" shell "value"
${A/l/L} a8m "value" drone "vaLue" flux "vaLue" shell "vaLue"
${A%e} a8m "value" drone "valu" flux "valu" shell "valu"
SEEN
