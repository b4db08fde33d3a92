#!/usr/bin/env bash
# Needs: Debian 12 with apt, root.
# 'podman kube play' 4.3.1 makes an emptyDir a volume that has the emptyDir's name and nothing of its Pod's: two Pods with an
# emptyDir of one name share what is in it, and the second finds what the first has left. In Kubernetes each Pod has its
# own, empty at the start.
# Why it matters here: the scratch volume of every Job of Stash is an emptyDir of one name, stash-tmp-dir.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/podman.sh"
{
  run --version
  for name in one two; do
    cat >pod.yaml <<YAML
apiVersion: v1
kind: Pod
metadata: {name: pod-$name}
spec:
  volumes: [{name: scratch, emptyDir: {}}]
  containers:
  - name: c
    image: localhost/empty:1
    command: [/bin/x]
    volumeMounts: [{name: scratch, mountPath: /scratch}]
YAML
    run kube play --start=false pod.yaml >/dev/null
    echo "pod-$name: $(run inspect "pod-$name-c" --format '{{range .Mounts}}{{.Type}} {{.Name}} at {{.Destination}}{{end}}')"
  done
  echo "volumes: $(run volume ls -q | xargs)"
} | tee seen
diff - seen <<'SEEN' && echo "as found: podman 4.3.1 of Debian 12"
podman version 4.3.1
pod-one: volume scratch at /scratch
pod-two: volume scratch at /scratch
volumes: scratch
SEEN
