//===- stashc-conformance.cpp - does it do as the operator does? ----------===//
//
// stashc-conformance envsubst|names|yaml FILE… runs recorded cases in FILEs against our libraries:
// of Stash's operator, templates with their values or errors (JSON, one a line) and names with the
// algorithm that makes them (columns); of Kubernetes' YAML reader, texts with what it makes of them
// (JSON, one a line). Prints the cases that fail and `N passed, N failed`.
//
//===----------------------------------------------------------------------===//

#include "backend/Job/Names.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Template/Template.h"
#include "frontend/Template/Unicode.h"
#include "frontend/Yaml/YamlReader.h"

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

//===-- YAML --------------------------------------------------------------===//

/// A value as JSON, with the keys of maps in order. A number has the text that we keep of it.
void appendJson(std::string &out, const Value &value) {
  auto quote = [&](llvm::StringRef text) {
    llvm::raw_string_ostream(out) << llvm::json::Value(text);
  };
  switch (value.getKind()) {
  case Value::Kind::Null:
    out += "null";
    break;
  case Value::Kind::Bool:
    out += value.getBool() ? "true" : "false";
    break;
  case Value::Kind::Number:
    out += value.getText();
    break;
  case Value::Kind::String:
    quote(value.getText());
    break;
  case Value::Kind::Unknown:
    out += "unknown";
    break;
  case Value::Kind::List: {
    llvm::StringRef separator = "[";
    for (const Value *item : value.getItems()) {
      out += std::exchange(separator, ",");
      appendJson(out, *item);
    }
    out += value.empty() ? "[]" : "]";
    break;
  }
  case Value::Kind::Map: {
    llvm::SmallVector<const Member *> members;
    for (const Member &member : value.getMembers())
      members.push_back(&member);
    llvm::sort(members, [](const Member *a, const Member *b) { return a->key < b->key; });
    llvm::StringRef separator = "{";
    for (const Member *member : members) {
      out += std::exchange(separator, ",");
      quote(member->key);
      out += ':';
      appendJson(out, *member->value);
    }
    out += value.empty() ? "{}" : "}";
    break;
  }
  }
}

/// A case has `yaml` and either `json`, the text of the value in the form of appendJson, or
/// `error`, what Kubernetes' reader says.
std::optional<Outcome> checkYaml(llvm::StringRef line) {
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(line);
  if (!json) {
    llvm::consumeError(json.takeError());
    return std::nullopt;
  }
  const llvm::json::Object *object = json->getAsObject();
  std::optional<llvm::StringRef> text, expected;
  if (object) {
    text = object->getString("yaml");
    expected = object->getString("json");
  }
  if (!text || (!expected && !object->getString("error")))
    return std::nullopt;
  SourceManager sources;
  DiagnosticEngine diags(sources);
  const SourceFile *file = sources.add("case.yaml", llvm::MemoryBuffer::getMemBufferCopy(*text));
  ValueArena arena;
  Budget budget;
  std::string got;
  for (const Value *document : readYaml(*file, arena, diags, budget)) {
    got += got.empty() ? "" : " ";
    appendJson(got, *document);
  }
  if (diags.hadErrors())
    got = "error";
  else if (got.empty()) // what is null is no document to us
    got = "null";
  return Outcome{text->str(), expected ? expected->str() : "error", got};
}

} // namespace

int main(int argc, char **argv) {
  llvm::StringRef kind = argc > 1 ? argv[1] : "";
  Check check = kind == "envsubst" ? checkTemplate
                : kind == "names"  ? checkName
                : kind == "yaml"   ? checkYaml
                                   : nullptr;
  if (!check || argc < 3) {
    llvm::errs() << "usage: stashc-conformance envsubst|names|yaml FILE…\n";
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
