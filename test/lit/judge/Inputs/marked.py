#!/usr/bin/env python3
"""Runs `stashc check` on small cases. usage: marked.py STASHC FILE

A case is headed `### name`; a line `//--- path` begins a file of it. A mark `#! CODE…` (in .stash `//! CODE…`) at the end of
a line says which errors and warnings begin there. What is marked is reported, and nothing else is."""
import json, os, re, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

STASHC = os.path.abspath(sys.argv[1])
MARK = re.compile(r" (?:#|//)! ((?:ST\d{4} ?)+)$")


def run(case):
    name, _, body = case.partition("\n")
    parts = re.split(r"^//--- (\S+)\n", body, flags=re.M)
    files, wanted = parts[1::2], []
    with tempfile.TemporaryDirectory() as folder:
        for file, text in zip(files, parts[2::2]):
            os.makedirs(os.path.dirname(os.path.join(folder, file)), exist_ok=True)
            lines = text.splitlines()
            for number, line in enumerate(lines, 1):
                if mark := MARK.search(line):
                    wanted += [(file, number, code) for code in mark[1].split()]
            with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
                out.write("\n".join(MARK.sub("", line) for line in lines) + "\n")
        done = subprocess.run([STASHC, "check", "--diagnostics-format=json", *files], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        return [f"{name}: exit status {done.returncode}"]
    text = done.stderr if done.stderr.startswith("{") else done.stdout
    found = [(d["file"], d["line"], d["code"]) for d in (json.loads(text)["diagnostics"] if text.startswith("{") else [])
             if d["severity"] in ("error", "warning")]
    return ([f"{name}: {file}:{line}: no {code}" for file, line, code in wanted if (file, line, code) not in found]
            + [f"{name}: {file}:{line}: not expected: {code}" for file, line, code in found if (file, line, code) not in wanted])


with open(sys.argv[2], encoding="utf-8") as file:
    cases = re.split(r"^### ", file.read(), flags=re.M)[1:]
with ThreadPoolExecutor(os.cpu_count()) as pool:
    wrong = [line for lines in pool.map(run, cases) for line in lines]
print(*wrong, f"{len(cases)} cases, {len(wrong)} differences", sep="\n")
sys.exit(bool(wrong))
