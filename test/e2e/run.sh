#!/usr/bin/env bash
# "Try a backup on your laptop" of docs/jobs.md, done: PostgreSQL is dumped, restic stores it, both bring it back, and it
# is compared; a first step that fails keeps the second from starting.
# usage: run.sh STASHC CACHE
#   CACHE holds the root of the images, which debootstrap makes once.
set -euo pipefail

cannot() { # cannot WHAT: says why nothing was tested, as a skipped test does
  echo "test-run: cannot $1: nothing was run" >&2
  exit 77
}

if [ "${1:-}" != --inside ]; then
  [ "$(id -u)" -eq 0 ] || cannot "make images and start containers without root"
  mkdir -p "$2"
  # Mounts, among them those of the containers' networks, end with the namespace.
  exec unshare --mount --propagation private "$0" --inside "$(realpath "$1")" "$(realpath "$2")"
fi
stashc=$2 cache=$3
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d /tmp/stashc-run-XXXXXX)
cd "$work"

# podman on its own: nothing of this machine's images, containers and networks is seen or changed.
{
  echo '[containers]'
  # Without CAP_SYS_RESOURCE no limit may be raised to podman's own.
  echo "default_ulimits = [\"nofile=$(ulimit -n):$(ulimit -n)\", \"nproc=1024:1024\"]"
  echo '[engine]'
  echo 'cgroup_manager = "cgroupfs"'
  echo 'events_logger = "file"'
  echo "tmp_dir = \"$work/tmp\""
  echo '[network]'
  echo "network_config_dir = \"$work/networks\""
} >containers.conf
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$work" "$work" >storage.conf
export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
# crun wants one version of control groups: where both are mounted, the first has the controllers.
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

cleanup() {
  podman pod rm -fa -t 0 >/dev/null 2>&1 || true
  podman rm -fa -t 0 >/dev/null 2>&1 || true
  podman network rm -f shop >/dev/null 2>&1 || true
  umount -R "$work/storage/overlay" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

failed=0
expect() { # expect NAME COMMAND…
  local name=$1
  shift
  if "$@" >check.log 2>&1; then echo "ok      $name"; else
    echo "FAILED  $name"
    sed 's/^/        /' check.log
    failed=$((failed + 1))
  fi
}

if [ ! -e "$cache/root.tar" ]; then
  debootstrap --variant=minbase --include=postgresql-15,restic bookworm "$work/root" \
    "${STASHC_MIRROR:-http://deb.debian.org/debian}" >debootstrap.log 2>&1 ||
    { tail -3 debootstrap.log >&2; cannot "make an image with debootstrap"; }
  tar -C "$work/root" -cf "$cache/root.tar.part" --exclude=./var/cache/apt --exclude=./proc/* --exclude=./sys/* .
  mv "$cache/root.tar.part" "$cache/root.tar"
  rm -rf "$work/root"
fi
path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
podman import -q --change "$path" "$cache/root.tar" localhost/acme/tools:1 >/dev/null
podman import -q --change "$path" --change 'ENTRYPOINT ["echo"]' "$cache/root.tar" localhost/acme/stash:1 >/dev/null
podman run --rm localhost/acme/tools:1 true 2>run.log || { tail -3 run.log >&2; cannot "start a container"; }

# What the page shows: the source and the AppBinding.
/usr/bin/python3 - "$root/docs/jobs.md" <<'PY'
import pathlib, re, sys
section = pathlib.Path(sys.argv[1]).read_text().split("## Try a backup on your laptop\n")[1].split("\n## ")[0]
blocks = re.findall(r"^```(\w*)\n(.*?)^```$", section, re.M | re.S)
source, = [text for language, text in blocks if not language]
orders, = [text for language, text in blocks if language == "yaml"]
for name, text in ("laptop.stash", source), ("orders.yaml", orders):
    pathlib.Path(name).write_text(text)
PY
expect "the page's source is clean" "$stashc" check -Werror laptop.stash

podman network create shop >/dev/null || cannot "make a network"
# shellcheck disable=SC2016
podman run -d --name orders-db --network shop localhost/acme/tools:1 sh -ec '
  bin=/usr/lib/postgresql/15/bin
  install -d -o postgres /db
  echo secret >/tmp/password
  chmod a+r /tmp/password
  setpriv --reuid postgres --regid postgres --clear-groups $bin/initdb -D /db/data --pwfile /tmp/password -A trust >/dev/null
  echo "host all all all scram-sha-256" >/db/data/pg_hba.conf
  echo "local all all trust" >>/db/data/pg_hba.conf
  exec setpriv --reuid postgres --regid postgres --clear-groups $bin/postgres -D /db/data -c "listen_addresses=*"' >/dev/null
sql() { podman exec -i orders-db psql -h /var/run/postgresql -U postgres -v ON_ERROR_STOP=1 -qAt "$@"; }
for _ in $(seq 60); do sql -c 'select 1' >/dev/null 2>&1 && break; sleep 1; done
sql -c 'create database orders'
sql orders <<'SQL'
create table item(id int primary key, name text not null, price numeric(10, 2), made timestamptz);
insert into item select n, 'item ''' || n || ''' "ä" \ ' || chr(9), n / 7.0, '2026-01-01'::timestamptz + n * interval '1 hour'
  from generate_series(1, 10000) n;
create view dear as select * from item where price > 1000;
SQL
secret() { printf '{"%s":"%s"}' "$2" "$(printf secret | base64)" | podman secret create "$1" - >/dev/null; }
secret orders-auth password
secret store-secret RESTIC_PASSWORD

pod() { # pod INVOKER NAME: resolves and plays, and waits for the last step; its status
  "$stashc" resolve laptop.stash --emit=pod --registry=localhost/acme --image=stash --tag=1 --invoker "$1" >"$2.yaml"
  podman kube play --network shop "$2.yaml" >"$2.log" 2>&1 || { cat "$2.log" >&2; return 1; }
  local last
  last=$(podman ps -a --format '{{.Names}}' | grep -e "^stash-$2-.*-update-status-2\$")
  [ "$(podman wait "$last")" = 0 ] && podman logs "$last" >"$2.out"
}
restic() { # restic COMMAND…: what is in the repository
  podman run --rm -v backups:/backups -e RESTIC_PASSWORD=secret -e RESTIC_REPOSITORY=/backups localhost/acme/tools:1 restic "$@"
}
snapshots() { # snapshots EXPECTED: HOST PATHS of each
  restic snapshots --json | /usr/bin/python3 -c \
    'import json, sys; print(*[s["hostname"] + " " + ",".join(s["paths"]) for s in json.load(sys.stdin)], sep=";")' >snapshots.txt
  [ "$(cat snapshots.txt)" = "$1" ] || { cat snapshots.txt; return 1; }
}
# Newer minor versions write a random token between these.
dump() { podman exec orders-db pg_dump -h /var/run/postgresql -U postgres "$1" | grep -v -e '^\\restrict' -e '^\\unrestrict'; }

expect "the backup runs to its end" pod BackupConfiguration/nightly backup
expect "update-status got what the operator would tell it" grep -q 'update-status .*--invoker-name=nightly' backup.out
expect "restic has one snapshot, of the alias" snapshots "orders /stash-tmp/orders.sql"
expect "the repository is whole" restic check --read-data

podman kube down backup.yaml >/dev/null 2>&1
sql -c 'create database restored'
expect "the restore runs to its end" pod RestoreSession/orders restore
dump orders >orders.sql
dump restored >restored.sql
expect "what was restored is what was dumped" cmp orders.sql restored.sql
expect "and that is 10000 rows" test "$(sql restored -c 'select count(*) from item')" = 10000
podman kube down restore.yaml >/dev/null 2>&1

# A database that is not there: the first step fails.
sed -i 's/database: "orders")/database: "nosuch")/' laptop.stash
"$stashc" resolve laptop.stash --emit=pod --registry=localhost/acme --image=stash --tag=1 \
  --invoker BackupConfiguration/nightly >fails.yaml
fails() { ! podman kube play --network shop fails.yaml >fails.log 2>&1; }
expect "a first step that fails is told" fails
expect "with its status" grep 'init container .* exited with code 1' fails.log
status() { [ "$(podman inspect "stash-backup-nightly-0000000000-0-$1" --format '{{.State.Status}}')" = "$2" ]; }
expect "the first step has ended" status acme-pg-dump-0 exited
expect "the second never started" status acme-restic-backup-1 created
expect "nor did the last" status update-status-2 created
expect "nothing was stored" snapshots "orders /stash-tmp/orders.sql"

if [ $failed -gt 0 ]; then echo "$failed failed"; exit 1; fi
echo "all as expected"
