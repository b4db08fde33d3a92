"""Finds diagnostics that no expected output shows.

usage: golden.py STASHC DIRECTORY PREFIX… [-CODE…]: of the codes that begin with one of the prefixes, without those
named with a dash.
"""
import os
import re
import subprocess
import sys

stashc, tests = sys.argv[1:3]
prefixes = tuple(a for a in sys.argv[3:] if not a.startswith("-"))
without = {a[1:] for a in sys.argv[3:] if a.startswith("-")}
listed = subprocess.run([stashc, "explain", "--list"], capture_output=True, check=True, text=True).stdout
codes = {line.split()[0] for line in listed.splitlines() if line.startswith(prefixes)}
shown = set()
for folder, _, files in os.walk(tests):
    for name in files:
        if name.endswith(".test"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as f:
                shown |= set(re.findall(r"\[(ST\d{4})[\],]", f.read()))
missing = sorted(codes - shown - without)
needless = sorted(without & shown)
print(f"{len(codes)} codes; without a test: {missing}; excused, but tested: {needless}")
sys.exit(bool(missing or needless or not codes))
