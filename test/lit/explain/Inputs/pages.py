"""Runs the examples of `stashc explain`: a wrong one gives its code and no other, a right one nothing.

usage: pages.py STASHC PREFIX… [-CODE…]: the pages whose codes begin with one of the prefixes, without
those named with a dash.
       pages.py STASHC lacking: prints the codes of the pages that lack a wrong or a right example.
       pages.py STASHC words: the pages about keywords and the like, each of which has a right example.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

stashc = sys.argv[1]
prefixes = tuple(a for a in sys.argv[2:] if not a.startswith("-"))
without = {a[1:] for a in sys.argv[2:] if a.startswith("-")}
if prefixes == ("lacking",):
    text = subprocess.run([stashc, "__pages"], capture_output=True, check=True, text=True).stdout
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        if set(re.findall(r"^```\S+ (wrong|right)$", section, flags=re.MULTILINE)) != {"wrong", "right"}:
            print(section.split(":")[0])
    sys.exit()
words = prefixes == ("words",)
pages = subprocess.run([stashc, "__pages", *(["words"] if words else [])], capture_output=True, check=True, text=True).stdout
count = failures = 0


def run(language, text):
    """The status of an example, and the codes that it gives."""
    command, files = None, text
    if text.startswith("$ stashc "):
        command, _, files = text.partition("\n")
        command = command.split()[2:]
    name = {"yaml": "example.yaml"}.get(language, "example.stash")
    with tempfile.TemporaryDirectory() as folder:
        first, *others = re.split(r"^//--- (.*)\n", files, flags=re.MULTILINE)
        contents = dict(zip(others[::2], others[1::2]))
        if not command:
            contents.setdefault(name, first)
            command = ["check", name]
        for path, content in contents.items():
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(content)
        done = subprocess.run([stashc, command[0], "--diagnostics-format=json", *command[1:]], cwd=folder, text=True,
                              capture_output=True, timeout=60)
    said = done.stdout if command[0] == "check" and done.stdout else done.stderr
    codes = [d["code"] for d in json.loads(said)["diagnostics"]] if said.startswith("{") else []
    return done.returncode, codes


for section in re.split(r"^## ", pages, flags=re.MULTILINE)[1:]:
    code = section.split(":")[0]
    if not words and (not code.startswith(prefixes) or code in without):
        continue
    if words and "``` right" not in re.sub(r"```\w+", "```", section):
        failures += 1
        print(f"{code} has no example")
    for language, mark, text in re.findall(r"^```(\S+) (wrong|right)\n(.*?)^```$", section,
                                           flags=re.MULTILINE | re.DOTALL):
        count += 1
        status, codes = run(language, text)
        good = (status, codes) == (0, []) if mark == "right" else set(codes) == {code} and len(codes) == 1
        if not good:
            failures += 1
            print(f"{code}, {mark}: status {status}, {codes}\n{text}")
print(f"{count - failures} passed, {failures} failed")
sys.exit(failures != 0 or count == 0)
