#!/usr/bin/env bash
# Needs: Debian 12 with apt, root.
# podman 4.3.1 cannot read the Secret that it has made itself: 'podman kube play' stores the whole manifest of a Secret as
# YAML, and for a container's secretKeyRef, in the same 'kube play', it wants JSON, a map of keys to base64. A Pod gets
# such a variable only when the secret was made by 'podman secret create' of that JSON.
# Why it matters here: the Pod of a Job takes its passwords from Secrets, and this is the podman of Debian 12.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/podman.sh"
printf 'apiVersion: v1\nkind: Secret\nmetadata: {name: made}\ndata: {password: c2VjcmV0}\n' >secret.yaml
run kube play secret.yaml >/dev/null
printf '{"password":"c2VjcmV0"}' | run secret create json - >/dev/null
{
  run --version
  for name in made json; do
    cat >pod.yaml <<YAML
apiVersion: v1
kind: Pod
metadata: {name: pod-$name}
spec:
  containers:
  - name: c
    image: localhost/empty:1
    command: [/bin/x]
    env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: $name, key: password}}}]
YAML
    if run kube play --start=false pod.yaml >pod.log; then
      echo "$name: $(run inspect "pod-$name-c" --format '{{range .Config.Env}}{{println .}}{{end}}' | grep PASSWORD)"
    else
      echo "$name: $(tail -1 pod.log)"
    fi
  done
} | tee seen
diff - seen <<'SEEN' && echo "as found: podman 4.3.1 of Debian 12"
podman version 4.3.1
made: Error: cannot set env PASSWORD: secret made is not valid JSON: invalid character 'a' looking for beginning of value
json: PASSWORD=secret
SEEN
