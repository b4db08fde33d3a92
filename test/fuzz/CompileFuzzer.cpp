//===- CompileFuzzer.cpp - any bytes as a .stash file -----------*- C++ -*-===//
//
// Compiles whatever it is given, down to the written manifests, which must read back as what was
// written. Seeds: examples/.
//
//===----------------------------------------------------------------------===//

#include "test/fuzz/RoundTrip.h"

using namespace stash;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  test::compileAndReadBack({reinterpret_cast<const char *>(data), size});
  return 0;
}
