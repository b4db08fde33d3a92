#!/usr/bin/env bash
# What a real kustomize makes of Stash's manifests with the files of `stashc kustomize`.
# usage: run.sh STASHC KUSTOMIZE
set -euo pipefail
stashc=$(realpath "$1")
kustomize=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir base overlay
cat >base/dump.stash <<'STASH'
import "stash/defaults.stash"

function acme-dump(level = "1", outputDir: path = "") {
  image: "registry.example.com/dump:1"
  args: [...flags(level, outputDir)]
  env A: "1"
  env B: "2"
}
backup task acme-backup {
  with outputDir: "/stash-tmp/output"
  acme-dump(level: "2") | update-status
}
repository store in shop {
  gcs { bucket: "b" }
  secret: gcs-secret
}
backup nightly in shop {
  schedule: "0 2 * * *"
  task: acme-backup
  target: AppBinding orders-db
  repository: store
  retention: { name: "week", keepDaily: 7, prune: true }
}
STASH
"$stashc" base/dump.stash -o base/stash.yaml
cat >base/binding.yaml <<'YAML'
apiVersion: appcatalog.appscode.com/v1alpha1
kind: AppBinding
metadata: {name: orders-db, namespace: shop}
spec:
  clientConfig: {service: {name: orders-db, port: 5432, scheme: postgresql}}
  secret: {name: orders-auth}
  parameters: {stash: {addon: {backupTask: {name: acme-backup}}}}
YAML
"$stashc" kustomize --output-dir base >/dev/null
"$stashc" kustomize --output-dir overlay >/dev/null
cat >base/kustomization.yaml <<'YAML'
resources: [stash.yaml, binding.yaml]
configurations: [configurations.yaml]
openapi: {path: openapi.json}
namePrefix: a-
secretGenerator:
- {name: gcs-secret, namespace: shop, literals: [RESTIC_PASSWORD=x]}
YAML
cat >overlay/kustomization.yaml <<'YAML'
resources: [../base]
configurations: [configurations.yaml]
openapi: {path: openapi.json}
namespace: prod
nameSuffix: -z
images:
- {name: registry.example.com/dump, newTag: "2"}
patches:
- patch: |-
    apiVersion: stash.appscode.com/v1beta1
    kind: Function
    metadata: {name: acme-dump}
    spec: {runtimeSettings: {env: [{name: A, value: "3"}]}}
- patch: |-
    apiVersion: stash.appscode.com/v1beta1
    kind: Task
    metadata: {name: acme-backup}
    spec: {steps: [{name: acme-dump, params: [{name: level, value: "9"}]}]}
YAML
"$kustomize" build overlay >out.yaml
failed=0
wants() {
  grep -q -- "$1" out.yaml || { echo "missing: $1"; failed=1; }
}
lacks() {
  ! grep -q -- "$1" out.yaml || { echo "there is: $1"; failed=1; }
}
wants 'name: a-acme-backup-z'
wants 'name: a-acme-dump-z'
wants 'name: a-store-z'
wants 'name: a-orders-db-z'
wants 'storageSecretName: a-gcs-secret-z-'
wants 'image: registry.example.com/dump:2'
wants 'name: update-status'
wants 'value: "9"'
wants 'value: "3"'
wants 'value: "2"'
wants 'namespace: prod'
lacks 'name: acme-dump$'
lacks 'name: acme-backup$'
lacks 'name: store$'
python3 - out.yaml <<'PYTHON' || failed=1
import sys, yaml
for document in yaml.safe_load_all(open(sys.argv[1])):
    kind, metadata = document["kind"], document["metadata"]
    assert ("namespace" in metadata) == (kind not in ("Function", "Task")), (kind, metadata)
    if kind == "Task":
        assert [s["name"] for s in document["spec"]["steps"]] == ["a-acme-dump-z", "update-status"], document["spec"]
    if kind == "AppBinding":
        assert document["spec"]["parameters"]["stash"]["addon"]["backupTask"]["name"] == "a-acme-backup-z"
    if kind == "BackupConfiguration":
        spec = document["spec"]
        names = spec["task"]["name"], spec["repository"]["name"], spec["target"]["ref"]["name"]
        assert names == ("a-acme-backup-z", "a-store-z", "a-orders-db-z"), names
PYTHON
"$stashc" check out.yaml || failed=1
[ $failed -eq 0 ] && echo "kustomize: ok"
exit $failed
