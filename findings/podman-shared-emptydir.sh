#!/usr/bin/env bash
# Needs: Debian 12 with apt, root.
# 'podman kube play' 4.3.1 makes an emptyDir a volume that has the emptyDir's name and nothing of its Pod's: two Pods with an
# emptyDir of one name share what is in it, and the second finds what the first has left. In Kubernetes each Pod has its
# own, empty at the start.
# Why it matters here: the scratch volume of every Job of Stash is an emptyDir of one name, stash-tmp-dir.
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
