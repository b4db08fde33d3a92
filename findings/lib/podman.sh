# Debian 12's podman, unpacked beside what is installed, with its storage and an empty image in a temporary folder, which is
# the working directory then: `run` is podman. For the scripts about podman to read.
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
