//===- TestFile.h - what a NAME.test.yaml says ------------------*- C++ -*-===//
//
// From the YAML of a test file to its cases. Names of files become relative to where stashc runs.
// The YAML's values live in the arena of the caller, for their places.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_TEST_TESTFILE_H
#define STASHC_TOOLS_DRIVER_TEST_TESTFILE_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"
#include "tools/driver/Options.h"

#include <optional>
#include <string>
#include <vector>

namespace stash::driver {

/// A file whose bytes are what is expected.
struct ExpectedFile {
  std::string path;
  SourceRange range; ///< of its name
};

/// An expectation that stands in the test file itself.
struct ExpectedList {
  const Member *member; ///< the key, and a list of strings
  std::vector<std::string> items;
};

struct TestCase {
  std::string name;
  SourceRange nameRange;
  std::vector<std::string> sources;
  /// Of the file, then of the case; without places.
  std::vector<OptionUse> options;
  std::optional<ExpectedFile> manifests, jobs;
  std::vector<ExpectedList> flags;
  std::optional<ExpectedList> diagnostics;
};

struct TestFile {
  const SourceFile *file;
  std::vector<TestCase> cases;
};

/// Reads a test file. Mistakes are reported, and what has one is left out.
TestFile readTestFile(const SourceFile &file, ValueArena &arena, DiagnosticEngine &diags,
                      Budget &budget);

/// `x.test.yaml`, `x.test.yml`.
bool isTestFileName(llvm::StringRef name);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEST_TESTFILE_H
