#include "tools/driver/Test/Junit.h"

#include "tools/reference/Escape.h"

#include "llvm/Support/FormatVariadic.h"

using namespace stash::driver;

/// Content of an element: line ends stay.
static std::string escapeLines(llvm::StringRef text) {
  std::string out;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    out += stash::reference::escapeHtml(line) + "\n";
    text = rest;
  }
  return out;
}

static std::string escape(llvm::StringRef text) { return stash::reference::escapeHtml(text); }

namespace {
struct Counts {
  unsigned tests = 0, failures = 0, errors = 0;
  double seconds = 0;

  void add(const JunitCase &one) {
    ++tests;
    seconds += one.seconds;
    if (!one.message.empty())
      ++(one.isError ? errors : failures);
  }
  std::string write() const {
    return llvm::formatv(R"(tests="{0}" failures="{1}" errors="{2}" skipped="0" time="{3:F3}")",
                         tests, failures, errors, seconds);
  }
};
} // namespace

std::string stash::driver::writeJunit(llvm::ArrayRef<JunitSuite> suites) {
  Counts all;
  std::string body;
  for (const JunitSuite &suite : suites) {
    Counts counts;
    for (const JunitCase &one : suite.cases) {
      counts.add(one);
      all.add(one);
    }
    body += "  <testsuite name=\"" + escape(suite.name) + "\" " + counts.write() + ">\n";
    for (const JunitCase &one : suite.cases) {
      body += "    <testcase name=\"" + escape(one.name) + "\" classname=\"" + escape(suite.name) +
              "\" file=\"" + escape(suite.name) + "\"";
      if (one.line)
        body += " line=\"" + std::to_string(one.line) + "\"";
      body += llvm::formatv(" time=\"{0:F3}\"", one.seconds).str();
      if (one.message.empty()) {
        body += "/>\n";
        continue;
      }
      llvm::StringRef element = one.isError ? "error" : "failure";
      body += (">\n      <" + element + " message=\"" + escape(one.message) + "\">" +
               escapeLines(one.text) + "</" + element + ">\n    </testcase>\n")
                  .str();
    }
    body += "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stashc test\" " +
         all.write() + ">\n" + body + "</testsuites>\n";
}
