#include "tools/driver/Test/CaseRunner.h"

#include "tools/driver/InputFiles.h"
#include "tools/driver/ResolveSetup.h"
#include "tools/driver/Test/Flags.h"
#include "tools/driver/Test/LineDiff.h"
#include "tools/driver/UnifiedDiff.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;

namespace {

/// A diagnostic as tests name it: `CODE [FILE:][LINE[:COLUMN]]`.
struct Place {
  std::string code, file;
  unsigned line = 0, column = 0; ///< 0: not given

  unsigned countParts() const { return !file.empty() + (line > 0) + (column > 0); }
  /// Whether what this gives is as `actual` has it.
  bool matches(const Place &actual) const {
    return code == actual.code && (file.empty() || file == actual.file) &&
           (!line || line == actual.line) && (!column || column == actual.column);
  }
  std::string write() const {
    std::string text = code;
    if (line)
      text += " " + (file.empty() ? "" : file + ":") + std::to_string(line) +
              (column ? ":" + std::to_string(column) : "");
    return text;
  }
};

/// Nothing when the text is none.
std::optional<Place> parsePlace(llvm::StringRef text) {
  Place place;
  auto [code, rest] = text.trim().split(' ');
  place.code = code.upper();
  if (!diag::fromCode(code))
    return std::nullopt;
  rest = rest.trim();
  // Numbers from the end; what is before them is a file's name, which may have colons.
  llvm::SmallVector<unsigned, 2> numbers;
  while (!rest.empty() && numbers.size() < 2) {
    size_t colon = rest.rfind(':');
    llvm::StringRef last = colon == llvm::StringRef::npos ? rest : rest.drop_front(colon + 1);
    unsigned number = 0;
    if (last.getAsInteger(10, number) || number == 0)
      break;
    numbers.push_back(number);
    rest = colon == llvm::StringRef::npos ? "" : rest.take_front(colon);
  }
  place.file = rest.str();
  if (numbers.empty() && !rest.empty())
    return std::nullopt;
  if (!numbers.empty())
    place.line = numbers.back();
  if (numbers.size() == 2)
    place.column = numbers.front();
  return place;
}

class CaseRun {
public:
  CaseRun(Invocation &run, const TestFile &file, const TestCase &test, bool update)
      : test(test), update(update), pass(run.env, run.compiler) {
    Options &options = pass.options;
    options.verb = Verb::Build;
    options.isVerbNamed = true;
    options.arguments = test.sources;
    for (const OptionUse &use : run.options.getUses())
      if (getInfo(use.option).isTakenBy(Verb::Build))
        options.add(use);
    for (const OptionUse &use : test.options)
      options.add(use);
    directory = llvm::sys::path::parent_path(file.file->getName());
    isGood = run.options.has(Option::NoFlagsFile) ||
             readFlagsFiles(test.sources, *run.env.files, pass.sources, options, pass.diags);
    isGood &= applyWarningOptions(options, pass.diags);
  }

  TestResult run() {
    if (isGood)
      compile();
    checkDiagnostics(pass.diags.takeSorted());
    return std::move(result);
  }

private:
  void compile();
  void compareFile(const ExpectedFile &expected, std::string actual, llvm::StringRef what);
  void compareFlags(const CompileResult &compiled, const ResolveOptions &options,
                    const CompileRequest &request);
  void compareLists(const ExpectedList &expected, std::vector<std::string> actual,
                    llvm::StringRef what);
  void checkDiagnostics(std::vector<Diagnostic> diagnostics);
  Place locate(const Diagnostic &diagnostic) const;
  std::string render(llvm::ArrayRef<Diagnostic> diagnostics) const;
  void fail(SourceRange range, std::string what, std::string detail = {}) {
    result.failures.push_back({range, std::move(what), std::move(detail)});
  }

  const TestCase &test;
  bool update;
  Invocation pass;
  llvm::StringRef directory; ///< of the test file
  bool isGood = false;
  TestResult result;
};

void CaseRun::compile() {
  CompileState state(pass.options);
  ResolveOptions options;
  if (!readResolveOptions(pass, state, options))
    return;
  std::optional<CompileRequest> request = prepareCompile(pass, state);
  if (!request)
    return;
  request->wantsCluster = test.jobs || !test.flags.empty();
  CompileResult compiled = pass.compiler.compile(*request);
  if (pass.diags.hadErrors()) {
    if (test.diagnostics && (test.manifests || test.jobs || !test.flags.empty()))
      fail(test.nameRange, "the sources have errors, so nothing else comes out");
    return;
  }
  auto write = [&](llvm::ArrayRef<Value *> objects) {
    std::string text;
    llvm::raw_string_ostream out(text);
    pass.compiler.write(objects, OutputFormat::Yaml, out, state.budget);
    reportExhausted(state.budget, {}, pass.diags);
    return text;
  };
  if (test.manifests)
    compareFile(*test.manifests, write(compiled.objects), "the manifests differ");
  if (test.jobs) {
    ResolvedJobs jobs = resolveJobs(options, *request, compiled);
    if (!pass.diags.hadErrors())
      compareFile(*test.jobs, write(jobs.objects), "the Jobs differ");
  }
  if (!test.flags.empty())
    compareFlags(compiled, options, *request);
}

void CaseRun::compareFile(const ExpectedFile &expected, std::string actual, llvm::StringRef what) {
  auto buffer = pass.env.inputs->readOutput(expected.path);
  if (buffer && buffer->getBuffer() == actual)
    return;
  if (update) {
    result.newFiles.push_back({expected.path, std::move(actual)});
    return;
  }
  if (!buffer) {
    fail(expected.range,
         llvm::formatv("cannot read '{0}': {1}", expected.path,
                       pass.env.inputs->explain(expected.path)),
         "`--update` writes it\n");
    return;
  }
  std::string diff;
  llvm::raw_string_ostream out(diff);
  llvm::StringRef before = buffer->getBuffer();
  printUnifiedDiff(out, expected.path, before, diffTexts(before, actual));
  fail(expected.range, what.str(), std::move(diff));
}

void CaseRun::compareLists(const ExpectedList &expected, std::vector<std::string> actual,
                           llvm::StringRef what) {
  if (expected.items == actual)
    return;
  if (update) {
    result.newLists.push_back({&expected, std::move(actual)});
    return;
  }
  std::vector<llvm::StringRef> before(expected.items.begin(), expected.items.end());
  std::vector<llvm::StringRef> after(actual.begin(), actual.end());
  std::string diff;
  SourceRange range = expected.member->keyRange;
  bool isFirst = true;
  for (const DiffPart &part : diffLines(before, after)) {
    if (!part.isEqual && std::exchange(isFirst, false) && part.oldBegin < part.oldEnd)
      range = expected.member->value->getItems()[part.oldBegin]->getRange();
    for (size_t i = part.oldBegin; i < part.oldEnd; ++i)
      diff += (part.isEqual ? "  " : "- ") + expected.items[i] + "\n";
    if (!part.isEqual)
      for (size_t i = part.newBegin; i < part.newEnd; ++i)
        diff += "+ " + actual[i] + "\n";
  }
  fail(range, what.str(), std::move(diff));
}

void CaseRun::compareFlags(const CompileResult &compiled, const ResolveOptions &options,
                           const CompileRequest &request) {
  DiagnosticEngine silent(pass.sources); // what the index has to say was said by the compiler
  Cluster cluster(compiled.cluster, options.settings, silent);
  for (const ExpectedList &expected : test.flags) {
    llvm::StringRef subject = expected.member->key;
    FlagsResult found = findFlags(subject, cluster, options, pass.diags, request.budget);
    if (found.error.empty())
      compareLists(expected, std::move(found.flags),
                   llvm::formatv("the flags of '{0}' differ", subject).str());
    else if (!pass.diags.hadErrors())
      fail(expected.member->keyRange,
           llvm::formatv("'{0}' has no flags: {1}", subject, found.error));
  }
}

Place CaseRun::locate(const Diagnostic &diagnostic) const {
  Place place;
  place.code = diag::getInfo(diagnostic.id).code.str();
  const SourceFile *file = pass.sources.getFile(diagnostic.range);
  if (!file)
    return place;
  llvm::StringRef name = file->getName();
  if (!directory.empty() && name.consume_front(directory))
    name = name.ltrim('/');
  if (file->getName() != test.sources.front()) // that one goes without saying
    place.file = name.str();
  LineColumn at = pass.sources.getLineColumn(diagnostic.range.begin);
  place.line = at.line;
  place.column = at.column;
  return place;
}

std::string CaseRun::render(llvm::ArrayRef<Diagnostic> diagnostics) const {
  std::string text;
  llvm::raw_string_ostream out(text);
  renderText(out, diagnostics, pass.sources, {});
  return text;
}

void CaseRun::checkDiagnostics(std::vector<Diagnostic> diagnostics) {
  if (!test.diagnostics) {
    llvm::erase_if(diagnostics,
                   [](const Diagnostic &one) { return one.severity != Severity::Error; });
    if (!diagnostics.empty())
      fail(test.nameRange, "there are errors that are not expected", render(diagnostics));
    return;
  }
  const ExpectedList &expected = *test.diagnostics;
  std::vector<Place> actual;
  for (const Diagnostic &diagnostic : diagnostics)
    actual.push_back(locate(diagnostic));
  std::vector<std::pair<Place, size_t>> wanted; // with its place in the list
  bool isWrong = false;
  for (auto [index, item] : llvm::enumerate(expected.items)) {
    std::optional<Place> place = parsePlace(item);
    if (place) {
      wanted.push_back({std::move(*place), index});
      continue;
    }
    isWrong = true;
    if (!update)
      fail(expected.member->value->getItems()[index]->getRange(),
           llvm::formatv("'{0}' is not of the form 'CODE [FILE:]LINE[:COLUMN]'", item));
  }
  if (isWrong && !update)
    return;
  // Those that say more choose first.
  llvm::stable_sort(wanted, [](const auto &a, const auto &b) {
    return a.first.countParts() > b.first.countParts();
  });
  std::vector<bool> isMatched(actual.size());
  std::vector<size_t> missing;
  for (const auto &[place, index] : wanted) {
    size_t at = 0;
    while (at < actual.size() && (isMatched[at] || !place.matches(actual[at])))
      ++at;
    if (at < actual.size())
      isMatched[at] = true;
    else
      missing.push_back(index);
  }
  if (missing.empty() && !isWrong && llvm::all_of(isMatched, [](bool matched) { return matched; }))
    return;
  if (update) {
    std::vector<std::string> items;
    for (const Place &place : actual)
      items.push_back(place.write());
    result.newLists.push_back({&expected, std::move(items)});
    return;
  }
  llvm::sort(missing);
  std::string detail;
  for (size_t index : missing)
    detail += "- " + expected.items[index] + "\n";
  std::vector<Diagnostic> others;
  for (auto [index, place] : llvm::enumerate(actual))
    if (!isMatched[index]) {
      detail += "+ " + place.write() + "\n";
      others.push_back(diagnostics[index]);
    }
  if (!others.empty())
    detail += render(others);
  SourceRange range = missing.empty()
                          ? expected.member->keyRange
                          : expected.member->value->getItems()[missing.front()]->getRange();
  fail(range, "the diagnostics differ", std::move(detail));
}

} // namespace

TestResult driver::runCase(Invocation &run, const TestFile &file, const TestCase &test,
                           bool update) {
  return CaseRun(run, file, test, update).run();
}
