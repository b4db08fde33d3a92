"""Fails where a page, a message or a help text has an idiom that English does not have.

usage: plain.py STASHC ROOT"""
import glob
import os
import re
import subprocess
import sys

stashc, root = sys.argv[1:]
BANNED = re.compile(r"(?<!here )(?<!There )\b(?:is|are) no (?!longer\b|more than\b)[a-z]|(?<!here )\bis none\b|\bcannot stand\b"
                    r"|\bstands? (?:for|in|at|before|behind|beside)\b|\bwants\b|\bfor ever\b|\bin its stead\b", re.I)


def run(*words):
    return subprocess.run([stashc, *words], capture_output=True, text=True, check=True).stdout


texts = {"stashc " + " ".join(words): run(*words)
         for words in (["__pages"], ["__pages", "words"], ["__man"], ["explain", "--list"])}
for file in [f"{root}/README.md", *glob.glob(f"{root}/docs/**/*.md", recursive=True),
             *glob.glob(f"{root}/editors/*/README.md")]:
    with open(file, encoding="utf-8") as f:
        texts[os.path.relpath(file, root)] = f.read()
count = 0
for name, text in texts.items():
    for number, line in enumerate(text.splitlines(), 1):
        if BANNED.search(line):
            count += 1
            print(f"{name}:{number}: {line.strip()}")
print(f"{len(texts)} texts, {count} lines")
sys.exit(count != 0 or len(texts) < 10)
