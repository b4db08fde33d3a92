#!/usr/bin/env python3
"""What `resolve` refuses, `check` reports: over all conformance cases. usage: refusals.py STASHC DIRECTORY"""
import glob, json, os, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

STASHC = os.path.abspath(sys.argv[1])
# What is not among the files may be in the cluster.
ELSEWHERE = {"ST6001", "ST6002", "ST6003", "ST6004"}
# What is said of an object itself stands for what comes of it.
REASONS = {"ST6013": "ST3014", "ST6010": "ST6054"}


def run(verb, path):
    done = subprocess.run([STASHC, verb, "--diagnostics-format=json", path], capture_output=True, text=True)
    text = done.stderr if done.stderr.startswith("{") else done.stdout
    return json.loads(text)["diagnostics"] if text.startswith("{") else []


def check(path):
    said = run("check", path)
    codes, lines = {d["code"] for d in said}, {d.get("line") for d in said}
    return [f"{path}:{d.get('line')}: {d['code']}: {d['message']}" for d in run("resolve", path)
            if d["severity"] == "error" and d["code"] not in codes | ELSEWHERE and d.get("line") not in lines
            and REASONS.get(d["code"]) not in codes]


paths = sorted(glob.glob(os.path.join(sys.argv[2], "*", "*", "input.yaml")))
with ThreadPoolExecutor(os.cpu_count()) as pool:
    missed = [line for lines in pool.map(check, paths) for line in lines]
print(*missed, f"{len(paths)} cases, {len(missed)} refusals that check does not report", sep="\n")
sys.exit(bool(missed))
