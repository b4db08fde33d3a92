// The programs that the fuzzer makes: most of them are right, and those of its corpus do as it
// wants.

#include "test/fuzz/ProgramGenerator.h"

#include "llvm/Support/FileSystem.h"

#include "test/fuzz/RoundTrip.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <random>

using namespace stash;

/// A program of these bytes.
static std::string make(llvm::ArrayRef<uint8_t> bytes) {
  return test::ProgramGenerator(bytes).run();
}

TEST(ProgramGenerator, MostProgramsAreRight) {
  std::mt19937 random(1);
  constexpr unsigned count = 200;
  unsigned valid = 0;
  std::map<std::string, unsigned> codes;
  for (unsigned i = 0; i < count; ++i) {
    std::vector<uint8_t> bytes(50 + random() % 400);
    for (uint8_t &byte : bytes)
      byte = random();
    test::Compiled made(make(bytes));
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
    test::Compiled made(make({reinterpret_cast<const uint8_t *>((*buffer)->getBufferStart()),
                              (*buffer)->getBufferSize()}));
    EXPECT_TRUE(made.comesBack()) << at->path();
  }
  EXPECT_GE(count, 20u);
}
