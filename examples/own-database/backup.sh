#!/bin/bash
. "${0%/*}/common.sh"

backup() {
  set -euo pipefail # a dump that breaks off must not become a snapshot that counts
  restic cat config >/dev/null 2>&1 || restic init
  pg_dump --format=custom --file="$TMPDIR/$database.dump" "$database"
  restic backup --host "$hostname" --json "$TMPDIR/$database.dump" | tee "$log.json"
  jq -s '[.[] | select(.message_type == "summary") | {
      name: .snapshot_id[:8], path: $path, totalSize: "\(.total_bytes_processed) B", uploaded: "\(.data_added) B",
      processingTime: "\(.total_duration | floor)s",
      fileStats: {totalFiles: .total_files_processed, newFiles: .files_new, modifiedFiles: .files_changed,
                  unmodifiedFiles: .files_unmodified}}]' --arg path "$TMPDIR/$database.dump" <"$log.json" >"$log.snapshots"
}

run backup
