#!/usr/bin/env python3
"""Judgement is the same for all ways in: programs are made at random, with a mistake or two, each written as .stash and as
YAML. What `check` says of the one it says of the other, code by code and object by object, but for LEVELS; what `resolve`
refuses, `check` reports in both forms.

    parity.py STASHC COUNT [SEED]      prints the programs that differ, and how many there were"""
import json, os, random, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

STASHC, COUNT = os.path.abspath(sys.argv[1]), int(sys.argv[2])
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1

# What a source says of a mistake, and what is said of it where a manifest is only read: the compiler knows declarations,
# the operator only finds no value when it substitutes.
SAME = {"ST2054": "ST6010", "ST2001": "ST6200", "ST4012": "ST6010", "ST6002": "ST3001"}
# Said of sources only: that is what a signature or a keyword is for, and nothing of it is in a manifest.
SOURCE_ONLY = {"ST3008", "ST3009", "ST3010", "ST2045", "ST4013", "ST4016"}
# Without a Function, Task or Repository nothing else can be said of what names it.
VERSION = "stash.appscode.com/v1beta1"


def pick(random, chance):
    return random.random() < chance


class Program:
    def __init__(self, seed):
        r = self.random = random.Random(seed)
        self.functions = {}
        for direction in ("backup", "restore"):
            self.functions["db-" + direction] = {
                "params": {"outputDir": "", "args": "", **({"user": None} if pick(r, 0.3) else {})},
                "uses": ["BACKUP_SESSION"] if direction == "backup" else ["RESTORE_SNAPSHOTS"],
                "bare": ["TARGET_PATHS" if direction == "restore" else "RESTORE_PATHS"] if pick(r, 0.06) else []}
        self.tasks = {}
        for direction in ("backup", "restore"):
            arguments = {"outputDir": "/stash-tmp/output"}
            if "user" in self.functions["db-" + direction]["params"] and pick(r, 0.8):
                arguments["user"] = "root"
            if pick(r, 0.1):
                arguments[r.choice(["outptDir", "arg", "usr"])] = "x"
            if pick(r, 0.05):
                arguments["NAMESPACE"] = "other"
            step = "db-" + direction
            if pick(r, 0.08):
                step = r.choice(["db-" + direction + "p", "db" + direction, "dump"])
            self.tasks["own-" + direction] = {
                "direction": direction, "steps": [(step, arguments)],
                "status": r.choice([None, "update-status"] if pick(r, 0.1) else ["update-status"]),
                "statusArguments": {r.choice(["outputDir"] * 9 + ["outputdir"]): "/stash-tmp/output"}}
            if pick(r, 0.04):
                self.tasks["own-" + direction]["steps"] = []
                self.tasks["own-" + direction]["status"] = None
        self.secret = not pick(r, 0.08)
        self.backend = "local" if pick(r, 0.1) else "gcs"
        self.invokers = [self.invoker("backup", i) for i in range(r.choice([1, 1, 2]))]
        self.invokers += [self.invoker("restore", i) for i in range(r.choice([0, 1, 1]))]
        for item in self.invokers:
            item["members"] = [self.member(item["direction"], i) for i in range(r.choice([1, 2, 2, 3]))] if pick(r, 0.2) else []
        self.blueprint = self.makeBlueprint() if pick(r, 0.2) else None

    def hooks(self, direction):
        r, before, after = self.random, "pre" + direction.capitalize(), "post" + direction.capitalize()
        if not pick(r, 0.2):
            return None
        handler = r.choice([
            {"exec": {"command": ["sh", "-c", "sync"]}, "containerName": "db"}, {"exec": {"command": ["sync"]}},
            {"exec": {"command": ["sh", "c", "sync"]}, "containerName": "db"}, {"httpGet": {"port": 80, "path": "/"}}, {},
            {"exec": {"command": ["dump", ">", "/x"]}, "containerName": "db"}, {"tcpSocket": {"port": 99999}},
            {"exec": {"command": ["a"]}, "httpGet": {"port": 80}, "containerName": "db"}])
        return {r.choice([before, before, after]): handler}

    def claims(self):
        r = self.random
        if not pick(r, 0.15):
            return {}
        claim = {"metadata": {"name": r.choice(["data-${POD_ORDINAL}", "data"])},
                 "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
        return {"volumeClaimTemplates": [claim], "replicas": r.choice([1, 3]),
                **({"volumeMounts": [{"name": r.choice(["data", "date"]), "mountPath": "/data"}]} if pick(r, 0.8) else {})}

    def member(self, direction, number):
        item = self.invoker(direction, number)
        return {key: item[key] for key in ("task", "params", "kind", "target", "alias", "long", "rules", "settings",
                                           "tempDir", "hooks", "claims") if key in item} | {
            "alias": self.random.choice([None, f"m{number}", f"m{number}"]), "namespace": None,
            "target": f"data-{number}"}

    def makeBlueprint(self):
        r = self.random
        return {"task": r.choice(["own-backup", "pvc-backup", "own-restore", "pvc-restore", "pvc-bakcup", None]),
                "prefix": r.choice(["${TARGET_NAMESPACE}/${TARGET_NAME}"] * 4 + ["${TARGET_NAMESPCE}"]),
                "schedule": r.choice(["0 2 * * *"] * 5 + ["TZ=UTC 0 2 * * *", "0 0 31 2 *", "*/90 * * * *", None]),
                "keep": pick(r, 0.85), "secret": pick(r, 0.9), "hooks": self.hooks("backup"),
                "timeOut": r.choice([None, None, "1h", "0s"])}

    def invoker(self, direction, number):
        r = self.random
        other = "restore" if direction == "backup" else "backup"
        task = r.choice(["own-" + direction] * 5 + ["pvc-" + direction] * 4 + [None])
        if pick(r, 0.15):
            task = r.choice(["own-" + other, "pvc-" + other, "own-" + direction + "s", "pvc-bakcup", "nothing-like-it"])
        params = {}
        if task and task.startswith("own") and pick(r, 0.3):
            params = {r.choice(["args", "args", "arg", "user", "HOSTNAME"]): r.choice(["x", 'a "b"', "y"])}
        item = {"direction": direction, "task": task, "params": params, "name": f"{direction}-{number}",
                "repository": r.choice(["store"] * 12 + ["stroe", "elsewhere"]),
                "kind": r.choice(["PersistentVolumeClaim"] * 8 + ["StatefulSet", "DaemonSet", "Deployment", "AppBinding"]),
                "target": f"data-{number}", "alias": r.choice([None, "a", f"b{number}"]),
                "namespace": "prod" if pick(r, 0.05) else None, "long": pick(r, 0.3)}
        if pick(r, 0.04):
            item["name"] = "n" * 64
        if direction == "backup":
            item["keep"] = not pick(r, 0.08)
        else:
            item["rules"] = r.choice([[{"snapshots": ["latest"]}]] * 6 + [
                [], [{"targetHosts": ["z"], "paths": ["/a"]}], [{"paths": ["/a,b"]}], [{}],
                [{"snapshots": ["x"], "paths": ["/a"]}], [{"targetHosts": ["a"], "paths": ["/a"]}] * 2])
        item["settings"] = {}
        if pick(r, 0.1):
            item["settings"] = {"container": r.choice([
                {"livenessProbe": {"exec": {"command": ["true"]}}}, {"resources": {"requests": {"memory": "1Gi"}}},
                {"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}}])}
        item["hooks"] = self.hooks(direction)
        if direction == "backup":
            item["schedule"] = r.choice(["0 2 * * *"] * 9 + ["CRON_TZ=UTC 0 2 * * *", "0 0 30 2 *", ""])
        else:
            item["claims"] = self.claims()
        item["tempDir"] = {"sizeLimit": r.choice(["100Mi", "2Gi"])} if pick(r, 0.1) else None
        return item

    # -- .stash ---------------------------------------------------------------

    def stash(self):
        out = ['import "stash/defaults.stash"']
        self.places = []
        for name, function in self.functions.items():
            signature = ", ".join(p if v is None else f"{p} = {json.dumps(v)}" for p, v in function["params"].items())
            flags = ", ".join([*function["params"], *(f"{u.lower().replace('_', '-')}: {u}?" for u in function["uses"]),
                               *(f"{u.lower().replace('_', '-')}: {u}" for u in function["bare"])])
            out += [f"function {name}({signature}) {{", '  image: "registry.example.com/dump:1"',
                    f'  args: ["{name}", ...flags({flags})]', "}"]
        call = lambda name, arguments: name + "(" + ", ".join(f"{k}: {json.dumps(v)}" for k, v in arguments.items()) + ")"
        for name, task in self.tasks.items():
            steps = [call(*step) for step in task["steps"]]
            if task["status"]:
                steps.append(call(task["status"], task["statusArguments"]))
            out += [f"{task['direction']} task {name} {{", "  " + " | ".join(steps) if steps else "  // none", "}"]
        backend = 'gcs { bucket: "b" }' if self.backend == "gcs" else 'local { mountPath: "/safe", hostPath: { path: "/d" } }'
        out += ["repository store in shop {", "  " + backend, "  secret: keys" if self.secret else "  // no secret", "}"]
        for item in self.invokers:
            out += [f"{item['direction']} {item['name']} in shop {{"]
            if item["direction"] == "backup":
                out.append('  schedule: ' + json.dumps(item["schedule"]))
                out.append('  retention: { name: "k", ' + ("keepDaily: 7, " if item["keep"] else "") + "prune: true }")
            out.append(f"  repository: {item['repository']}")
            target = lambda part: part["kind"] + " " + part["target"] + (f" in {part['namespace']}" if part["namespace"] else "")
            for part in item["members"]:
                out += [f"  target {target(part)} {{"] + self.stashMember(part, call) + ["  }"]
            if not item["members"]:
                out += [f"  target: {target(item)}"] + self.stashMember(item, call)
            out.append("}")
        if self.blueprint:
            b = self.blueprint
            out += ["blueprint all {", f'  gcs {{ bucket: "b", prefix: "{b["prefix"]}" }}', "  secret: keys" if b["secret"] else "",
                    '  retention: { name: "k", ' + ("keepDaily: 7, " if b["keep"] else "") + "prune: true }",
                    "  task: " + b["task"] if b["task"] else ""]
            out += [f"  {key}: " + json.dumps(b[key]) for key in ("schedule", "hooks", "timeOut") if b[key] is not None]
            out.append("}")
        return "\n".join(out) + "\n"

    def stashMember(self, item, call):
        out = []
        if item["task"] and item["long"]:
            out.append("  task: { name: " + json.dumps(item["task"]) + (
                ", params: [" + ", ".join(f"{{ name: {json.dumps(k)}, value: {json.dumps(v)} }}" for k, v in item["params"].items())
                + "]" if item["params"] else "") + " }")
        elif item["task"]:
            out.append("  task: " + (call(item["task"], item["params"]) if item["params"] else item["task"]))
        if item["alias"]:
            out.append(f"  alias: {json.dumps(item['alias'])}")
        for key, field in (("rules", "rules"), ("settings", "runtimeSettings"), ("tempDir", "tempDir"), ("hooks", "hooks")):
            if item.get(key):
                out.append(f"  {field}: " + json.dumps(item[key]))
        return out + [f"  {field}: " + json.dumps(value) for field, value in item.get("claims", {}).items()]

    # -- YAML -----------------------------------------------------------------

    def yaml(self):
        documents = []
        add = lambda kind, name, spec, version=VERSION, ns=None: documents.append(
            {"apiVersion": version, "kind": kind, "metadata": {"name": name, **({"namespace": ns} if ns else {})}, "spec": spec})
        for name, function in self.functions.items():
            args = [name] + [f"--{p}=" + ("${%s}" % p if v is None else "${%s:=%s}" % (p, v)) for p, v in function["params"].items()]
            args += ["--%s=${%s:=}" % (u, u) for u in function["uses"]] + ["--%s=${%s}" % (u, u) for u in function["bare"]]
            add("Function", name, {"image": "registry.example.com/dump:1", "args": args})
        pairs = lambda values: [{"name": k, "value": v} for k, v in values.items()]
        for name, task in self.tasks.items():
            steps = [{"name": n, "params": pairs(a)} for n, a in task["steps"]]
            if task["status"]:
                steps.append({"name": task["status"], "params": pairs(task["statusArguments"])})
            add("Task", name, {"steps": steps})
        backend = {"gcs": {"bucket": "b"}} if self.backend == "gcs" else {"local": {"mountPath": "/safe", "hostPath": {"path": "/d"}}}
        if self.secret:
            backend["storageSecretName"] = "keys"
        add("Repository", "store", {"backend": backend}, "stash.appscode.com/v1alpha1", "shop")
        for item in self.invokers:
            spec = {"repository": {"name": item["repository"]}}
            if item["members"]:
                spec["members"] = [self.yamlMember(part, pairs) for part in item["members"]]
            else:
                spec |= self.yamlMember(item, pairs)
            isBackup = item["direction"] == "backup"
            if isBackup:
                spec["schedule"] = item["schedule"]
                spec["retentionPolicy"] = {"name": "k", "prune": True, **({"keepDaily": 7} if item["keep"] else {})}
            kind = ("BackupBatch" if isBackup else "RestoreBatch") if item["members"] else (
                "BackupConfiguration" if isBackup else "RestoreSession")
            add(kind, item["name"], spec, ns="shop")
        if self.blueprint:
            b = self.blueprint
            spec = {"backend": {"gcs": {"bucket": "b", "prefix": b["prefix"]}, **({"storageSecretName": "keys"} if b["secret"] else {})},
                    "retentionPolicy": {"name": "k", "prune": True, **({"keepDaily": 7} if b["keep"] else {})}}
            if b["task"]:
                spec["task"] = {"name": b["task"]}
            spec |= {key: b[key] for key in ("schedule", "hooks", "timeOut") if b[key] is not None}
            add("BackupBlueprint", "all", spec)
        return documents

    def yamlMember(self, item, pairs):
        spec = {}
        if item["task"]:
            # stashc escapes what it puts into JSON text.
            escaped = {k: json.dumps(v)[1:-1] for k, v in item["params"].items()}
            spec["task"] = {"name": item["task"], **({"params": pairs(escaped)} if escaped else {})}
        version = {"PersistentVolumeClaim": "v1", "AppBinding": "appcatalog.appscode.com/v1alpha1"}.get(item["kind"], "apps/v1")
        ref = {"apiVersion": version, "kind": item["kind"], "name": item["target"]}
        if item["namespace"]:
            ref["namespace"] = item["namespace"]
        spec["target"] = {"ref": ref, **({"alias": item["alias"]} if item["alias"] else {}),
                          **({"rules": item["rules"]} if item.get("rules") else {}), **item.get("claims", {})}
        for key, field in (("settings", "runtimeSettings"), ("tempDir", "tempDir"), ("hooks", "hooks")):
            if item.get(key):
                spec[field] = item[key]
        return spec


def run(verb, path):
    done = subprocess.run([STASHC, verb, "--diagnostics-format=json", path], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        return done.returncode, [{"code": "CRASH", "severity": "error", "line": 1}]
    text = done.stderr if done.stderr.startswith("{") else done.stdout
    return done.returncode, json.loads(text)["diagnostics"] if text.startswith("{") else []


def objects(diagnostics, starts):
    """(code, object) of each, by the line at which each object begins."""
    found = set()
    for d in diagnostics:
        owner = None
        for line, name in starts:
            if line <= d.get("line", 0):
                owner = name
        if d["code"] not in SOURCE_ONLY:
            found.add((SAME.get(d["code"], d["code"]), owner))
    return found


def check(seed):
    program = Program(seed)
    with tempfile.TemporaryDirectory() as folder:
        source, manifest = os.path.join(folder, "p.stash"), os.path.join(folder, "p.yaml")
        text, starts, lines = program.stash(), [], 0
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if line and not line[0].isspace() and words[0] in ("function", "backup", "restore", "repository", "blueprint"):
                task = len(words) > 1 and words[1] == "task"
                starts.append((number, words[2] if task else words[1].split("(")[0]))
        with open(source, "w") as file:
            file.write(text)
        yamlStarts = []
        with open(manifest, "w") as file:
            for document in program.yaml():
                yamlStarts.append((lines + 2, document["metadata"]["name"]))
                # One key or item a line, so that each diagnostic has a line of its object.
                body = json.dumps(document, indent=1)
                file.write("---\n" + body + "\n")
                lines += 1 + body.count("\n") + 1
        _, ofSource = run("check", source)
        _, ofManifest = run("check", manifest)
        status, ofResolve = run("resolve", manifest)
    a, b = objects(ofSource, starts), objects(ofManifest, yamlStarts)
    # A variable without a value is the Task's fault where a signature declares it, and the run's where none does: a
    # manifest that no invoker runs has no fault.
    unset = lambda found: {x for x in found if x[0] == "ST6010"}
    # A direction is declared in a source; in a manifest it shows in the Functions, if they are known and agree.
    def shows(task):
        steps = [program.functions.get(step) for step, _ in task["steps"]]
        return bool(steps) and all(function and not function["bare"] for function in steps)
    named = [(i["name"], part["task"]) for i in program.invokers for part in i["members"] or [i]]
    if program.blueprint:
        named.append(("all", program.blueprint["task"]))
    hidden = {("ST6101", name) for name, task in named if task in program.tasks and not shows(program.tasks[task])}
    problems = [f"only of the source: {x}" for x in sorted(a - b - unset(a) - hidden, key=str)]
    problems += [f"only of the manifest: {x}" for x in sorted(b - a - unset(b), key=str)]
    if unset(b) and not unset(a):
        problems.append("only of the manifest: ST6010")
    said = {name for _, name in a & b} | {code for code, _ in a & b}
    for d in ofResolve:
        # That a Repository without its Secret leaves variables unset was said of the Repository.
        # An AppBinding that is not among the files is in the cluster.
        if d["severity"] != "error" or d["code"] == "ST6003" or ("ST6054" in said and "REPOSITORY_SECRET" in d["message"]):
            continue
        ((code, owner),) = objects([d], yamlStarts)
        if code not in said and owner not in said and not (code == "ST6010" and unset(a) and unset(b)):
            problems.append(f"only resolve refuses: {code} {owner}")
    return seed, text, problems


with ThreadPoolExecutor(os.cpu_count()) as pool:
    results = list(pool.map(check, range(SEED, SEED + COUNT)))
differing = [r for r in results if r[2]]
for seed, text, problems in differing[: int(os.environ.get("SHOW", "10"))]:
    print(f"program {seed}:", *problems, sep="\n  ")
    if os.environ.get("SHOW_TEXT"):
        print(text)
print(f"{len(results)} programs, {len(differing)} judged differently")
sys.exit(bool(differing))
