cd examples
generate() { cat nightly.stash; }
