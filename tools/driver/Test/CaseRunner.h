//===- CaseRunner.h - one case of a test ------------------------*- C++ -*-===//
//
// Compiles the sources of a case, as `build` does, and compares what comes out with what is
// expected. Nothing is printed or written: out come failures, and what --update would write.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_TEST_CASERUNNER_H
#define STASHC_TOOLS_DRIVER_TEST_CASERUNNER_H

#include "tools/driver/Invocation.h"
#include "tools/driver/Test/TestFile.h"

namespace stash::driver {

struct TestFailure {
  SourceRange range;  ///< of the expectation, in the test file
  std::string what;   ///< a line
  std::string detail; ///< lines: a diff, or messages
};

struct TestResult {
  std::vector<TestFailure> failures;
  /// What --update writes: files, and lists of the test file.
  struct NewFile {
    std::string path, bytes;
  };
  std::vector<NewFile> newFiles;
  struct NewList {
    const ExpectedList *list;
    std::vector<std::string> items;
  };
  std::vector<NewList> newLists;
};

/// `update`: what differs from an expectation is no failure, but in newFiles and newLists.
TestResult runCase(Invocation &run, const TestFile &file, const TestCase &test, bool update);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEST_CASERUNNER_H
