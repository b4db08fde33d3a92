#!/usr/bin/env bash
# Needs: Go, Python 3.
# sigs.k8s.io/yaml 1.6.0, with which kubectl and the API server read YAML, lets a merge key replace a key that stands
# *before* it; PyYAML 6.0.2 and go.yaml.in/yaml/v3 3.0.4 let a map's own keys win wherever they stand, as the merge key's
# definition says. Of two '<<' in one map it takes the last, v3 refuses the map, and PyYAML takes the last, too.
# Why it matters here: editors, linters and templating tools show another value than the cluster gets.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module find
go 1.22
require (
	go.yaml.in/yaml/v3 v3.0.4
	sigs.k8s.io/yaml v1.6.0
)
MOD
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	v3 "go.yaml.in/yaml/v3"
	kubernetes "sigs.k8s.io/yaml"
)

func main() {
	for _, text := range os.Args[1:] {
		var a, b map[string]any
		if err := kubernetes.Unmarshal([]byte(text), &a); err != nil {
			panic(err)
		}
		line, _ := json.Marshal(a["it"])
		fmt.Printf("sigs.k8s.io/yaml %s\n", line)
		if err := v3.Unmarshal([]byte(text), &b); err != nil {
			fmt.Println("yaml/v3 refuses it")
			continue
		}
		line, _ = json.Marshal(b["it"])
		fmt.Printf("yaml/v3 %s\n", line)
	}
}
GO
go mod tidy >/dev/null 2>&1
python3 -m venv venv
venv/bin/pip -q install --disable-pip-version-check pyyaml==6.0.2
after=$'base: &b {keep: 1}\nit:\n  keep: 9\n  <<: *b\n'
before=$'base: &b {keep: 1}\nit:\n  <<: *b\n  keep: 9\n'
twice=$'base: &b {keep: 1}\nother: &o {keep: 2}\nit:\n  <<: *b\n  <<: *o\n'
for text in "$after" "$before" "$twice"; do
  go run . "$text"
  venv/bin/python -c 'import json, sys, yaml; print("PyYAML", json.dumps(yaml.safe_load(sys.argv[1])["it"]).replace(" ", ""))' "$text"
done | tee seen
diff - seen <<'SEEN' && echo "as found: sigs.k8s.io/yaml 1.6.0, go.yaml.in/yaml/v3 3.0.4, PyYAML 6.0.2"
sigs.k8s.io/yaml {"keep":1}
yaml/v3 {"keep":9}
PyYAML {"keep":9}
sigs.k8s.io/yaml {"keep":9}
yaml/v3 {"keep":9}
PyYAML {"keep":9}
sigs.k8s.io/yaml {"keep":2}
yaml/v3 refuses it
PyYAML {"keep":2}
SEEN
