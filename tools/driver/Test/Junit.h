//===- Junit.h - results of tests as JUnit's XML ----------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_TEST_JUNIT_H
#define STASHC_TOOLS_DRIVER_TEST_JUNIT_H

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace stash::driver {

struct JunitCase {
  std::string name;
  unsigned line = 0; ///< in its file; 0: none
  double seconds = 0;
  bool isError = false;                ///< it could not be run
  std::string message = {}, text = {}; ///< of a failure or error; no message: it passed
};

/// The cases of one test file.
struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

/// The document that CI systems read. Any text arrives as it is, but for characters that XML has
/// no place for, which become U+FFFD.
std::string writeJunit(llvm::ArrayRef<JunitSuite> suites);

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_TEST_JUNIT_H
