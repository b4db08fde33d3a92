cd examples/project && mkdir deploy # where `stashc kustomize` has put its files
