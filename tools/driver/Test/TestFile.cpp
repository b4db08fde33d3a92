#include "tools/driver/Test/TestFile.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Yaml/YamlReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::driver;
namespace path = llvm::sys::path;

bool driver::isTestFileName(llvm::StringRef name) {
  return name.ends_with(".test.yaml") || name.ends_with(".test.yml");
}

namespace {

class Reader {
public:
  Reader(const SourceFile &file, DiagnosticEngine &diags)
      : file(file), diags(diags), directory(path::parent_path(file.getName())) {}

  void read(const Value &document, TestFile &result);

private:
  void readCase(const Member &member, const TestCase &common, TestFile &result);
  void readExpectations(const Value &value, TestCase &test);
  /// `sources`, `define`, `options`. False for another key.
  bool readSetup(const Member &member, TestCase &test);
  void readOptions(const Value &value, TestCase &test);
  void readDefinitions(const Value &value, TestCase &test);
  std::optional<ExpectedFile> readFileName(const Member &member);
  std::optional<ExpectedList> readList(const Member &member);

  void reportKey(const Member &member, llvm::ArrayRef<llvm::StringRef> keys) {
    diags.report(diag::UnknownTestKey, member.keyRange, member.key)
        .suggest(member.keyRange, member.key, keys);
  }
  void reportValue(llvm::StringRef key, const Value &value, SourceRange keyRange,
                   llvm::StringRef wanted) {
    diags.report(diag::WrongTestValue, value.getRange().isValid() ? value.getRange() : keyRange,
                 key, wanted);
  }
  std::string locate(llvm::StringRef name) const {
    if (directory.empty() || path::is_absolute(name))
      return name.str();
    llvm::SmallString<128> located = directory;
    path::append(located, name);
    return located.str().str();
  }

  const SourceFile &file;
  DiagnosticEngine &diags;
  llvm::StringRef directory;
};

/// The text of a scalar; nothing for others.
std::optional<std::string> getText(const Value &value) {
  if (value.isString() || value.isNumber())
    return value.getText().str();
  if (value.isBool())
    return value.getBool() ? "true" : "false";
  return std::nullopt;
}

void Reader::read(const Value &document, TestFile &result) {
  if (!document.isMap()) {
    reportValue(path::filename(file.getName()), document, {}, "a map with 'cases'");
    return;
  }
  TestCase common;
  // The sources of the same name, unless others are named.
  llvm::StringRef name = path::filename(file.getName());
  common.sources.push_back(locate((name.take_front(name.rfind(".test.")) + ".stash").str()));
  const Member *cases = nullptr;
  unsigned errors = diags.getErrorCount();
  for (const Member &member : document.getMembers()) {
    if (member.key == "cases")
      cases = &member;
    else if (!readSetup(member, common))
      reportKey(member, {"sources", "define", "options", "cases"});
  }
  if (!cases || !cases->value->isMap() || cases->value->empty()) {
    if (cases)
      reportValue("cases", *cases->value, cases->keyRange, "a map of cases by their names");
    else if (diags.getErrorCount() == errors) // else that may have been meant
      reportValue(name, document, {}, "a map with 'cases'");
    return;
  }
  for (const Member &member : cases->value->getMembers())
    readCase(member, common, result);
}

void Reader::readCase(const Member &member, const TestCase &common, TestFile &result) {
  TestCase test = common;
  test.name = member.key.str();
  test.nameRange = member.keyRange;
  if (!member.value->isMap()) {
    reportValue(member.key, *member.value, member.keyRange, "a map with 'expect'");
    return;
  }
  unsigned before = diags.getErrorCount();
  for (const Member &part : member.value->getMembers()) {
    if (part.key == "expect")
      readExpectations(*part.value, test);
    else if (!readSetup(part, test))
      reportKey(part, {"sources", "define", "options", "expect"});
  }
  if (diags.getErrorCount() == before)
    result.cases.push_back(std::move(test));
}

void Reader::readExpectations(const Value &value, TestCase &test) {
  if (!value.isMap()) {
    reportValue("expect", value, test.nameRange, "a map");
    return;
  }
  for (const Member &member : value.getMembers()) {
    if (member.key == "manifests") {
      test.manifests = readFileName(member);
    } else if (member.key == "jobs") {
      test.jobs = readFileName(member);
    } else if (member.key == "diagnostics") {
      test.diagnostics = readList(member);
    } else if (member.key == "flags") {
      if (!member.value->isMap()) {
        reportValue("flags", *member.value, member.keyRange, "a map of steps");
        continue;
      }
      for (const Member &step : member.value->getMembers())
        if (std::optional<ExpectedList> list = readList(step))
          test.flags.push_back(std::move(*list));
    } else {
      reportKey(member, {"manifests", "jobs", "flags", "diagnostics"});
    }
  }
}

bool Reader::readSetup(const Member &member, TestCase &test) {
  const Value &value = *member.value;
  if (member.key == "define") {
    readDefinitions(value, test);
  } else if (member.key == "options") {
    readOptions(value, test);
  } else if (member.key == "sources") {
    test.sources.clear();
    if (value.isString()) {
      test.sources.push_back(locate(value.getText()));
      return true;
    }
    bool isGood =
        value.isList() && !value.empty() &&
        llvm::all_of(value.getItems(), [](const Value *item) { return item->isString(); });
    if (isGood)
      for (const Value *item : value.getItems())
        test.sources.push_back(locate(item->getText()));
    else
      reportValue("sources", value, member.keyRange, "a list of file names");
  } else {
    return false;
  }
  return true;
}

void Reader::readDefinitions(const Value &value, TestCase &test) {
  if (!value.isMap()) {
    reportValue("define", value, value.getRange(), "a map of inputs and their values");
    return;
  }
  for (const Member &member : value.getMembers()) {
    if (std::optional<std::string> text = getText(*member.value))
      test.options.push_back({Option::Define, "-D", member.key.str() + "=" + *text});
    else
      reportValue(member.key, *member.value, member.keyRange, "a scalar: the value of the input");
  }
}

void Reader::readOptions(const Value &value, TestCase &test) {
  bool isGood = value.isList() &&
                llvm::all_of(value.getItems(), [](const Value *item) { return item->isString(); });
  if (!isGood) {
    reportValue("options", value, value.getRange(), "a list of options, as lines of stash.flags");
    return;
  }
  for (const Value *item : value.getItems()) {
    std::vector<OptionUse> uses;
    if (!readOptionLine(
            item->getText(), Verb::Build, directory,
            [&](llvm::StringRef) { return item->getRange(); }, uses, diags))
      continue;
    for (OptionUse &use : uses) {
      use.range = {}; // the case has other sources
      test.options.push_back(std::move(use));
    }
  }
}

std::optional<ExpectedFile> Reader::readFileName(const Member &member) {
  if (!member.value->isString() || member.value->getText().empty()) {
    reportValue(member.key, *member.value, member.keyRange, "the name of a file");
    return std::nullopt;
  }
  return ExpectedFile{locate(member.value->getText()), member.value->getRange()};
}

std::optional<ExpectedList> Reader::readList(const Member &member) {
  ExpectedList list = {&member, {}};
  // With --update, a key with nothing behind it is a list that is to be written.
  if (member.value->isNull())
    return list;
  bool isGood = member.value->isList();
  if (isGood)
    for (const Value *item : member.value->getItems()) {
      std::optional<std::string> text = getText(*item);
      isGood &= text.has_value();
      list.items.push_back(text.value_or(""));
    }
  if (!isGood) {
    reportValue(member.key, *member.value, member.keyRange, "a list of strings");
    return std::nullopt;
  }
  return list;
}

} // namespace

TestFile driver::readTestFile(const SourceFile &file, ValueArena &arena, DiagnosticEngine &diags,
                              Budget &budget) {
  TestFile result = {&file, {}};
  unsigned before = diags.getErrorCount();
  std::vector<Value *> documents = readYaml(file, arena, diags, budget);
  for (const Value *document : documents)
    Reader(file, diags).read(*document, result);
  if (documents.empty() && diags.getErrorCount() == before)
    diags.report(diag::WrongTestValue, file.getRange(), path::filename(file.getName()),
                 "a map with 'cases'");
  return result;
}
