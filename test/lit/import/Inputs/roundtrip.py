"""Imports manifests one by one, builds what comes out, and compares it with them as data.

usage: roundtrip.py STASHC WORK FILE|DIR… [--refused NAME=CODE]…

Compared is all but `status` and what the server sets in metadata; `$$` counts as `$` in Functions and
Tasks, as it does for Stash. A file that `import` refuses must be named with the code that its message
shows. `fmt` must have nothing to do.
"""
import argparse
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
import importlib

same_objects = importlib.import_module("same-objects")

parser = argparse.ArgumentParser()
parser.add_argument("stashc")
parser.add_argument("work")
parser.add_argument("paths", nargs="+")
parser.add_argument("--refused", action="append", default=[])
args = parser.parse_args()
refused = dict(r.rsplit("=", 1) for r in args.refused)

files = []
for path in args.paths:
    if os.path.isdir(path):
        files += sorted(os.path.join(d, f) for d, _, names in os.walk(path) for f in names if f.endswith((".yaml", ".json")))
    else:
        files.append(path)
top = os.path.commonpath(args.paths)
os.makedirs(args.work, exist_ok=True)
equal = said_no = failed = objects = 0
for number, file in enumerate(files):
    name = os.path.relpath(file, top)
    out = os.path.join(args.work, f"{number}.stash")

    def run(*command):
        return subprocess.run([args.stashc, *command], capture_output=True, text=True, timeout=60)

    def fail(why):
        global failed
        failed += 1
        print(f"{name}: {why}")

    done = run("import", "--diagnostics-format=json", "--force", file, "-o", out)
    if done.returncode == 1:
        codes = sorted({d["code"] for d in json.loads(done.stderr)["diagnostics"] if d["severity"] == "error"})
        said_no += 1
        if refused.pop(name, "").split("+") != codes:
            fail(f"refused: {done.stderr}")
        continue
    if done.returncode:
        fail(f"status {done.returncode}: {done.stderr}")
        continue
    if run("fmt", "--check", out).returncode:
        fail("is not formatted")
        continue
    built = run("build", out)
    if built.returncode:
        fail(built.stderr)
        continue
    got = same_objects.read([("build", built.stdout)], True)
    want = same_objects.read([(file, open(file, encoding="utf-8").read())], True)
    want = {key: value for key, value in want.items() if key[0] != "AppBinding"}
    wrong = [key for key in got.keys() | want.keys() if got.get(key) != want.get(key)]
    if wrong:
        fail(f"differs: {wrong}")
        continue
    equal += 1
    objects += len(got)
for name in refused:
    failed += 1
    print(f"{name}: not refused")
print(f"{len(files)} files: {equal} equal ({objects} objects), {said_no} refused")
sys.exit(failed != 0)
