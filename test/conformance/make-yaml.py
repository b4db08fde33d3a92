#!/usr/bin/env python3
"""Asks Kubernetes' YAML reader what it makes of texts. Run by hand: it needs Go and the module proxy.

usage: make-yaml.py CASES.jsonl

Every line of the file is a case with `yaml`. Its `json`, the text of the value with keys in order, or its
`error` is written anew, by sigs.k8s.io/yaml 1.6.0. Three things are not the library's but kubectl's and the
API server's: only a comment may follow `---`, a key that is written twice is refused (a key that `<<`
replaces is not), and what is null is no object.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = r"""
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var text string
		json.Unmarshal(in.Bytes(), &text)
		value, err := yaml.YAMLToJSON([]byte(text))
		_, strict := yaml.YAMLToJSONStrict([]byte(text))
		answer := map[string]any{}
		if err != nil {
			answer["error"] = err.Error()
		} else {
			answer["value"] = json.RawMessage(value)
		}
		if strict != nil {
			answer["strict"] = strict.Error()
		}
		out.Encode(answer)
	}
}
"""


class Number(str):
    """A number by its text."""


def quote(text):
    short = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(short.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in text) + '"'


def spell(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ",".join(map(spell, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(quote(k) + ":" + spell(value[k]) for k in sorted(value, key=str.encode)) + "}"
    return json.dumps(value)


def ask(texts):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "go.mod"), "w") as f:
            f.write("module reader\ngo 1.22\nrequire sigs.k8s.io/yaml v1.6.0\n")
        with open(os.path.join(folder, "main.go"), "w") as f:
            f.write(PROGRAM)
        subprocess.run(["go", "mod", "tidy"], cwd=folder, check=True, capture_output=True)
        lines = "\n".join(map(json.dumps, texts)) + "\n"
        done = subprocess.run(["go", "run", "."], cwd=folder, check=True, input=lines.encode(), stdout=subprocess.PIPE)
    return [json.loads(line, parse_int=Number, parse_float=Number) for line in done.stdout.splitlines()]


def main():
    path = sys.argv[1]
    with open(path, encoding="utf-8") as f:
        cases = [json.loads(line) for line in f]
    with open(path, "w", encoding="utf-8") as f:
        for case, answer in zip(cases, ask([case["yaml"] for case in cases])):
            text = case["yaml"]
            case = {"id": case["id"], "yaml": text}
            if "error" in answer:
                case["error"] = answer["error"]
            elif re.search(r"^---[ \t]+[^ \t#\n]", text, re.M):
                case["error"] = "invalid Yaml document separator"
            elif "strict" in answer and "<<" not in text:
                case["error"] = answer["strict"]
            else:
                case["json"] = spell(answer["value"])
            f.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
