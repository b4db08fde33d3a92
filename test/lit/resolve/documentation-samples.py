"""Resolves each invoker of Stash's documentation in a cluster that has the catalogue, the Repository
and the AppBindings that it names, and compares what comes with what the sample itself asks for.

usage: documentation-samples.py STASHC SHARED SCRATCH

Prints one line a sample: its kind and file, `Job` with its containers, `no Job` or `refused` with the
reason; then the counts. A sample that gives something else than it asks for begins with `wrong`.
"""
import copy
import glob
import json
import os
import subprocess
import sys

import yaml

stashc, shared, scratch = sys.argv[1:]
corpus = os.path.join(shared, "corpus")
os.makedirs(scratch, exist_ok=True)
KINDS = ["BackupConfiguration", "BackupBatch", "RestoreSession", "RestoreBatch"]
WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "DeploymentConfig"}


class Loader(yaml.SafeLoader):
    """Dates stay text, as for Kubernetes."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path):
    with open(path, encoding="utf-8") as file:
        return [d for d in yaml.load_all(file, Loader) if d]


def samples(kind):
    for path in sorted(glob.glob(os.path.join(corpus, "docs", kind, "*.yaml"))):
        for document in load(path):
            yield path, document


catalog = sorted(glob.glob(os.path.join(corpus, "catalog", "**", "*.yaml"), recursive=True))
tasks = {d["metadata"]["name"]: [s["name"] for s in d["spec"]["steps"]] for f in catalog for d in load(f) if d["kind"] == "Task"}
tasks |= {name: [name, "update-status"] for name in ("pvc-backup", "pvc-restore")}  # the operator's own
repositories = {d["metadata"]["name"]: d for _, d in samples("Repository")}
bindings = {d["metadata"]["name"]: d for _, d in samples("AppBinding")}


def make(known, name, namespace, otherwise):
    """The documentation's own object of a name, put into a namespace, or one that will do."""
    made = copy.deepcopy(known.get(name, otherwise))
    made["metadata"] = {**made.get("metadata", {}), "name": name, "namespace": namespace}
    made.pop("status", None)
    return made


def make_cluster(invoker):
    spec = invoker["spec"]
    namespace = invoker["metadata"].get("namespace", "default")
    cluster = []
    if "repository" in spec:
        reference = spec["repository"]
        cluster.append(
            make(repositories, reference["name"], reference.get("namespace", namespace),
                 {"apiVersion": "stash.appscode.com/v1alpha1", "kind": "Repository",
                  "spec": {"backend": {"gcs": {"bucket": "b", "prefix": "p"}, "storageSecretName": "s"}}}))
    for member in [spec, *spec.get("members", [])]:
        reference = (member.get("target") or {}).get("ref") or {}
        if reference.get("kind") == "AppBinding":
            cluster.append(
                make(bindings, reference["name"], reference.get("namespace", namespace),
                     {"apiVersion": "appcatalog.appscode.com/v1alpha1", "kind": "AppBinding",
                      "spec": {"clientConfig": {"service": {"name": "db", "port": 1, "scheme": "tcp"}}}}))
    return cluster


def get_addon(invoker, cluster):
    """The Task that the target's AppBinding names for it, if one does."""
    for binding in cluster:
        if binding["kind"] != "AppBinding":
            continue
        addon = ((binding["spec"].get("parameters") or {}).get("stash") or {}).get("addon") or {}
        side = "backupTask" if invoker["kind"].startswith("Backup") else "restoreTask"
        if addon.get(side, {}).get("name"):
            return addon[side]["name"]
    return None


def expect(invoker, cluster):
    """What the operator would make of the first member: ('Job', steps), ('no Job', code), ('refused', text)."""
    spec = invoker["spec"]
    first = spec["members"][0] if "members" in spec else spec
    target = first.get("target") or {}
    if spec.get("driver") == "VolumeSnapshotter":
        return "no Job", "ST6021"
    task = (first.get("task") or {}).get("name")
    kind = (target.get("ref") or {}).get("kind")
    if not task and kind in WORKLOADS:
        return "no Job", "ST6020"
    if not task and not kind and target.get("volumeClaimTemplates"):
        return "Job", ["stash"]  # the operator restores into the claims by itself
    task = task or get_addon(invoker, cluster)
    if not task:
        return "refused", "names no Task"
    if task not in tasks:
        return "refused", f"no Task '{task}'"
    return "Job", tasks[task]


def run(path, cluster):
    beside = os.path.join(scratch, "cluster.yaml")
    with open(beside, "w", encoding="utf-8") as file:
        yaml.safe_dump_all(cluster, file)
    done = subprocess.run([stashc, "resolve", "--diagnostics-format=json", path, beside, *catalog], capture_output=True, text=True)
    found = json.loads(done.stderr)["diagnostics"] if done.stderr else []
    if done.returncode:
        return "refused", [d["message"] for d in found if d["severity"] == "error"]
    jobs = [d for d in yaml.load_all(done.stdout, Loader) if d and d["kind"] == "Job"]
    if not jobs:
        return "no Job", [d["code"] for d in found if d["severity"] == "note"]
    pod = jobs[0]["spec"]["template"]["spec"]
    return "Job", [c["name"] for c in pod.get("initContainers", []) + pod["containers"]]


def is_right(expected, got):
    (what, wanted), (outcome, seen) = expected, got
    if what != outcome:
        return False
    if what != "Job":
        return any(wanted in text for text in seen)
    # A container is named after its Function and its number; hooks are containers of their own.
    steps = [name for name in seen if not name.endswith("-hook")]
    return len(steps) == len(wanted) and all(
        name.startswith(function.replace(".", "-")) for name, function in zip(steps, wanted))


counts = {"Job": 0, "no Job": 0, "refused": 0}
wrong = 0
for kind in KINDS:
    for path, invoker in samples(kind):
        cluster = make_cluster(invoker)
        expected, got = expect(invoker, cluster), run(path, cluster)
        counts[got[0]] += 1
        mark = ""
        if not is_right(expected, got):
            wrong += 1
            mark = f"wrong (expected {expected}): "
        print(f"{mark}{kind}/{os.path.basename(path)}: {got[0]}: {', '.join(got[1])}")
print(f"{sum(counts.values())} samples: {counts['Job']} Jobs, {counts['no Job']} without a Job, {counts['refused']} refused, {wrong} wrong")
