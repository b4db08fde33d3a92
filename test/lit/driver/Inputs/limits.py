"""Compares Limits.def with docs/limits.md: usage: limits.py ROOT"""

import re
import sys

root = sys.argv[1]
names = re.findall(r'^LIMIT\(\w+, "(\w+)"', open(f"{root}/frontend/Basic/Limits.def").read(), re.M)
rows = re.findall(r"^\| `(\w+)` \|", open(f"{root}/docs/limits.md").read(), re.M)
for name in sorted(set(names) ^ set(rows)):
    print("only in one:", name)
print(len(names), "limits")
