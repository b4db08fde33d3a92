"""Makes a GitOps tree of 488 files from Stash's documentation and catalogue: 28 namespaces, Flux, values, Secrets.

usage: gitops-tree.py CORPUS OUTPUT [--mistakes LIST]

With --mistakes, 40 mistakes are planted, each in a file of its own, and LIST gets a line for each: file, line and a word
that its message has."""

import os
import re
import sys

import yaml

corpus, output = sys.argv[1:3]
mistakes = sys.argv[4] if "--mistakes" in sys.argv else None
TEAMS = ("orders billing search wiki crm stock mail chat blog shop auth audit media maps"
         " feeds forum games lists music news pages polls radio sales texts tasks votes wallet").split()
count = 0
planted = []


def write(path, text):
    global count
    count += 1
    path = os.path.join(output, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def documents(kind):
    folder = f"{corpus}/docs/{kind}"
    for name in sorted(os.listdir(folder)):
        # The corpus marks where it has a file from; nobody's repository does.
        text = re.sub(r"(?m)^# from the Stash documentation: .*\n", "", read(f"{folder}/{name}"))
        yield text, [d for d in yaml.safe_load_all(text) if d]


for folder, _, names in sorted(os.walk(f"{corpus}/catalog")):
    for name in sorted(names):
        if name.endswith(".yaml"):
            write(f"infrastructure/catalog/{os.path.basename(folder)}/{name}", read(f"{folder}/{name}"))

PARTS = {"Repository": 2, "BackupConfiguration": 4, "RestoreSession": 5}
pools = {kind: [(t, d) for t, d in documents(kind) if len(d) == 1] for kind in PARTS}
rules = 0
for number, team in enumerate(TEAMS):
    for kind, wanted in PARTS.items():
        pool, taken = pools[kind], set()
        for i in range(len(pool)):
            if len(taken) == wanted:
                break
            text, (document,) = pool[(number * wanted + i) % len(pool)]
            name = document["metadata"]["name"]
            if name in taken or document["metadata"].get("namespace", "demo") != "demo":
                continue
            if kind == "RestoreSession":
                has = "rules" in document["spec"]
                if has and rules == 73:
                    continue
                rules += has
            taken.add(name)
            text = re.sub(r"\bnamespace: demo\b", f"namespace: {team}", text)
            write(f"apps/{team}/{kind.lower()}-{name}.yaml", text)
    write(f"apps/{team}/namespace.yaml", f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {team}\n")
write("clusters/prod/kustomization.yaml", "resources:\n" + "".join(f"- ../../apps/{t}\n" for t in TEAMS))
while count < 488:
    write(f"charts/c{count}/values.yaml", f"replicas: {count}\n")

FAULTS = [  # what is replaced, by what, and a word of the message
    ("retentionPolicy:", "retentionPolcy:", "retentionPolcy"), ("schedule:", "shedule:", "shedule"),
    ("target:", "targt:", "targt"), ("prune: true", "prune: yess", "prune"), ("paused: false", "paused: nope", "paused"),
    ("kind: BackupConfiguration", "kind: BackupConfigration", "BackupConfigration"),
    ("kind: RestoreSession", "kind: RestoreSesion", "RestoreSesion"),
    ("stash.appscode.com/v1beta1", "stash.appscode.com/v1beta2", "v1beta2"),
    ("repository:", "repositry:", "repositry"), ("bucket:", "buckt:", "buckt"), ("backend:", "backnd:", "backnd"),
    ("storageSecretName:", "storageSecret:", "storageSecret"), ("ref:", "reff:", "reff"),
]
if mistakes:
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(f"{output}/apps") for name in names)
    used = set()
    while len(planted) < 40:
        before = len(planted)
        for old, new, word in FAULTS:
            for path in files:
                lines = read(path).split("\n")
                at = next((i for i, line in enumerate(lines) if re.match(rf"\s*(- )?{re.escape(old)}", line)
                           or (old.startswith("stash.") and line == f"apiVersion: {old}")), None)
                if path in used or at is None or len(planted) == 40:
                    continue
                lines[at] = lines[at].replace(old, new, 1)
                with open(path, "w", encoding="utf-8") as f:
                    f.write("\n".join(lines))
                used.add(path)
                planted.append((path, at + 1, word))
                break
        if len(planted) == before:
            break
    with open(mistakes, "w", encoding="utf-8") as f:
        f.writelines(f"{path}\t{line}\t{word}\n" for path, line, word in planted)
print(f"{count} files, {rules} with deprecated rules, {len(planted)} mistakes")
