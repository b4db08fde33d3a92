#!/usr/bin/env python3
"""Writes sema/Builtins/Catalog.def from the manifests of Stash's catalogue. Run by hand when the catalogue changes:

    tools/catalog/make-catalog.py DIRECTORY > sema/Builtins/Catalog.def

It takes facts only: the names of the Tasks, and of each Function the variables that Stash does not set."""
import glob, os, re, sys

import yaml

HEADER = '''//===- Catalog.def - names and parameters of Stash's catalogue --*- C++ -*-===//
//
// CATALOG(FAMILY, DIRECTION, VERSIONS, PARAMETERS)
//
// Stands for the Tasks FAMILY-backup-VERSION or FAMILY-restore-VERSION, each of which runs the Function
// of its own name and then `update-status`. VERSIONS and PARAMETERS are separated by spaces; parameters
// are the variables that the Function uses and that Stash does not set. Made by
// tools/catalog/make-catalog.py; do not edit. A family that is not here is not known.
//
//===----------------------------------------------------------------------===//
'''

root = os.path.join(os.path.dirname(__file__), "..", "..")
builtins = set(re.findall(r'^BUILTIN\("(\w+)"', open(os.path.join(root, "sema/Builtins/Builtins.def")).read(), re.M))
functions, tasks = {}, {}
for path in sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.yaml"), recursive=True)):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for document in yaml.safe_load_all(text):
        name = document["metadata"]["name"]
        if document["kind"] == "Function":
            functions[name] = set(re.findall(r"\$\{([A-Za-z_]\w*)", text)) - builtins
        elif document["kind"] == "Task":
            tasks[name] = [step["name"] for step in document["spec"]["steps"]]

groups = {}
for name, steps in tasks.items():
    family, direction, version = re.fullmatch(r"(.+)-(backup|restore)-(.+)", name).groups()
    if steps != [name, "update-status"]:
        sys.exit(f"{name} runs {steps}: the table cannot say that")
    key = (family, direction, " ".join(sorted(functions[name])))
    groups.setdefault(key, []).append(version)

print(HEADER)
for (family, direction, parameters), versions in sorted(groups.items()):
    versions.sort(key=lambda version: [int(part) for part in version.split(".")])
    print(f'CATALOG("{family}", {direction.capitalize()}, "{" ".join(versions)}",\n        "{parameters}")')
print("\n#undef CATALOG")
