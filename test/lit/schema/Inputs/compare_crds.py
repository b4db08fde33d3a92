"""Compares the schema in the binary with the CRDs of Stash, both ways.

usage: compare_crds.py PROGRAM CRDS [OLDER]: PROGRAM --fields prints the schema; CRDS is a directory of
CRDs, and OLDER one of CRDs that were generated before: of Kubernetes' own types, which they contain, they
lack what has been added since.
"""
import glob
import json
import os
import subprocess
import sys

import yaml

errors = []
fields = 0
is_older = False  # the CRD that is compared was generated before the others
# Fields of Kubernetes' own types that the older CRDs do not have.
added_since = {"image", "podCertificate", "fileKeyRef", "stopSignal", "request", "seLinuxChangePolicy",
               "supplementalGroupsPolicy"}
# Types of other projects of which our tables have no more than Stash needs.
is_open = {"AppBinding", "AppBinding.spec"}


def kind_of(schema):
    """The type of a CRD's property, as the program calls it."""
    if schema.get("x-kubernetes-int-or-string"):
        return "quantity" if "pattern" in schema else "int-or-string"
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return "any"
    if schema["type"] == "integer":
        return schema["format"]
    return schema["type"]


def compare(path, ours, crd):
    global fields
    theirs = crd.get("properties", {})
    for name in sorted(set(ours) - set(theirs)):
        if is_older and name in added_since or path in is_open:
            continue
        errors.append(f"{path}.{name}: is in no CRD")
    for name in sorted(set(theirs) - set(ours)):
        errors.append(f"{path}.{name}: is missing")
    for name in sorted(set(ours) & set(theirs)):
        fields += 1
        field(f"{path}.{name}", ours[name], theirs[name], name in crd.get("required", []))


def field(path, ours, crd, required):
    def same(what, mine, other):
        if mine != other:
            errors.append(f"{path}: {what} is {mine!r}, in the CRD {other!r}")

    # What has a default is never missing.
    same("required", ours["required"], required and crd.get("default") in (None, ""))
    default = (str(crd["default"]).lower() if isinstance(crd.get("default"), bool)
               else str(crd["default"]) if crd.get("default") not in (None, "") else None)
    if not (is_older and default is None):
        same("default", ours.get("default"), default)
    element, shape = crd, None
    if crd.get("type") == "array":
        element, shape = crd["items"], "list"
    elif isinstance(crd.get("additionalProperties"), dict):
        element, shape = crd["additionalProperties"], "map"
    same("shape", ours.get("shape"), shape)
    keys = crd.get("x-kubernetes-list-map-keys")
    same("keys", ours.get("keys"), ",".join(keys) if keys else None)
    same("enum", sorted(ours["enum"]) if "enum" in ours else None,
         sorted(element["enum"]) if "enum" in element else None)
    same("format", ours.get("format"),
         "date-time" if element.get("type") == "string" and element.get("format") == "date-time" else None)
    if path.endswith((".metadata", ".status")) and "properties" not in element:
        return  # an ObjectMeta, which no CRD spells out
    same("type", ours["type"], kind_of(element))
    if "fields" in ours:
        compare(path + ("[]" if shape == "list" else ""), ours["fields"], element)
    elif "properties" in element:
        errors.append(f"{path}: has no fields")


program, folder, *older = sys.argv[1:]
schema = json.loads(subprocess.run([program, "--fields"], capture_output=True, check=True, text=True).stdout)
kinds = 0
files = [(file, of) for of in [folder, *older] for file in sorted(glob.glob(os.path.join(of, "*.yaml")))]
for file, of in files:
    is_older = of in older
    with open(file, encoding="utf-8") as f:
        crd = yaml.safe_load(f)
    for version in crd["spec"]["versions"]:
        name = f"{crd['spec']['group']}/{version['name']}/{crd['spec']['names']['kind']}"
        if name not in schema:
            errors.append(f"{name}: is no kind here")
            continue
        kinds += 1
        compare(crd["spec"]["names"]["kind"], schema.pop(name), version["schema"]["openAPIV3Schema"])
errors += [f"{name}: has no CRD" for name in schema]
print("\n".join(errors))
print(f"{kinds} kinds, {fields} fields, {len(errors)} differences")
sys.exit(1 if errors or kinds == 0 else 0)
