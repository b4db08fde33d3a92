"""Writes manifests of families that no catalogue has: `families.py DIR`."""
import os
import sys

top = sys.argv[1]


def write(path, text):
    path = os.path.join(top, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def function(name, image, args, more=""):
    lines = "".join(f"  - {arg}\n" for arg in args)
    return (f"apiVersion: stash.appscode.com/v1beta1\nkind: Function\nmetadata:\n  name: {name}\nspec:\n"
            f"  image: {image}\n  args:\n{lines}{more}")


def task(name, *steps):
    lines = "".join(f"  - name: {step}\n    params:\n    - name: outputDir\n      value: /stash-tmp/out\n" for step in steps)
    return f"apiVersion: stash.appscode.com/v1beta1\nkind: Task\nmetadata:\n  name: {name}\nspec:\n  steps:\n{lines}"


def flags(**names):
    return [f"--{name.replace('_', '-')}=${{{variable}}}" for name, variable in names.items()]


store = flags(provider="REPOSITORY_PROVIDER:=", bucket="REPOSITORY_BUCKET:=", path="REPOSITORY_PREFIX:=")
keep = flags(keep_last="RETENTION_KEEP_LAST:=0", keep_daily="RETENTION_KEEP_DAILY:=0", prune="RETENTION_PRUNE:=false")
tls = ["--tls-cert=/etc/tls/tls.crt", "--tls-key=/etc/tls/tls.key", "--tls-ca=/etc/tls/ca.crt"]
out = ["--output-dir=${outputDir:=}"]
for version in ("5.6.4", "6.8.0", "7.14.0", "8.2.0"):
    tag = version if version == "8.2.0" else version + "-v9"
    write(f"elastic/{version}/backup.yaml",
          function(f"elastic-backup-{version}", f"registry.example.com/elastic:{tag}", ["backup-es", *store, *tls, "--es-args=${args:=}", *keep, *out]))
    write(f"elastic/{version}/restore.yaml",
          function(f"elastic-restore-{version}", f"registry.example.com/elastic:{tag}", ["restore-es", *store, *tls, "--es-args=${args:=}", *out]))
    for way in ("backup", "restore"):
        write(f"elastic/{version}/{way}-task.yaml", task(f"elastic-{way}-{version}", f"elastic-{way}-{version}", "update-status"))
# Names that differ in words; a number that differs, too.
for engine, wait in (("etcd", 30), ("nats", 60), ("vault", 90)):
    write(f"more/{engine}.yaml",
          function(f"{engine}-dump", f"registry.example.com/{engine}-dump:1.0", ["dump", *store, *tls, f"--wait-timeout=${{waitTimeout:={wait}}}", *out],
                   f"  runtimeSettings:\n    securityContext:\n      runAsUser: {wait}\n"))
    write(f"more/{engine}-task.yaml", task(f"{engine}-dump", f"{engine}-dump", "update-status"))
# One of a kind.
write("more/single.yaml", function("single", "registry.example.com/single:2.1", ["single", *keep, *out]))
