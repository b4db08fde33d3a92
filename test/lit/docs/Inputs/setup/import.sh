mkdir -p repository/manifests repository/clusters
stashc examples/postgres.stash --output-dir repository/manifests
stashc examples/encrypted.stash -o repository/backup.yaml
stashc examples/nightly.stash -o repository/clusters/nightly.yaml
cd repository
cluster=backup.yaml
