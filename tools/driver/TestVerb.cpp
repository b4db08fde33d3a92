#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Files/FindFiles.h"
#include "tools/driver/InputFiles.h"
#include "tools/driver/Output.h"
#include "tools/driver/Render/SourceLine.h"
#include "tools/driver/Test/CaseRunner.h"
#include "tools/driver/Test/Junit.h"
#include "tools/driver/Verbs.h"
#include "tools/format/Formatter.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <chrono>

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

/// The names of the test files that the arguments mean. Empty when something is wrong.
static std::vector<std::string> findTests(Invocation &run) {
  std::vector<std::string> names, arguments = run.options.arguments;
  if (arguments.empty())
    arguments.push_back(".");
  for (const std::string &argument : arguments) {
    auto status = run.env.files->status(argument);
    if (status && status->isDirectory()) {
      llvm::append_range(names, findFiles(run, argument, [](llvm::StringRef name) {
                           return isTestFileName(path::filename(name));
                         }));
    } else if (llvm::StringRef stem = argument; stem.consume_back(".stash")) {
      names.push_back((stem + ".test.yaml").str()); // the tests of a source
    } else {
      names.push_back(argument);
    }
  }
  llvm::StringSet<> seen;
  llvm::erase_if(names, [&](const std::string &name) { return !seen.insert(name).second; });
  if (names.empty())
    run.reportUsage(diag::NoTests, llvm::join(arguments, "', '"))
        .note({}, "a test is a file NAME.test.yaml");
  return names;
}

namespace {

/// Runs test files and keeps what comes of it.
class TestRun {
public:
  explicit TestRun(Invocation &run)
      : run(run), update(run.options.has(Option::TestUpdate)),
        filter(run.options.get(Option::TestFilter)) {}

  void runFile(const SourceFile &file);
  /// Writes what --update and --junit ask for, and prints the sum. The exit status.
  int finish();

private:
  void runOne(const TestFile &file, const TestCase &test, JunitSuite &suite,
              std::vector<TestResult::NewList> &newLists);
  void updateLists(const TestFile &file, llvm::ArrayRef<TestResult::NewList> lists);
  void print(const TestFile &file, const TestCase &test, llvm::ArrayRef<TestFailure> failures);

  Invocation &run;
  bool update;
  llvm::StringRef filter;
  unsigned passed = 0, failed = 0;
  std::vector<JunitSuite> suites;
  llvm::MapVector<llvm::StringRef, std::string> newFiles; ///< names are of the arena's
  llvm::MapVector<const SourceFile *, std::string> newTests;
  ValueArena names;
};

std::string describePlace(const SourceManager &sources, SourceRange range) {
  const SourceFile *file = sources.getFile(range);
  if (!file)
    return {};
  LineColumn at = sources.getLineColumn(range.begin);
  return (file->getName() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column)).str();
}

void TestRun::print(const TestFile &file, const TestCase &test,
                    llvm::ArrayRef<TestFailure> failures) {
  llvm::raw_ostream &out = run.env.out;
  out << (failures.empty() ? "ok    " : "FAIL  ") << makePrintable(file.file->getName()) << ": "
      << makePrintable(test.name) << '\n';
  for (const TestFailure &failure : failures) {
    out << makePrintableLine(describePlace(run.sources, failure.range)) << ": "
        << makePrintable(failure.what) << '\n';
    llvm::StringRef detail = failure.detail;
    while (!detail.empty()) {
      auto [line, rest] = detail.split('\n');
      out << (line.empty() ? "" : "    ") << makePrintableLine(line) << '\n';
      detail = rest;
    }
  }
}

void TestRun::runOne(const TestFile &file, const TestCase &test, JunitSuite &suite,
                     std::vector<TestResult::NewList> &newLists) {
  auto begin = std::chrono::steady_clock::now();
  TestResult result = runCase(run, file, test, update);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  for (TestResult::NewFile &one : result.newFiles) {
    auto [at, isNew] = newFiles.insert({names.copy(llvm::StringRef(one.path)), one.bytes});
    if (!isNew && at->second != one.bytes)
      result.failures.push_back(
          {test.nameRange, "another case expects other contents of '" + one.path + "'", ""});
  }
  llvm::append_range(newLists, result.newLists);

  print(file, test, result.failures);
  ++(result.failures.empty() ? passed : failed);
  JunitCase junit{test.name, run.sources.getLineColumn(test.nameRange.begin).line, took.count()};
  for (const TestFailure &failure : result.failures) {
    if (junit.message.empty())
      junit.message = failure.what;
    junit.text += describePlace(run.sources, failure.range) + ": " + failure.what + "\n";
    junit.text += failure.detail;
  }
  suite.cases.push_back(std::move(junit));
}

void TestRun::runFile(const SourceFile &file) {
  CompileState state(run.options);
  unsigned before = run.diags.getErrorCount();
  TestFile tests = readTestFile(file, state.arena, run.diags, state.budget);
  JunitSuite suite{file.getName().str(), {}};
  if (run.diags.getErrorCount() != before)
    suite.cases.push_back({"(the test file)", 0, 0, /*isError=*/true, "it has mistakes", ""});
  std::vector<TestResult::NewList> newLists;
  for (const TestCase &test : tests.cases)
    if (filter.empty() ||
        (file.getName() + ": " + test.name).str().find(filter) != std::string::npos)
      runOne(tests, test, suite, newLists);
  if (!newLists.empty())
    updateLists(tests, newLists);
  if (!suite.cases.empty())
    suites.push_back(std::move(suite));
}

/// The offset behind the last character of a value; nothing for an empty one.
uint32_t findEnd(const Value &value) {
  uint32_t end = value.isNull() ? 0 : value.getRange().end;
  if (value.isList() && !value.empty())
    end = findEnd(*value.getItems().back());
  return end;
}

/// The edit that gives a list of a test file other items.
format::TextEdit makeEdit(const SourceFile &file, const TestResult::NewList &change) {
  const Member &member = *change.list->member;
  llvm::StringRef text = file.getText();
  uint32_t key = member.keyRange.begin - file.getBase();
  size_t colon = text.find(':', member.keyRange.end - file.getBase());
  auto begin = static_cast<uint32_t>(colon == llvm::StringRef::npos ? text.size() : colon + 1);
  bool isFlow = begin < text.size() && text.drop_front(begin).ltrim(" \t").starts_with("[");
  uint32_t end = begin;
  if (isFlow && member.value->isList())
    end = member.value->getRange().end - file.getBase();
  else if (uint32_t last = findEnd(*member.value))
    end = std::max(begin, last - file.getBase());

  uint32_t lineBegin = file.getLineBegin(file.getLineIndex(member.keyRange.begin)) - file.getBase();
  llvm::StringRef indent = text.slice(lineBegin, key);
  bool isBlock = indent.find_first_not_of(' ') == llvm::StringRef::npos && !change.items.empty();
  std::string replacement;
  if (isBlock) {
    for (const std::string &item : change.items) {
      replacement += ("\n" + indent + "- ").str();
      appendYamlScalar(replacement, item);
    }
  } else {
    llvm::raw_string_ostream out(replacement);
    out << " [";
    for (const std::string &item : change.items)
      out << (&item == &change.items.front() ? "" : ", ") << llvm::json::Value(item);
    out << ']';
  }
  return {begin, end, std::move(replacement)};
}

void TestRun::updateLists(const TestFile &file, llvm::ArrayRef<TestResult::NewList> lists) {
  std::vector<format::TextEdit> edits;
  for (const TestResult::NewList &list : lists)
    edits.push_back(makeEdit(*file.file, list));
  llvm::sort(edits, [](const auto &a, const auto &b) { return a.begin < b.begin; });
  std::string text;
  size_t at = 0;
  for (const format::TextEdit &edit : edits) {
    text += file.file->getText().slice(at, edit.begin);
    text += edit.replacement;
    at = edit.end;
  }
  text += file.file->getText().drop_front(at);

  // YAML can be written in many ways: what is not read back as it should is not written.
  SourceManager sources;
  DiagnosticEngine diags(sources);
  CompileState state(run.options);
  const SourceFile *written =
      sources.add(file.file->getName().str(), llvm::MemoryBuffer::getMemBufferCopy(text));
  TestFile again = readTestFile(*written, state.arena, diags, state.budget);
  bool isGood = !diags.hadErrors() && again.cases.size() == file.cases.size();
  for (size_t i = 0; isGood && i < file.cases.size(); ++i) {
    const TestCase &before = file.cases[i], &after = again.cases[i];
    auto check = [&](const ExpectedList &was, const ExpectedList &is) {
      auto change = llvm::find_if(lists, [&](const auto &list) { return list.list == &was; });
      isGood &= is.items == (change == lists.end() ? was.items : change->items);
    };
    isGood = before.name == after.name && before.flags.size() == after.flags.size() &&
             before.diagnostics.has_value() == after.diagnostics.has_value();
    for (size_t j = 0; isGood && j < before.flags.size(); ++j)
      check(before.flags[j], after.flags[j]);
    if (isGood && before.diagnostics)
      check(*before.diagnostics, *after.diagnostics);
  }
  if (isGood)
    newTests.insert({file.file, std::move(text)});
  else
    run.diags.report(diag::WrongTestValue, lists.front().list->member->keyRange,
                     lists.front().list->member->key,
                     "a list with a '- ' line for each item, before --update can change it");
}

int TestRun::finish() {
  OutputFiles output;
  for (auto &[name, bytes] : newFiles)
    output.add(name.str(), bytes);
  for (auto &[file, bytes] : newTests)
    output.replace(*file, bytes);
  if (run.options.has(Option::TestJunit))
    output.add(run.options.get(Option::TestJunit).str(), writeJunit(suites));
  if (output.write(run)) {
    for (auto &[name, bytes] : newFiles)
      run.env.out << "updated " << makePrintable(name) << '\n';
    for (auto &[file, bytes] : newTests)
      run.env.out << "updated " << makePrintable(file->getName()) << '\n';
  }
  unsigned count = passed + failed;
  if (count == 0 && !filter.empty() && !run.diags.hadErrors())
    run.reportUsage(diag::NoTestMatches, filter);
  if (count)
    run.env.out << count << (count == 1 ? " case: " : " cases: ") << passed << " ok, " << failed
                << " failed\n";
  int status = run.finish();
  return status == Done && failed ? int(SourceWrong) : status;
}

} // namespace

int driver::runTest(Invocation &run) {
  std::vector<const SourceFile *> files;
  std::vector<std::string> names = findTests(run);
  for (const std::string &name : names)
    if (const SourceFile *file = run.readFile(name))
      files.push_back(file);
  if (names.empty() || files.size() != names.size())
    return run.finish();
  TestRun tests(run);
  for (const SourceFile *file : files)
    tests.runFile(*file);
  return tests.finish();
}
