"""Writes the .stash programs of a Markdown page to FOLDER/1.stash and so on.

usage: samples.py PAGE FOLDER
"""
import os
import re
import sys

page, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
with open(page, encoding="utf-8") as f:
    programs = re.findall(r"^```stash\n(.*?)^```", f.read(), re.MULTILINE | re.DOTALL)
for number, program in enumerate(programs, 1):
    with open(os.path.join(folder, f"{number}.stash"), "w", encoding="utf-8") as f:
        f.write(program)
assert len(programs) >= 2, len(programs)
