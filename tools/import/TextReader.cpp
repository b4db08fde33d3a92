#include "tools/import/TextReader.h"

#include "sema/Analysis/Evaluator.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::importer;

using PartKind = TextPart::Kind;

bool importer::isInteger(llvm::StringRef text) {
  llvm::StringRef digits = text;
  bool isNegative = digits.consume_front("-");
  if (digits == "0")
    return !isNegative;
  return !digits.empty() && digits.size() < 18 && digits[0] != '0' &&
         llvm::all_of(digits, llvm::isDigit);
}

bool importer::isTruth(llvm::StringRef text) { return text == "true" || text == "false"; }

static bool isReservedValue(llvm::StringRef name) {
  return llvm::is_contained({"if", "for", "in", "else", "true", "false", "null"}, name);
}

/// What a text says once it has been inserted into a JSON string; nothing when that breaks it.
static std::optional<std::string> unescapeJson(llvm::StringRef text) {
  if (text.find_first_of("\\\"") == llvm::StringRef::npos &&
      llvm::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return text.str();
  auto parsed = llvm::json::parse(("\"" + text + "\"").str());
  if (!parsed) {
    llvm::consumeError(parsed.takeError());
    return std::nullopt;
  }
  auto decoded = parsed->getAsString();
  return decoded ? std::optional(decoded->str()) : std::nullopt;
}

void TextReader::cannot(const Value &value, llvm::StringRef reason) {
  model.refuse(value.getRange(), "this text", reason);
}

TextPart TextReader::readVariable(const Substitution &variable, llvm::StringRef raw,
                                  const Declaration *function) {
  const Parameter *parameter = function ? function->getParameter(variable.name) : nullptr;
  if (parameter && !parameter->isRequired && variable.op == TemplateOperator::Default &&
      variable.spelling == ":=" &&
      raw == ("${" + variable.name + ":=" + parameter->word + "}").str())
    return {PartKind::Code, ("${" + variable.name + "}").str()};
  return {PartKind::Code, raw.str()};
}

std::vector<TextPart> TextReader::read(const Value &string, Destination destination,
                                       const Declaration *function) {
  llvm::StringRef text = string.getText();
  std::vector<TextPart> parts;
  auto addLiteral = [&](llvm::StringRef literal) {
    if (!parts.empty() && parts.back().kind == PartKind::Literal)
      parts.back().text += literal;
    else
      parts.push_back({PartKind::Literal, literal.str()});
  };
  bool isInserted =
      destination == Destination::StepArgument || destination == Destination::InvokerArgument;
  auto undo = [&](llvm::StringRef part) -> std::string {
    if (!isInserted)
      return part.str();
    std::optional<std::string> decoded = unescapeJson(part);
    if (decoded && escapeForJsonInsertion(*decoded) == part)
      return *decoded;
    cannot(string, "Stash inserts it into JSON as it is, and that would break it or change it");
    return part.str();
  };
  bool isTemplate =
      destination == Destination::Template || destination == Destination::StepArgument;
  if (!isTemplate || !text.contains('$')) {
    addLiteral(undo(text));
    return parts;
  }
  auto parsed = parseTemplate(text, model.allocator);
  if (std::holds_alternative<TemplateError>(parsed)) {
    cannot(string, "Stash would not accept it as a template");
    addLiteral(text);
    return parts;
  }
  for (const TemplatePart &part : std::get<Template>(parsed).parts) {
    if (!part.substitution) {
      addLiteral(undo(part.literal));
      continue;
    }
    std::string raw = undo(text.slice(part.begin, part.end));
    parts.push_back(readVariable(*part.substitution, raw, function));
  }
  if (parts.empty())
    addLiteral("");
  return parts;
}

Argument TextReader::readArgument(const Value &item, const Declaration &function) {
  Argument argument;
  llvm::StringRef text = item.getText();
  std::vector<TextPart> parts = read(item, Destination::Template, &function);
  argument.key = quote(parts);
  size_t equal = llvm::StringRef(parts[0].text).find('=');
  bool isFlag = parts[0].kind == PartKind::Literal && text.starts_with("--") &&
                equal != std::string::npos && equal > 2;
  if (!isFlag) {
    argument.source.text(parts, "argument");
    return argument;
  }
  argument.isFlag = true;
  argument.flag = parts[0].text.substr(2, equal - 2);
  parts[0].text.erase(0, equal + 1);
  if (parts[0].text.empty() && parts.size() > 1)
    parts.erase(parts.begin());

  argument.isShareable = true;
  forEachVariable(item, [&](const Substitution &variable) {
    argument.isShareable &= !function.getParameter(variable.name);
  });
  Source &out = argument.source;
  if (parts.size() == 1 && parts[0].kind == PartKind::Literal) {
    out.key(argument.flag);
    if (isInteger(parts[0].text) || isTruth(parts[0].text))
      out.scalar(parts[0].text, argument.flag);
    else
      out.text(parts, argument.flag);
    return argument;
  }
  // One variable and nothing else has a short form.
  auto parsed = parseTemplate(text, model.allocator);
  const auto *whole = std::get_if<Template>(&parsed);
  const Substitution *variable =
      whole && parts.size() == 1 ? whole->parts.back().substitution : nullptr;
  bool isDefault = variable && variable->op == TemplateOperator::Default &&
                   variable->spelling == ":=" && variable->arguments[0].isLiteral();
  if (!variable || isReservedValue(variable->name) ||
      !(variable->op == TemplateOperator::Plain || isDefault)) {
    out.key(argument.flag);
    out.text(parts, argument.flag);
    return argument;
  }
  argument.variable = variable->name.str();
  const Parameter *parameter = function.getParameter(variable->name);
  bool isReference = parts[0].text == "${" + argument.variable + "}";
  if (parameter && !isReference) {
    out.key(argument.flag);
    out.text(parts, argument.flag);
    return argument;
  }
  if (sema::toKebabCase(variable->name) != argument.flag)
    out.key(argument.flag);
  out.code(variable->name);
  if (isReference)
    return argument;
  std::string word;
  for (const TemplatePart &part : variable->arguments[0].parts)
    word += part.literal;
  if (word.empty()) {
    out.code("?");
    return argument;
  }
  out.code(" ?? ");
  if (isInteger(word) || isTruth(word))
    out.scalar(word, argument.flag);
  else
    out.text(word, argument.flag);
  return argument;
}

void TextReader::forEachVariable(const Value &value,
                                 llvm::function_ref<void(const Substitution &)> visit) {
  switch (value.getKind()) {
  case Value::Kind::List:
    for (const Value *item : value.getItems())
      forEachVariable(*item, visit);
    return;
  case Value::Kind::Map:
    for (const Member &member : value.getMembers())
      forEachVariable(*member.value, visit);
    return;
  case Value::Kind::String: {
    if (!value.getText().contains('$'))
      return;
    auto parsed = parseTemplate(value.getText(), model.allocator);
    if (const auto *whole = std::get_if<Template>(&parsed))
      forEachSubstitution(*whole, visit);
    return;
  }
  default:
    return;
  }
}
