"""Runs a hook of .pre-commit-hooks.yaml as pre-commit does: the entry's words, `args`, the files.

usage: hooks.py ROOT ID [ARGUMENT…] -- FILE…"""

import re
import shlex
import subprocess
import sys

import yaml

root, name, *rest = sys.argv[1:]
arguments, files = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
(hook,) = [hook for hook in yaml.safe_load(open(f"{root}/.pre-commit-hooks.yaml")) if hook["id"] == name]
assert {"id", "name", "entry", "language"} <= hook.keys()
files = [file for file in files if re.search(hook["files"], file)]
sys.exit(subprocess.run([*shlex.split(hook["entry"]), *arguments, *files]).returncode)
