# What backup.sh and restore.sh share: their flags, the repository, and the report for update-status.
set -eu

provider='' endpoint='' bucket='' prefix='' hostname='' target_namespace='' target_name=''
source_hostname='' snapshot='' database='' output_dir=''
for flag in "$@"; do
  case $flag in
  --provider=*) provider=${flag#*=} ;;
  --endpoint=*) endpoint=${flag#*=} ;;
  --bucket=*) bucket=${flag#*=} ;;
  --prefix=*) prefix=${flag#*=} ;;
  --hostname=*) hostname=${flag#*=} ;;
  --target-namespace=*) target_namespace=${flag#*=} ;;
  --target-name=*) target_name=${flag#*=} ;;
  --source-hostname=*) source_hostname=${flag#*=} ;;
  --snapshot=*) snapshot=${flag#*=} ;;
  --database=*) database=${flag#*=} ;;
  --output-dir=*) output_dir=${flag#*=} ;;
  *) echo "unknown flag $flag" >&2 && exit 2 ;;
  esac
done
hostname=${hostname:-host-0}

# The very place where update-status, which is Stash's, looks for the repository.
case $provider in
s3) RESTIC_REPOSITORY=s3:$endpoint/$(echo "$bucket/$prefix" | tr -s /) ;;
local) RESTIC_REPOSITORY=$bucket ;;
*) echo "this program does not know the storage '$provider'" >&2 && exit 2 ;;
esac
export RESTIC_REPOSITORY RESTIC_CACHE_DIR="${TMPDIR:-/tmp}/cache"

# report PHASE SNAPSHOTS ERROR: writes what update-status reads. SNAPSHOTS is JSON; ERROR is text.
report() {
  mkdir -p "$output_dir"
  jq -n --arg namespace "$target_namespace" --arg name "$target_name" --arg host "$hostname" --arg phase "$1" \
    --argjson snapshots "$2" --arg error "$3" '{targetStatus: {
      ref: {apiVersion: "appcatalog.appscode.com/v1alpha1", kind: "AppBinding", namespace: $namespace, name: $name},
      stats: [{hostname: $host, phase: $phase} +
        if $snapshots == [] then {} else {snapshots: $snapshots} end +
        if $error == "" then {} else {error: $error} end]}}' >"$output_dir/output.json"
}

# run FUNCTION: the steps of the work. Whatever happens, there is a report and the exit status is 0, for
# Kubernetes runs update-status only then.
run() {
  log=$(mktemp)
  "$1" >"$log" 2>&1 & # not in the condition, where the shell would go on after a command that fails
  if wait $!; then
    cat "$log"
    report Succeeded "$(cat "$log.snapshots" 2>/dev/null || echo '[]')" ''
  else
    cat "$log" >&2
    report Failed '[]' "$(tail -n 3 "$log")"
  fi
}
