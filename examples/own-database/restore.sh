#!/bin/bash
. "${0%/*}/common.sh"

restore() {
  set -euo pipefail
  restic dump --host "${source_hostname:-$hostname}" --path "$TMPDIR/$database.dump" "${snapshot:-latest}" \
    "$TMPDIR/$database.dump" >"$TMPDIR/$database.dump"
  pg_restore --clean --if-exists --exit-on-error --single-transaction --dbname="$database" "$TMPDIR/$database.dump"
}

run restore
