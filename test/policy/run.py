#!/usr/bin/env python3
"""What a real API server makes of `stashc build --emit=policy`: it takes the policies, lets pass what
is right, and refuses each mistake with the message that repairs it.

usage: run.py STASHC KUBE-APISERVER CRDS…
"""

import copy
import json
import pathlib
import subprocess
import sys
import time

import yaml

from server import Server

ROOT = pathlib.Path(__file__).parent.parent.parent
HERE = pathlib.Path(__file__).parent
VERSIONS = {"Repository": "v1alpha1"}
failed = 0


def report(good, name, detail=""):
    global failed
    failed += not good
    print(("ok      " if good else "FAILED  ") + name + ("" if good else f"\n        {detail}"))


def load(text):
    return [o for o in yaml.safe_load_all(text) if o]


def path_of(thing, name=True):
    group, _, version = thing["apiVersion"].rpartition("/")
    kind = thing["kind"].lower()
    plural = kind[:-1] + "ies" if kind.endswith("y") else kind + ("es" if kind.endswith("ch") else "s")
    base = f"/apis/{group}/{version}/"
    namespace = thing["metadata"].get("namespace")
    if kind in ("backupconfiguration", "backupbatch", "restoresession", "restorebatch", "repository",
                "backupsession", "appbinding"):
        base += f"namespaces/{namespace or 'default'}/"
    return base + plural + (f"/{thing['metadata']['name']}" if name else "")


class Cluster:
    def __init__(self, server):
        self.server = server
        self.namespaces = {"default"}

    def create(self, thing, dry=False):
        thing = copy.deepcopy(thing)
        namespace = thing["metadata"].get("namespace")
        if namespace and namespace not in self.namespaces:
            self.server.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
            self.namespaces.add(namespace)
        thing.pop("status", None)
        path = path_of(thing, name=False) + ("?dryRun=All" if dry else "")
        return self.server.request("POST", path, thing)

    def delete_all(self, things):
        for thing in things:
            self.server.request("DELETE", path_of(thing))


def emit(stashc, files, *options):
    run = subprocess.run([stashc, "build", "--emit=policy", *options, *files], capture_output=True,
                         text=True, check=True, cwd=ROOT)
    return load(run.stdout)


def install(cluster, policies):
    """Installs policies, and waits until the API server holds to them: it compiles them at its leisure."""
    for thing in policies:
        status, answer, _ = cluster.create(thing)
        report(status == 201, f"taken: {thing['kind']} {thing['metadata']['name']}", answer)
    # Refused as soon as the last policy works.
    probe = {"apiVersion": "stash.appscode.com/v1beta1", "kind": "BackupConfiguration",
             "metadata": {"name": "probe", "namespace": "default"},
             "spec": {"schedule": "TZ=UTC 0 1 * * *", "retentionPolicy": {"name": "x", "prune": True}}}

    def works():
        status, answer, warnings = cluster.create(probe, dry=True)
        return status == 422 or bool(warnings)
    cluster.server.wait_for(works, "a policy")
    # Others may still be on their way.
    time.sleep(3)


def make_strict(policies):
    """What cannot be evaluated would pass; here it shall be refused, so that it shows."""
    for thing in policies:
        if thing["kind"] == "ValidatingAdmissionPolicy":
            thing["spec"]["failurePolicy"] = "Fail"


def passes(cluster, files, stashc=None):
    """All objects of files pass; how many, and what did not."""
    count, wrong = 0, []
    for file in files:
        if file.suffix == ".stash":
            run = subprocess.run([stashc, "build", file], capture_output=True, text=True, cwd=ROOT)
            things = load(run.stdout) if run.returncode == 0 else []
        else:
            things = load(file.read_text())
        for thing in things:
            if not thing.get("apiVersion", "").startswith("stash.appscode.com/"):
                continue
            status, answer, warnings = cluster.create(thing, dry=True)
            count += 1
            if status != 201:
                wrong.append(f"{file.name}: {answer.get('message')}")
    return count, wrong


def large_task(function, parameters):
    """A Task of 1.2 MB whose last step alone is wrong."""
    value = "x" * 200
    step = {"name": function, "params": [{"name": p, "value": value} for p in parameters]}
    steps = []
    while len(json.dumps(steps)) < 1_200_000:
        steps += [step] * 50
    wrong = copy.deepcopy(step)
    wrong["params"].append({"name": "outptDir", "value": "x"})
    task = {"apiVersion": "stash.appscode.com/v1beta1", "kind": "Task", "metadata": {"name": "large"},
            "spec": {"steps": steps}}
    return task, {**task, "spec": {"steps": steps + [wrong]}}


def main():
    stashc, apiserver, *crds = sys.argv[1:]
    stashc = pathlib.Path(stashc).resolve()
    shared = pathlib.Path(crds[0]).parent
    with Server(apiserver) as server:
        cluster = Cluster(server)
        version = server.get("/version")[1]["gitVersion"]
        print(f"kube-apiserver {version}")
        names = []
        for folder in crds:
            for file in sorted(pathlib.Path(folder).glob("*.yaml")):
                for thing in load(file.read_text()):
                    status, answer, _ = cluster.create(thing)
                    names.append(thing["metadata"]["name"])
                    if status != 201:
                        raise SystemExit(f"{file}: {answer}")
        base = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
        for name in names:
            server.wait_for(lambda: any(c["type"] == "Established" and c["status"] == "True" for c in
                                        server.get(base + name)[1]["status"].get("conditions", [])), name)

        # The policies of the whole catalogue, and of the test's own pipeline, side by side.
        catalog = sorted((ROOT / "examples/catalog").glob("*.stash"))
        examples = sorted((ROOT / "examples").glob("*.stash"))
        everything = emit(stashc, catalog, "--policy-name=catalog") + emit(stashc, [HERE / "pipeline.stash"])
        for example in examples:
            everything += emit(stashc, [example], f"--policy-name={example.stem}")
        make_strict(everything)
        install(cluster, everything)
        for name, files in [
                ("the catalogue's manifests", sorted((shared / "catalog").rglob("*.yaml"))),
                ("what examples/catalog gives", catalog), ("what examples gives", examples),
                ("what the pipeline gives", [HERE / "pipeline.stash"])]:
            count, wrong = passes(cluster, files, stashc)
            report(count > 0 and not wrong, f"passes: {name}, {count} objects", "\n        ".join(wrong))

        mistakes = load((HERE / "mistakes.yaml").read_text())
        for mistake in mistakes:
            status, answer, _ = cluster.create(mistake["object"], dry=True)
            message = answer.get("message", "")
            report(status == 422 and mistake["message"] in message, f"refused: {mistake['name']}",
                   f"{status} {message}\n        expected: {mistake['message']}")
        print(f"{len(mistakes)} mistakes")

        right, wrong = large_task("shop-dump", ["database", "level", "outputDir"])
        status, answer, _ = cluster.create(right, dry=True)
        report(status == 201, f"passes: a Task of {len(json.dumps(right))} bytes, "
               f"{len(right['spec']['steps'])} steps", answer.get("message"))
        status, answer, _ = cluster.create(wrong, dry=True)
        report(status == 422 and "gives 'outptDir'" in answer.get("message", ""),
               "refused: the same with a mistake in its last step", answer.get("message"))
        cluster.delete_all(everything)

        # What was there before may be labelled and go; only a new spec is judged.
        old = next(m["object"] for m in mistakes if m["object"]["kind"] == "BackupConfiguration")
        server.wait_for(lambda: cluster.create(old, dry=True)[0] == 201, "the end of the policies")
        status, answer, _ = cluster.create(old)
        report(status == 201, "without policies: taken", answer)
        policies = emit(stashc, [HERE / "pipeline.stash"], "--policy-name=acme")
        make_strict(policies)
        install(cluster, policies)
        patch = "application/merge-patch+json"
        status, answer, _ = server.request("PATCH", path_of(old), {"metadata": {"labels": {"a": "b"}}},
                                           content=patch)
        report(status == 200, "passes: a label on what was there before", answer.get("message"))
        status, answer, _ = server.request("PATCH", path_of(old), {"spec": {"paused": True}}, content=patch)
        report(status == 422, "refused: a new spec that is as wrong", answer.get("message"))
        status, answer, _ = server.request("DELETE", path_of(old))
        report(status == 200, "passes: deleting it", answer.get("message"))
        cluster.delete_all(policies)
        server.wait_for(lambda: cluster.create(old, dry=True)[0] == 201, "the end of the policies")

        policies = emit(stashc, [HERE / "pipeline.stash"], "--policy-action=warn")
        install(cluster, policies)
        for mistake in mistakes:
            if mistake.get("pipeline"):
                status, answer, warnings = cluster.create(mistake["object"], dry=True)
                told = any(mistake["message"] in w.replace('\\"', '"') for w in warnings)
                report(status == 201 and told, f"warned of: {mistake['name']}", f"{status} {warnings}")
    print(f"{failed} failed" if failed else "all as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
