#!/usr/bin/env python3
"""Writes sema/Builtins/Catalog.def from the manifests of Stash's catalogue. Run by hand when the catalogue changes:

    tools/catalog/make-catalog.py DIRECTORY… > sema/Builtins/Catalog.def

DIRECTORY holds the manifests, or the templates of the chart 'stash-catalog' of stashed/installer (charts/stash-catalog/templates).
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
paths = [path for folder in sys.argv[1:] for path in glob.glob(os.path.join(folder, "**", "*.yaml"), recursive=True)]
for path in sorted(paths):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    # Of a chart's template the actions: those that have lines of their own, then those within.
    text = re.sub(r"^\s*\{\{.*\}\}\s*$", "", text, flags=re.M)
    text = re.sub(r"\{\{.*?\}\}", "x", text, flags=re.S)
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
