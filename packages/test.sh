#!/usr/bin/env bash
# Installs what make.sh made in empty Debian 12 roots, and uses it there as its users would. Needs to
# be root; everything is under build/package, and nothing is left mounted.
#
# usage: test.sh [deb|tarball|npm|bazel|clone|run|run13|test]…    without one: the first five, and run13
#   run    the README's first command, from a fresh clone; the binary is compared with ours
#   run13  the same in an empty Debian 13, whose libraries give the binary other bytes
#   test   the README's second command, in what `run` left
#   clone  run and test
set -euo pipefail
shopt -s inherit_errexit
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/build/package
mkdir -p "$out"
stashc=$root/build/release/bin/stashc
mirror=${STASHC_DEBIAN_MIRROR:-http://deb.debian.org}
export LC_ALL=C

fail() {
  echo "test-packages: $*" >&2
  exit 1
}

# enter ROOT COMMAND: runs a shell's command in a root, with an empty environment and mounts that end
# with it. Debian's packages are downloaded once for all roots.
enter() {
  mkdir -p "$out/archives"
  # shellcheck disable=SC2016
  unshare --mount --pid --fork bash -c '
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mkdir -p "$1/var/cache/apt/archives"
    mount --bind "$2" "$1/var/cache/apt/archives"
    exec chroot "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      HOME=/root DEBIAN_FRONTEND=noninteractive CI="${CI:-}" bash -ec "$3"' - "$1" "$out/archives" "$2"
}

# make_root NAME [SUITE]: an empty Debian 12, as its installer leaves the sources, and a user without rights.
make_root() {
  local suite=${2:-bookworm}
  local base=$out/base-$suite.tar dir=$out/root-$1
  if [ ! -e "$base" ]; then
    rm -rf "$out/base"
    debootstrap --variant=minbase "$suite" "$out/base" "$mirror/debian" >"$out/debootstrap.log" ||
      { tail -3 "$out/debootstrap.log" >&2; exit 1; }
    tar -C "$out/base" -cf "$base.part" .
    mv "$base.part" "$base"
    rm -rf "$out/base"
  fi
  rm -rf "$dir"
  mkdir -p "$dir"
  tar -C "$dir" -xf "$base"
  cat >"$dir/etc/apt/sources.list" <<TEXT
deb $mirror/debian $suite main
deb $mirror/debian $suite-updates main
deb $mirror/debian-security $suite-security main
TEXT
  echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' >"$dir/etc/apt/apt.conf.d/keep"
  echo force-unsafe-io >"$dir/etc/dpkg/dpkg.cfg.d/quick"
  cp /etc/resolv.conf "$dir/etc/resolv.conf"
  enter "$dir" 'useradd --create-home --shell /bin/bash somebody'
  echo "$dir"
}

# install_in ROOT PACKAGE…
install_in() {
  local dir=$1
  shift
  enter "$dir" "apt-get update -qq && apt-get install -y -qq --no-install-recommends $* >/tmp/apt.log 2>&1 ||
    { tail -5 /tmp/apt.log >&2; exit 1; }"
}

# same_output ROOT COMMAND EXAMPLE: a user's plain shell in the root gets what we get here.
same_output() {
  "$stashc" "$root/examples/postgres.stash" >"$out/expected.yaml"
  enter "$1" "su - somebody -c '$2 $3'" | cmp - "$out/expected.yaml" || fail "$2 writes something else"
  [ "$(enter "$1" "su - somebody -c '$2 --version'")" = "$("$stashc" --version)" ] || fail "$2 has another version"
}

test_deb() {
  local dir package
  package=$(echo "$out"/stashc_*.deb)
  dir=$(make_root deb)
  cp "$package" "$dir/tmp/stashc.deb"
  # Without the lists of a mirror: it depends on nothing.
  enter "$dir" 'apt-get install -y -qq /tmp/stashc.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log >&2; exit 1; }'
  same_output "$dir" stashc /usr/share/doc/stashc/examples/postgres.stash

  install_in "$dir" man-db bash-completion zsh fish cmake make ninja-build
  enter "$dir" 'su - somebody -c "man stashc"' | grep -q 'EXIT STATUS' || fail 'there is no man page'
  enter "$dir" 'bash -c ". /usr/share/bash-completion/bash_completion; _completion_loader stashc; complete -p stashc"' |
    grep -q _stashc || fail 'bash has no completion'
  enter "$dir" "zsh -fc 'autoload -U compinit; compinit -u; print \$_comps[stashc]'" | grep -qx _stashc ||
    fail 'zsh has no completion'
  enter "$dir" "fish -c 'complete -C \"stashc chec\"'" | grep -q '^check' || fail 'fish has no completion'
  local generator
  for generator in Ninja 'Unix Makefiles'; do
    enter "$dir" "su - somebody -c 'rm -rf b && cmake -G \"$generator\" -S /usr/share/doc/stashc/examples/project -B b &&
      cmake --build b && ls b/postgres.yaml b/caches/task-acme-redis-7.2.yaml'" >"$out/log" || fail "$(cat "$out/log")"
  done
  enter "$dir" 'apt-get remove -y -qq stashc >/dev/null 2>&1; ! find / -xdev -name "*stashc*" ! -path "/tmp/*" \
    ! -path "/var/*" ! -path "/proc/*" | grep .' || fail 'something is left after its removal'
}

test_tarball() {
  local dir name
  name=$(basename "$(echo "$out"/stashc-*-linux-*.tar.gz)" .tar.gz)
  dir=$(make_root tarball)
  tar -C "$dir/opt" -xzf "$out/$name.tar.gz"
  same_output "$dir" "/opt/$name/bin/stashc" "/opt/$name/share/doc/stashc/examples/postgres.stash"
  # It may stand anywhere.
  enter "$dir" "mv /opt/$name /home/somebody/tools"
  install_in "$dir" cmake make
  enter "$dir" "su - somebody -c 'cmake -DCMAKE_PREFIX_PATH=/home/somebody/tools -B b \
    -S tools/share/doc/stashc/examples/project && cmake --build b && ls b/postgres.yaml'" >"$out/log" ||
    fail "$(cat "$out/log")"
}

test_npm() {
  local dir
  dir=$(make_root npm)
  cp "$out"/stashc-[0-9]*.tgz "$dir/tmp/stashc.tgz"
  install_in "$dir" nodejs npm
  enter "$dir" "su - somebody -c 'mkdir p && cd p && npm install --offline --no-audit --no-fund /tmp/stashc.tgz'" \
    >"$out/log" 2>&1 || fail "$(cat "$out/log")"
  same_output "$dir" 'cd p && npx stashc' node_modules/stashc/examples/postgres.stash
}

# The example project with Debian's Bazel, which gets stashc as the documentation says.
test_bazel() {
  local dir name project
  name=$(basename "$(echo "$out"/stashc-*-linux-*.tar.gz)" .tar.gz)
  dir=$(make_root bazel)
  install_in "$dir" bazel-bootstrap
  project=$dir/home/somebody/project
  cp -r "$root/examples/project" "$project"
  cp "$out/$name.tar.gz" "$dir/tmp/stashc.tar.gz"
  cat >"$project/WORKSPACE" <<TEXT
load("@bazel_tools//tools/build_defs/repo:http.bzl", "http_archive")

http_archive(
    name = "stashc",
    build_file_content = 'exports_files(["bin/stashc"])',
    strip_prefix = "$name",
    url = "file:///tmp/stashc.tar.gz",
)
TEXT
  enter "$dir" 'chown -R somebody: /home/somebody'
  bazel() { # bazel STATUS: builds everything, and leaves what it says in the log
    local status=0
    enter "$dir" "su - somebody -c 'cd project && bazel --batch build //...'" >"$out/log" 2>&1 || status=$?
    [ $((status != 0)) -eq "$1" ] || fail "bazel's status is $status: $(tail -20 "$out/log")"
  }
  bazel 0
  enter "$dir" 'cat /home/somebody/project/bazel-bin/databases.yaml' |
    cmp - <("$stashc" -D registry=ghcr.io/acme "$root"/examples/project/pipelines/{mysql,postgres}.stash) ||
    fail 'Bazel gives something else'
  enter "$dir" 'ls /home/somebody/project/bazel-bin/caches/task-acme-redis-7.2.yaml' >/dev/null ||
    fail 'Bazel gives no directory'
  bazel 0
  grep -q ' 1 process: 1 internal' "$out/log" || fail "Bazel compiles again what has not changed: $(cat "$out/log")"
  echo 'let x = 012' >>"$project/pipelines/common.stash"
  bazel 1
  grep -q "common.stash:.*: error: '012' has a leading zero" "$out/log" || fail "Bazel shows no error: $(cat "$out/log")"
}

# run_clone NAME SUITE: the README's first command, in a clone and in the root NAME.
run_clone() {
  local dir
  dir=$(make_root "$1" "$2")
  install_in "$dir" git ca-certificates # what one has a clone by
  # Where a proxy of this machine signs for the world, the root must believe it, too.
  cp /usr/local/share/ca-certificates/*.crt "$dir/usr/local/share/ca-certificates/" 2>/dev/null || true
  enter "$dir" 'update-ca-certificates >/dev/null'
  git clone -q "$root" "$dir/root/stashc"
  enter "$dir" 'cd && cd stashc && ./dev run examples/postgres.stash' >"$out/manifests.yaml" 2>"$out/$1.log" ||
    { tail -30 "$out/$1.log" >&2; fail "./dev run fails in a fresh clone on $2"; }
  "$stashc" "$root/examples/postgres.stash" | cmp - "$out/manifests.yaml" || fail "a fresh clone on $2 writes something else"
  enter "$dir" '! command -v vi nvim' || fail './dev run installs an editor'
}

test_run() {
  run_clone clone bookworm
  # Two compilations in different places, by one compiler, of one commit.
  cmp "$out/root-clone/root/stashc/build/release/bin/stashc" "$stashc" ||
    fail 'a build elsewhere has other bytes (or this one is of something else than the commit)'
}

test_run13() { run_clone clone13 trixie; }

test_test() {
  [ -d "$out/root-clone/root/stashc/build" ] || fail "'test' goes on where 'run' ended"
  enter "$out/root-clone" 'export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
    cd && cd stashc && ./dev test' >"$out/clone.log" 2>&1 ||
    { tail -50 "$out/clone.log" >&2; fail './dev test fails in a fresh clone'; }
}

test_clone() {
  test_run
  test_test
}

[ $# -gt 0 ] || set -- deb tarball npm bazel clone run13
for step in "$@"; do
  case $step in
  deb | tarball | npm | bazel | clone | run | run13 | test) ;;
  *) fail "there is no step '$step'" ;;
  esac
done
for step in "$@"; do
  begin=$SECONDS
  "test_$step"
  echo "test-packages: $step passed in $((SECONDS - begin)) s"
done
