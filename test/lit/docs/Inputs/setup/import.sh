mkdir -p repository/manifests
stashc examples/postgres.stash --output-dir repository/manifests
stashc examples/encrypted.stash -o repository/backup.yaml
cd repository
cluster=backup.yaml
