// The programs that the fuzzer makes: most of them are right, and those of its corpus do as it
// wants.

#include "test/fuzz/ProgramGenerator.h"

#include "frontend/Yaml/YamlReader.h"
#include "tools/stashc/StashCompiler.h"

#include "llvm/Support/FileSystem.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <random>

using namespace stash;

namespace {

/// A program of these bytes, compiled with all that its invokers would run.
struct Made {
  explicit Made(llvm::ArrayRef<uint8_t> bytes) : text(test::ProgramGenerator(bytes).run()) {
    const SourceFile *file =
        sources.add("made.stash", llvm::MemoryBuffer::getMemBufferCopy(text, "made.stash"));
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

  std::string text;
  SourceManager sources;
  DiagnosticEngine diags{sources};
  Budget budget;
  ValueArena arena;
  llvm::vfs::InMemoryFileSystem files;
  StashCompiler compiler;
  driver::CompileResult result;
};

} // namespace

TEST(ProgramGenerator, MostProgramsAreRight) {
  std::mt19937 random(1);
  constexpr unsigned count = 200;
  unsigned valid = 0;
  std::map<std::string, unsigned> codes;
  for (unsigned i = 0; i < count; ++i) {
    std::vector<uint8_t> bytes(50 + random() % 400);
    for (uint8_t &byte : bytes)
      byte = random();
    Made made(bytes);
    valid += !made.diags.hadErrors();
    for (const Diagnostic &diagnostic : made.diags.getDiagnostics())
      if (diagnostic.severity == Severity::Error) {
        std::string code = diag::getInfo(diagnostic.id).code.str();
        if (codes[code]++ == 0 && std::getenv("STASHC_SHOW_PROGRAMS"))
          llvm::errs() << code << ": " << diagnostic.message << " at '"
                       << made.sources.getText(diagnostic.range) << "'\n"
                       << made.text << "\n";
      }
  }
  llvm::outs() << valid << " of " << count << " programs are right; in the others:";
  for (const auto &[code, n] : codes)
    llvm::outs() << ' ' << code << " × " << n;
  llvm::outs() << '\n';
  EXPECT_GE(valid * 10, count * 6);
  EXPECT_LT(valid, count) << "mistakes are wanted, too";
}

TEST(ProgramGenerator, CorpusComesBack) {
  std::error_code error;
  unsigned count = 0;
  for (llvm::sys::fs::directory_iterator at(STASHC_SOURCE_DIR "/test/fuzz/corpus/program", error),
       end;
       at != end && !error; at.increment(error)) {
    auto buffer = llvm::MemoryBuffer::getFile(at->path(), /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    ASSERT_TRUE(buffer);
    ++count;
    Made made(llvm::ArrayRef(reinterpret_cast<const uint8_t *>((*buffer)->getBufferStart()),
                             (*buffer)->getBufferSize()));
    if (made.diags.hadErrors())
      continue;
    std::string yaml;
    llvm::raw_string_ostream out(yaml);
    made.compiler.write(made.result.objects, OutputFormat::Yaml, out, made.budget);
    const SourceFile *written =
        made.sources.add("out.yaml", llvm::MemoryBuffer::getMemBufferCopy(yaml, "out.yaml"));
    std::vector<Value *> read = readYaml(*written, made.arena, made.diags, made.budget);
    EXPECT_FALSE(made.diags.hadErrors()) << at->path();
    ASSERT_EQ(read.size(), made.result.objects.size()) << at->path();
    for (auto [a, b] : llvm::zip_equal(read, made.result.objects))
      EXPECT_TRUE(equal(*a, *b)) << at->path();
  }
  EXPECT_GE(count, 20u);
}
