//===- CompileFuzzer.cpp - any bytes as a .stash file -----------*- C++ -*-===//
//
// Compiles whatever it is given, down to the written manifests, which must read back as what was
// written. Seeds: examples/.
//
//===----------------------------------------------------------------------===//

#include "frontend/Yaml/YamlReader.h"
#include "tools/stashc/StashCompiler.h"

#include <cstdlib>

using namespace stash;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  DiagnosticEngine diags(sources);
  Budget budget;
  ValueArena arena;
  llvm::vfs::InMemoryFileSystem files;
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
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
    return 0;

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
  return 0;
}
