# usage: rebuild.sh BUILD REDEFINE OUT [FAILING…]
#
# Builds the example project in the current directory with the command BUILD after each of several
# changes, and prints what was compiled, in alphabetical order. The command REDEFINE gives the input
# `registry` another value; OUT is where the manifests are.
build=$1 redefine=$2 out=$3
export CLICOLOR=0

# step WHAT: builds twice; the second time nothing may be left to do.
step() {
  echo "$1:"
  sleep 0.05 # more than a tick of the file system's clock
  local status=0
  $build > log 2>&1 || status=$?
  grep -Eo 'Compiling .*' log | sed 's/out\///; s/\.[a-z]*$//; s/the manifests of //' | sort
  [ $status = 0 ] || { echo "failed: $(grep -Eo 'error: .*' log | head -1)"; return; }
  $build > log 2>&1
  grep -E 'Compiling' log && echo '... again, though nothing has changed'
}

step first
step second
touch pipelines/vendor/notify.yaml
step 'touched import of one'
before=$(stat -c %y $out/postgres.yaml $out/caches/*)
echo '// a remark' >> pipelines/common.stash
step 'remark in the import of all'
[ "$before" = "$(stat -c %y $out/postgres.yaml $out/caches/*)" ] && echo 'no manifest was written'
sed -i 's/notify:2.1/notify:2.2/' pipelines/vendor/notify.yaml
sed -i 's/postgres-dump:18.2/postgres-dump:18.3/' pipelines/postgres.stash
step 'changed source'
grep -h image: $out/postgres.yaml
$redefine > log
step 'changed definition'
grep -h image: $out/postgres.yaml
mv pipelines/vendor/notify.yaml kept
step 'removed import'
mv kept pipelines/vendor/notify.yaml
sed -i 's/"#backups"/"#alerts"/' pipelines/mysql.stash
step 'import is back'
sed -i 's/6.2: "6.2.14", //' pipelines/redis.stash
step 'shorter loop'
ls $out/caches
