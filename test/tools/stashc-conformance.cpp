//===- stashc-conformance.cpp - does it do as the operator does? ----------===//
//
// stashc-conformance envsubst|names FILE… runs the recorded cases of Stash's operator in FILEs
// against our libraries: templates with their values or errors (JSON, one a line), names with the
// algorithm that makes them (columns). Prints the cases that fail and `N passed, N failed`.
//
//===----------------------------------------------------------------------===//

#include "backend/Job/Names.h"
#include "frontend/Template/Template.h"
#include "frontend/Template/Unicode.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace stash;

namespace {

/// What a case came to; nothing for a line that is no case of its kind.
struct Outcome {
  std::string input, expected, got;
};
using Check = std::optional<Outcome> (*)(llvm::StringRef line);

std::string describe(const TemplateError &error) {
  switch (error.kind) {
  case TemplateErrorKind::BadSubstitution:
    return "error BAD_SUBSTITUTION";
  case TemplateErrorKind::MissingClosingBrace:
    return "error MISSING_CLOSING_BRACE";
  case TemplateErrorKind::VariableName:
    return "error VARIABLE_NAME";
  case TemplateErrorKind::FuncSubstitution:
    return "error FUNC_SUBSTITUTION";
  case TemplateErrorKind::NotFound:
    return "error NOT_FOUND:" + error.variable;
  case TemplateErrorKind::Panic:
    return "error PANIC";
  case TemplateErrorKind::TooDeep:
    return "error TOO_DEEP";
  case TemplateErrorKind::TooLarge:
    return "error TOO_LARGE";
  }
  return "error";
}

/// The recorded results have U+FFFD for what is not UTF-8.
std::string replaceInvalid(llvm::StringRef text) {
  std::string result;
  while (!text.empty()) {
    DecodedCharacter next = decodeCharacter(text);
    appendCharacter(result, next.character);
    text = text.substr(next.size);
  }
  return result;
}

std::string expand(llvm::StringRef text, const llvm::json::Object &variables) {
  llvm::BumpPtrAllocator allocator;
  auto parsed = parseTemplate(text, allocator);
  if (auto *error = std::get_if<TemplateError>(&parsed))
    return describe(*error);
  auto result = evaluateTemplate(std::get<Template>(parsed),
                                 [&](llvm::StringRef name) { return variables.getString(name); });
  if (auto *error = std::get_if<TemplateError>(&result))
    return describe(*error);
  return "value " + replaceInvalid(std::get<std::string>(result));
}

std::optional<Outcome> checkTemplate(llvm::StringRef line) {
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(line);
  if (!json) {
    llvm::consumeError(json.takeError());
    return std::nullopt;
  }
  const llvm::json::Object *object = json->getAsObject();
  if (!object)
    return std::nullopt;
  std::optional<llvm::StringRef> text = object->getString("t"), value = object->getString("r"),
                                 error = object->getString("e");
  const llvm::json::Object *variables = object->getObject("v");
  if (!text || !variables || value.has_value() == error.has_value())
    return std::nullopt;
  return Outcome{text->str(), value ? ("value " + *value).str() : ("error " + *error).str(),
                 expand(*text, *variables)};
}

std::optional<Outcome> checkName(llvm::StringRef line) {
  llvm::SmallVector<llvm::StringRef> columns, arguments;
  line.split(columns, '\t');
  size_t limit;
  if (columns.size() != 3 ||
      columns[0].drop_front(std::min<size_t>(columns[0].size(), 3)).getAsInteger(10, limit))
    return std::nullopt;
  columns[1].split(arguments, '|');
  llvm::StringRef algorithm = columns[0].take_front(3);
  if (arguments.size() != (algorithm == "PNS" ? 3 : 2))
    return std::nullopt;
  std::string name;
  if (algorithm == "PNS")
    name = nameWithPrefixAndSuffix(arguments[0], arguments[1], arguments[2], limit);
  else if (algorithm == "NWS")
    name = nameWithSuffix(arguments[0], arguments[1], limit);
  else if (algorithm == "VNP")
    name = nameWithPrefix(arguments[0], arguments[1], limit);
  else if (algorithm == "VNS")
    name = nameKeepingTail(arguments[0], arguments[1], limit);
  else
    return std::nullopt;
  return Outcome{(columns[0] + " " + columns[1]).str(), columns[2].str(), name};
}

} // namespace

int main(int argc, char **argv) {
  llvm::StringRef kind = argc > 1 ? argv[1] : "";
  Check check = kind == "envsubst" ? checkTemplate : kind == "names" ? checkName : nullptr;
  if (!check || argc < 3) {
    llvm::errs() << "usage: stashc-conformance envsubst|names FILE…\n";
    return 2;
  }
  unsigned passed = 0, failed = 0;
  for (const char *path : llvm::ArrayRef(argv + 2, argc - 2)) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer) {
      llvm::errs() << path << ": " << buffer.getError().message() << '\n';
      return 2;
    }
    for (llvm::line_iterator line(**buffer); !line.is_at_end(); ++line) {
      std::optional<Outcome> outcome = check(*line);
      if (outcome && outcome->got == outcome->expected) {
        ++passed;
        continue;
      }
      ++failed;
      llvm::outs() << path << ':' << line.line_number() << ": ";
      if (!outcome) {
        llvm::outs() << "this is no case of '" << kind << "'\n";
        continue;
      }
      llvm::printEscapedString(outcome->input, llvm::outs());
      llvm::outs() << ": expected ";
      llvm::printEscapedString(outcome->expected, llvm::outs());
      llvm::outs() << ", got ";
      llvm::printEscapedString(outcome->got, llvm::outs());
      llvm::outs() << '\n';
    }
  }
  llvm::outs() << passed << " passed, " << failed << " failed\n";
  return failed != 0;
}
