//===- ProgramFuzzer.cpp - whole programs -----------------------*- C++ -*-===//
//
// Makes a program of the bytes, of which most are right (see ProgramGenerator.h), and takes it
// through everything: the compiler, the Jobs of its invokers, and its manifests, which must read
// back as they were written. Seeds: test/fuzz/corpus/program.
//
//===----------------------------------------------------------------------===//

#include "test/fuzz/ProgramGenerator.h"
#include "test/fuzz/RoundTrip.h"

using namespace stash;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  test::compileAndReadBack(test::ProgramGenerator({data, size}).run());
  return 0;
}
