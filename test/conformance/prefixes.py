#!/usr/bin/env python3
"""Checks what is left of every case when its text ends early. Run by hand.

usage: prefixes.py STEP CASES.jsonl…

Every STEPth prefix of every `yaml` is read and checked, as are texts of odd shape: a line of only tabs,
deep nesting, a long line. Prints how many there were, and fails when the program crashed.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BIN = os.path.join(os.environ.get("STASHC_BUILD", os.path.join(ROOT, "build", "release")), "bin")

HEAD = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n"
ODD = {
    "tabs": HEAD + "\t\t\t\n",
    "only-tabs": "\t\t\t\n",
    "deep-flow": HEAD + "spec: " + "[" * 3000,
    "deep-block": HEAD + "spec:\n" + "".join(" " * i + "- \n" for i in range(1, 300)),
    "quotes": HEAD + "spec: " + '"' * 3001,
    "anchors": HEAD + "spec: " + " ".join(f"&a{i}" for i in range(300)),
    "merges": HEAD + "spec:\n" + "  <<: {a: 1}\n" * 300,
    "separators": HEAD + "spec: \u2028\u0085\u2029" * 100,
}


def main():
    step, paths = sys.argv[1], sys.argv[2:]
    texts = dict(ODD)
    for path in paths:
        with open(path, encoding="utf-8") as f:
            texts.update((case["id"], case["yaml"]) for case in map(json.loads, f))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index, text in enumerate(texts.values()):
            files.append(os.path.join(folder, f"{index}.yaml"))
            with open(files[-1], "w", encoding="utf-8", newline="") as f:
                f.write(text)
        done = subprocess.run([os.path.join(BIN, "stashc-check-schema"), "--prefixes=" + step, *files],
                              stdout=subprocess.PIPE, text=True)
    counts = [tuple(map(int, m)) for m in re.findall(r": (\d+) prefixes, (\d+) refused", done.stdout)]
    print(f"{len(counts)} of {len(texts)} texts, {sum(n for n, _ in counts)} prefixes, "
          f"{sum(r for _, r in counts)} refused; exit status {done.returncode}")
    return done.returncode != 0 or len(counts) != len(texts)


if __name__ == "__main__":
    sys.exit(main())
