//===- RoundTrip.h - what each fuzzed source must stand ---------*- C++ -*-===//
//
// In goes a source; it goes through the compiler and the Jobs of its invokers. What is built must
// read back as it was written: a fuzzer aborts where it does not, a test fails.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TEST_FUZZ_ROUNDTRIP_H
#define STASHC_TEST_FUZZ_ROUNDTRIP_H

#include "frontend/Yaml/YamlReader.h"
#include "tools/stashc/StashCompiler.h"

#include <cstdlib>

namespace stash::test {

/// A source, compiled with all that its invokers would run.
struct Compiled {
  explicit Compiled(std::string source) : text(std::move(source)) {
    const SourceFile *file =
        sources.add("made.stash", llvm::MemoryBuffer::getMemBuffer(text, "made.stash"));
    driver::CompileRequest request = {.files = {file},
                                      .sources = sources,
                                      .diags = diags,
                                      .budget = budget,
                                      .arena = arena,
                                      .fileSystem = files};
    request.emit = ~0u;
    request.wantsCluster = true;
    result = compiler.compile(request);
  }
  Compiled(const Compiled &) = delete;

  /// Whether what was built is the same when it is written and read; where nothing was, it is.
  bool comesBack() {
    if (diags.hadErrors())
      return true;
    std::string yaml;
    llvm::raw_string_ostream out(yaml);
    compiler.write(result.objects, OutputFormat::Yaml, out, budget);
    const SourceFile *written =
        sources.add("out.yaml", llvm::MemoryBuffer::getMemBufferCopy(yaml, "out.yaml"));
    std::vector<Value *> read = readYaml(*written, arena, diags, budget);
    return !diags.hadErrors() && read.size() == result.objects.size() &&
           llvm::all_of(llvm::zip_equal(read, result.objects), [](const auto &pair) {
             return equal(*std::get<0>(pair), *std::get<1>(pair));
           });
  }

  const std::string text;
  SourceManager sources;
  DiagnosticEngine diags{sources};
  Budget budget;
  ValueArena arena;
  llvm::vfs::InMemoryFileSystem files;
  StashCompiler compiler;
  driver::CompileResult result;
};

inline void compileAndReadBack(llvm::StringRef text) {
  if (!Compiled(text.str()).comesBack())
    std::abort();
}

} // namespace stash::test

#endif // STASHC_TEST_FUZZ_ROUNDTRIP_H
