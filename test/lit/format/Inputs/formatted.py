"""Wants every .stash file below ROOT to be formatted, but for those with syntax mistakes and those that a test
splits into several files.

usage: formatted.py STASHC ROOT
"""
import os
import re
import subprocess
import sys

stashc, root = sys.argv[1:]
formatted, skipped, wrong = 0, [], []
for folder, folders, names in os.walk(root):
    folders[:] = sorted(f for f in folders if f not in (".git", "build", "node_modules"))
    for name in sorted(names):
        if not name.endswith(".stash"):
            continue
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as f:
            is_split = re.search(r"^(//|#)--- ", f.read(), re.MULTILINE)
        parses = not is_split and subprocess.run([stashc, "build", "--emit=ast", path], capture_output=True).returncode == 0
        if not parses:
            skipped.append(os.path.relpath(path, root))
        elif subprocess.run([stashc, "fmt", "--check", path], capture_output=True).returncode == 0:
            formatted += 1
        else:
            wrong.append(os.path.relpath(path, root))
print("skipped:", *skipped)
for path in wrong:
    print("not formatted:", path)
print(f"{formatted} formatted, {len(wrong)} not")
