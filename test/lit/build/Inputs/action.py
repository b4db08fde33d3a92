"""Runs the steps of action.yml one after another, as the runner does.

usage: action.py ROOT SCRATCH [INPUT=VALUE…]    in the directory of the sources"""

import json
import os
import re
import subprocess
import sys

import yaml

root, scratch, *given = sys.argv[1:]
action = yaml.safe_load(open(f"{root}/action.yml"))
context = {f"inputs.{name}": value["default"] for name, value in action["inputs"].items()}
for pair in given:
    name, value = pair.split("=", 1)
    assert name in action["inputs"], name
    context[f"inputs.{name}"] = value
context |= {"github.server_url": f"file://{scratch}", "github.action_repository": "owner/name",
            "github.action_ref": "v0.1.0"}
os.makedirs(f"{scratch}/temp", exist_ok=True)
path_file = f"{scratch}/path"
open(path_file, "w").close()
output, status = "", 0
for step in action["runs"]["steps"]:
    expand = lambda text: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda match: context[match[1]], text)
    assert "${{" not in step["run"], "an input in a script's text is run, not read"
    path = ":".join([*reversed(open(path_file).read().split()), "/usr/bin", "/bin"])
    environment = {"PATH": path, "RUNNER_TEMP": f"{scratch}/temp", "GITHUB_PATH": path_file,
                   "GITHUB_ACTION_PATH": root} | {name: expand(text) for name, text in step["env"].items()}
    ran = subprocess.run(["bash", "-c", step["run"]], env=environment, capture_output=True, text=True)
    output += ran.stdout + ran.stderr
    if ran.returncode:
        status = ran.returncode
        break
print(output, end="")

# What GitHub would show at the sources.
(matcher,) = re.findall(r"::add-matcher::(.*)", output) or [None]
if matcher:
    (pattern,) = json.load(open(matcher))["problemMatcher"][0]["pattern"]
    for line in output.splitlines():
        if match := re.search(pattern["regexp"], line):
            print("shown:", *(match[pattern[key]] for key in ("file", "line", "severity", "code", "message")))
sys.exit(status)
