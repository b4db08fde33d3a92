//===- RoundTrip.h - what each fuzzed source must stand ---------*- C++ -*-===//
//
// In goes a source; it goes through the compiler and the Jobs of its invokers. What is built must
// read back as it was written, else the process aborts.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TEST_FUZZ_ROUNDTRIP_H
#define STASHC_TEST_FUZZ_ROUNDTRIP_H

#include "frontend/Yaml/YamlReader.h"
#include "tools/stashc/StashCompiler.h"

#include <cstdlib>

namespace stash::test {

inline void compileAndReadBack(llvm::StringRef text) {
  SourceManager sources;
  DiagnosticEngine diags(sources);
  Budget budget;
  ValueArena arena;
  llvm::vfs::InMemoryFileSystem files;
  const SourceFile *file =
      sources.add("fuzz.stash", llvm::MemoryBuffer::getMemBufferCopy(text, "fuzz.stash"));
  driver::CompileRequest request = {.files = {file},
                                    .sources = sources,
                                    .diags = diags,
                                    .budget = budget,
                                    .arena = arena,
                                    .fileSystem = files};
  request.emit = ~0u;
  request.wantsCluster = true;
  StashCompiler compiler;
  driver::CompileResult result = compiler.compile(request);
  if (diags.hadErrors())
    return;

  std::string yaml;
  llvm::raw_string_ostream out(yaml);
  compiler.write(result.objects, OutputFormat::Yaml, out, budget);
  const SourceFile *written =
      sources.add("out.yaml", llvm::MemoryBuffer::getMemBufferCopy(yaml, "out.yaml"));
  std::vector<Value *> read = readYaml(*written, arena, diags, budget);
  if (diags.hadErrors() || read.size() != result.objects.size())
    std::abort();
  for (auto [a, b] : llvm::zip_equal(read, result.objects))
    if (!equal(*a, *b))
      std::abort();
}

} // namespace stash::test

#endif // STASHC_TEST_FUZZ_ROUNDTRIP_H
