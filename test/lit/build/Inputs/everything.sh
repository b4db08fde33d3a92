# usage: everything.sh STASHC: all forms of output for the example project, in out/.
set -e
mkdir -p out
"$1" build pipelines/*.stash -o out/all.yaml -MF out/depfile -MP
"$1" build pipelines/*.stash --format=json -o out/all.json
"$1" build pipelines/*.stash --output-dir out/objects
cat > cluster.yaml <<'END'
apiVersion: appcatalog.appscode.com/v1alpha1
kind: AppBinding
metadata: {name: orders-db, namespace: shop}
spec: {type: postgres, clientConfig: {service: {name: db, port: 5432, scheme: postgresql}}}
END
sed -i '1i import "../cluster.yaml"' pipelines/schedule.stash
"$1" build pipelines/schedule.stash --emit=job -o out/jobs.yaml
"$1" resolve --trace=json pipelines/schedule.stash cluster.yaml > out/trace.json
printf 'import "pipelines/common.stash"\nlet x = 012\n' > wrong.stash
for format in text json sarif; do
  "$1" check --diagnostics-format=$format wrong.stash pipelines/mysql.stash > out/check.$format 2>&1 || test $? = 1
done
test -s out/check.sarif
