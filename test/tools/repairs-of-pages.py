#!/usr/bin/env python3
"""Repairs the wrong examples of the explain pages by `check --fix`. usage: repairs-of-pages.py STASHC PAGES FOLDER

Fails when an example that was changed still has errors on a line that was changed, or has new ones.
"""
import os
import re
import shutil
import subprocess
import sys

EXAMPLE = re.compile(r"```(stash|yaml) wrong\n(.*?)```", re.S)
ERROR = re.compile(r"^\S+:(\d+):\d+: error: (.*)$", re.M)


def check(stashc, path, *options):
    done = subprocess.run([stashc, "check", *options, os.path.basename(path)], capture_output=True, text=True,
                          cwd=os.path.dirname(path))
    return done.stderr


def main():
    stashc, pages, folder = map(os.path.abspath, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    examples = repaired = wrong = 0
    for name in sorted(os.listdir(pages)):
        if not re.fullmatch(r"Pages.+\.def", name):
            continue
        with open(os.path.join(pages, name), encoding="utf-8") as file:
            text = file.read()
        for page in re.findall(r"PAGE\((\w+), R\"page\((.*?)\)page\"\)", text, re.S):
            for language, example in EXAMPLE.findall(page[1]):
                examples += 1
                path = os.path.join(folder, f"{page[0]}.{language}")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(example)
                before = {message for _, message in ERROR.findall(check(stashc, path))}
                check(stashc, path, "--fix")
                with open(path, encoding="utf-8") as file:
                    after = file.read()
                if after == example:
                    continue
                repaired += 1
                errors = ERROR.findall(check(stashc, path))
                lines = after.split("\n")
                old = example.split("\n")
                bad = [f"{line}: {message}" for line, message in errors
                       if message not in before or lines[int(line) - 1] not in old]
                if bad:
                    wrong += 1
                    print(f"--- {page[0]}\n{after}" + "\n".join(bad))
    print(f"{examples} examples, {repaired} repaired, {wrong} of them still wrong")
    sys.exit(wrong > 0 or repaired == 0)


if __name__ == "__main__":
    main()
