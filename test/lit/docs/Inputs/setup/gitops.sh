# A repository as the page has it in mind: clusters, apps, an overlay, a chart, and a source.
mkdir -p repository/{clusters,apps/old,overlays/prod,templates}
stashc examples/nightly.stash -o repository/clusters/nightly.yaml
stashc examples/postgres.stash -o repository/apps/postgres.yaml
stashc examples/encrypted.stash -o repository/templates/encrypted.yaml
cp repository/apps/postgres.yaml repository/overlays/prod
cp examples/postgres.stash repository/pipelines.stash
cp repository/apps/postgres.yaml cluster.yaml
cluster=$PWD/cluster.yaml
cd repository
git init -q
git add -A
