"""Compares manifests as data: `same-objects.py GOT WANT...`, files or directories of YAML.

Every object of the one side must be on the other, equal but for the order of keys. `--count N` wants
that many objects.
"""
import argparse
import os
import sys

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def documents(paths):
    found = {}
    for path in paths:
        files = [path]
        if os.path.isdir(path):
            files = [os.path.join(d, f) for d, _, names in os.walk(path) for f in names if f.endswith((".yaml", ".json"))]
        for file in files:
            with open(file, encoding="utf-8") as f:
                for document in yaml.load_all(f, Loader):
                    if document is not None:
                        meta = document["metadata"]
                        key = (document["kind"], meta.get("namespace", ""), meta["name"])
                        if key in found:
                            sys.exit(f"{key} occurs twice")
                        found[key] = document
    return found


parser = argparse.ArgumentParser()
parser.add_argument("--count", type=int)
parser.add_argument("got")
parser.add_argument("want", nargs="+")
args = parser.parse_args()
got, want = documents([args.got]), documents(args.want)
wrong = sorted(key for key in got.keys() | want.keys() if got.get(key) != want.get(key))
for key in wrong:
    print("differs:", *key, "" if key in got else "(missing)", "" if key in want else "(not wanted)")
print(len(got) - len(wrong), "objects equal")
if wrong or (args.count is not None and len(got) != args.count):
    sys.exit(1)
