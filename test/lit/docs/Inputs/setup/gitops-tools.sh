cd examples/project
kustomize() { cat "$2"/stash.yaml; }
