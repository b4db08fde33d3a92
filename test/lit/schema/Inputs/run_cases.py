"""Runs the schema check on the cases of a real API server's verdicts, many in one process.

usage: run_cases.py PROGRAM CASES.jsonl

The verdicts are those of Kubernetes 1.36.

Prints how many accepted cases were refused, how many refused ones were accepted, and how many of the
refused have no error on the line of the mistake.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[".."] * 3, "conformance"))
import places

program, path = sys.argv[1:]
with open(path, encoding="utf-8") as f:
    cases = [json.loads(line) for line in f]
with tempfile.TemporaryDirectory() as folder:
    files = []
    for index, case in enumerate(cases):
        files.append(os.path.join(folder, f"{index}.yaml"))
        with open(files[-1], "w", encoding="utf-8", newline="") as f:
            f.write(case["yaml"])
    done = subprocess.run([program, "--kubernetes=36", *files], capture_output=True)
results = [json.loads(line) for line in done.stdout.decode().splitlines()]
assert done.returncode in (0, 1) and len(results) == len(cases), (done.returncode, done.stderr[-500:])

false_alarms = missed = wrong_lines = 0
for case, result in zip(cases, results):
    lines = [d["line"] for d in result["diagnostics"] if d["severity"] == "error"]
    if case["accepted"]:
        if lines:
            false_alarms += 1
            print(f"{case['id']}: refused, line {lines}")
    elif not lines:
        missed += 1
        print(f"{case['id']}: accepted")
    elif not places.is_right(case, lines):
        wrong_lines += 1
        print(f"{case['id']}: line {lines} instead of {case['line']}")
refused = sum(not case["accepted"] for case in cases)
print(f"{len(cases)} cases: {false_alarms} false alarms, {missed} missed, {wrong_lines} at a wrong line")
# Every verdict is the server's, and every refusal stands where its do.
sys.exit(1 if false_alarms or missed or wrong_lines or not refused else 0)
