#!/usr/bin/env python3
"""Runs the built stashc on conformance cases: what Stash's operator and a Kubernetes API server did.

usage: run.py KIND PATH...

  envsubst    templates with their values, *.jsonl
  names       the operator's algorithms for names, *.tsv
  jobs        clusters with the objects that the operator creates, directories with an input.yaml
  yaml        texts with what Kubernetes' YAML reader makes of them, *.jsonl
  validation  manifests with an API server's verdict, *.jsonl

A PATH is a file or a case of the kind, or a directory that is searched for them. Names the cases that
fail, closes with `N passed, N failed`, and exits with 1 when one failed and 2 when there are none.
STASHC_BUILD is the build directory (build/release); cases of `jobs` that name manifests of Stash's
catalogue find them under $STASH_SHARED/corpus/catalog.
"""
import json
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BIN = os.path.join(os.environ.get("STASHC_BUILD", os.path.join(ROOT, "build", "release")), "bin")
CATALOG = os.path.join(os.environ.get("STASH_SHARED", os.path.join(ROOT, "..", "shared")), "corpus", "catalog")


def files(path, suffix, is_case):
    """The file itself, or those below a directory that begin with a case, in order."""
    if os.path.isfile(path):
        return [path]
    found = sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if name.endswith(suffix))
    return [file for file in found if is_case(first_line(file))]


def first_line(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.readline().rstrip("\n")


def json_with(*keys):
    def is_case(line):
        try:
            case = json.loads(line)
        except ValueError:
            return False
        return isinstance(case, dict) and all(key in case for key in keys)

    return is_case


def job_cases(path):
    if os.path.isfile(path):
        path = os.path.dirname(path) or "."
    return sorted(folder for folder, _, names in os.walk(path) if "input.yaml" in names)


def developer_tool(kind, suffix, is_case):
    def command(paths):
        cases = [f for path in paths for f in files(path, suffix, is_case)]
        return cases and [os.path.join(BIN, "stashc-conformance"), kind, *cases]

    return command


def jobs(paths):
    cases = [case for path in paths for case in job_cases(path)]
    if not os.path.isdir(CATALOG):
        lacking = {case for case in cases if os.path.exists(os.path.join(case, "catalog.txt"))}
        if lacking:
            print(f"{len(lacking)} cases are left out: they need Stash's catalogue, and there is no {CATALOG}")
        cases = [case for case in cases if case not in lacking]
    stashc = f"{shlex.quote(os.path.join(BIN, 'stashc'))} resolve --with-rbac {{flags}} {{input}}"
    checker = [sys.executable, os.path.join(HERE, "check-jobs.py"), "--catalog", CATALOG, "--show", "1000000"]
    return cases and [*checker, "--cmd", stashc, *cases]


def validation(paths):
    cases = [f for path in paths for f in files(path, ".jsonl", json_with("yaml", "accepted"))]
    stashc = f"{shlex.quote(os.path.join(BIN, 'stashc'))} check --schema --kubernetes-version=1.36 --diagnostics-format=json {{file}}"
    checker = [sys.executable, os.path.join(HERE, "check-validation.py"), "--json", "--lines-fail", "--show", "1000000"]
    return cases and [*checker, "--cmd", stashc, *cases]


KINDS = {
    "envsubst": developer_tool("envsubst", ".jsonl", json_with("t", "v")),
    "names": developer_tool("names", ".tsv", lambda line: line.count("\t") == 2),
    "yaml": developer_tool("yaml", ".jsonl", lambda line: json_with("yaml", "json")(line) or json_with("yaml", "error")(line)),
    "jobs": jobs,
    "validation": validation,
}


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in KINDS:
        sys.stderr.write(__doc__)
        return 2
    kind, paths = sys.argv[1], sys.argv[2:]
    for path in paths:
        if not os.path.exists(path):
            sys.stderr.write(f"run.py: no file or directory '{path}'\n")
            return 2
    command = KINDS[kind](paths)
    if not command:
        sys.stderr.write(f"run.py: no cases of the kind '{kind}' in {' '.join(paths)}\n")
        return 2
    sys.stdout.flush()
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
