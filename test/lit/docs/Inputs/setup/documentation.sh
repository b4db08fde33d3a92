cd examples
