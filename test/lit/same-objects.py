"""Compares manifests as data: `same-objects.py GOT WANT...`, files or directories of YAML.

Every object of the one side must be on the other, equal but for the order of keys. `--count N` wants
that many objects. `--imported` leaves out `status` and what the server sets in metadata, takes `$$`
for `$` where Stash substitutes, and leaves AppBindings alone.
"""
import argparse
import os
import re
import sys

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SERVERS = ("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields",
           "resourceVersion", "selfLink", "uid", "finalizers", "ownerReferences")


def substituted(value):
    """With `$$` outside of `${…}` as one `$`."""
    if isinstance(value, dict):
        return {key: substituted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [substituted(item) for item in value]
    if isinstance(value, str):
        return re.sub(r"\$\$|\$\{[^{}]*\}", lambda match: "$" if match[0] == "$$" else match[0], value)
    return value


def filled(value):
    """Without nulls and empty lists, which are the same as nothing."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items() if item is not None and item != []}
    return [filled(item) for item in value] if isinstance(value, list) else value


def clean(document):
    document = filled(document)
    document = {key: value for key, value in document.items() if key != "status"}
    document["metadata"] = {key: value for key, value in document["metadata"].items() if key not in SERVERS}
    return substituted(document) if document["kind"] in ("Function", "Task") else document


def read(texts, imported=False):
    found = {}
    for _, text in texts:
        for document in yaml.load_all(text, Loader):
            if document is None or (imported and document["kind"] == "AppBinding"):
                continue
            meta = document["metadata"]
            key = (document["kind"], meta.get("namespace", ""), meta["name"])
            document = clean(document) if imported else document
            if key in found and not (imported and found[key] == document):
                sys.exit(f"{key} occurs twice")
            found[key] = document
    return found


def documents(paths, imported):
    files = []
    for path in paths:
        if os.path.isdir(path):
            files += [os.path.join(d, f) for d, _, names in os.walk(path) for f in names if f.endswith((".yaml", ".json"))]
        else:
            files.append(path)
    return read([(file, open(file, encoding="utf-8").read()) for file in files], imported)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int)
    parser.add_argument("--imported", action="store_true")
    parser.add_argument("got")
    parser.add_argument("want", nargs="+")
    args = parser.parse_args()
    got, want = documents([args.got], args.imported), documents(args.want, args.imported)
    wrong = sorted(key for key in got.keys() | want.keys() if got.get(key) != want.get(key))
    for key in wrong:
        print("differs:", *key, "" if key in got else "(missing)", "" if key in want else "(not wanted)")
    print(len(got) - len(wrong), "objects equal")
    if wrong or (args.count is not None and len(got) != args.count):
        sys.exit(1)


if __name__ == "__main__":
    main()
