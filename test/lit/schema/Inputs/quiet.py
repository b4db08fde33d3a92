"""Lists the manifests below a directory of which the schema check says anything, with the codes.

usage: quiet.py PROGRAM FOLDER
"""
import json
import os
import subprocess
import sys

program, top = sys.argv[1:]
files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names if name.endswith(".yaml"))
done = subprocess.run([program, *files], capture_output=True, text=True)
results = [json.loads(line) for line in done.stdout.splitlines()]
assert len(results) == len(files), done.stderr[-500:]
loud = 0
for file, result in zip(files, results):
    codes = sorted({d["code"] for d in result["diagnostics"]})
    if codes:
        loud += 1
        print(os.path.relpath(file, top), *codes)
print(f"{len(files)} files, {loud} not quiet")
