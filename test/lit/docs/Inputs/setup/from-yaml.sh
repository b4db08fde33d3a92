cd examples
# The cluster has what the manifests say.
kubectl() { for file in manifests/*.yaml; do echo ---; cat "$file"; done; }
