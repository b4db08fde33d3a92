cd examples/own-database
