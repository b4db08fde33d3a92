"""Counts the planted mistakes of gitops-tree.py that the diagnostics tell once, at their line.

usage: mistakes.py DIAGNOSTICS LIST"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as f:
    diagnostics = json.load(f)["diagnostics"]
with open(sys.argv[2], encoding="utf-8") as f:
    planted = [line.rstrip("\n").split("\t") for line in f]
told = 0
for path, line, word in planted:
    there = [d for d in diagnostics if d["file"] == path and d["line"] == int(line)]
    if len(there) == 1 and word in there[0]["message"] + "".join(n["message"] for n in there[0]["notes"]):
        told += 1
    else:
        print(f"{path}:{line}: {word}: {[d['message'] for d in there]}")
print(f"{told} of {len(planted)}, and nothing else on their lines")
