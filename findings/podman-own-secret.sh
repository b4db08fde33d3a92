#!/usr/bin/env bash
# Needs: Debian 12 with apt, root.
# podman 4.3.1 cannot read the Secret that it has made itself: 'podman kube play' stores the whole manifest of a Secret as
# YAML, and for a container's secretKeyRef, in the same 'kube play', it wants JSON, a map of keys to base64. A Pod gets
# such a variable only when the secret was made by 'podman secret create' of that JSON.
# Why it matters here: the Pod of a Job takes its passwords from Secrets, and this is the podman of Debian 12.
set -euo pipefail
work=$(mktemp -d)
export CONTAINERS_STORAGE_CONF=$work/storage.conf CONTAINERS_CONF=$work/containers.conf
run() { LD_LIBRARY_PATH=$work/lib PATH=$work/root/usr/bin:$PATH "$work/root/usr/bin/podman" --conmon "$work/root/usr/bin/conmon" "$@" 2>&1; }
trap 'run pod rm -fa >/dev/null || true; umount "$work/storage/overlay" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
chmod a+rx .
apt-get download -qq podman conmon crun catatonit golang-github-containers-common golang-github-containers-image \
  libsubid4 libgpgme11 libassuan0 libyajl2 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done
mkdir lib
cp -a root/usr/lib/x86_64-linux-gnu/*.so* lib/
printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$work" "$work" >storage.conf
cat >containers.conf <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
tmp_dir = "$work/tmp"
helper_binaries_dir = ["$work/root/usr/libexec/podman", "$work/root/usr/bin"]
[engine.runtimes]
crun = ["$work/root/usr/bin/crun"]
[network]
network_backend = "cni"
CONF
mkdir -p image/bin
echo x >image/bin/x
tar -C image -cf image.tar .
run import -q image.tar localhost/empty:1 >/dev/null
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
