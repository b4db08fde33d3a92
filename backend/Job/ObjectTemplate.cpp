#include "backend/Job/ObjectTemplate.h"

#include "frontend/Yaml/YamlReader.h"

using namespace stash;

ObjectTemplate::ObjectTemplate(const Value &source, TypeId type, ValueArena &arena)
    : type(type), object(makeTyped(arena, &source, type)), json(encodeJson(*object, type)),
      parsed(parseTemplate(json.text, arena.getAllocator())) {}

SourceRange ObjectTemplate::locate(uint32_t begin, uint32_t end,
                                   const SourceManager &sources) const {
  const JsonString *string = json.find(begin);
  if (!string)
    return {};
  if (!string->value)
    return string->keyRange;
  if (!string->value->getRange().isValid())
    return {};
  llvm::StringRef contents = llvm::StringRef(json.text).slice(string->begin, string->end);
  uint32_t first = getDecodedSize(contents, begin - string->begin);
  uint32_t last = getDecodedSize(contents, std::min(end, string->end) - string->begin);
  return getOffsetMap(*string->value, sources).map(first, last);
}

static std::optional<llvm::StringRef> getValue(const Variable *variable) {
  return variable ? std::optional(variable->value) : std::nullopt;
}

Value *ObjectTemplate::substitute(VariableLookup lookup, ValueArena &arena, llvm::StringRef what,
                                  SourceRange where, DiagnosticEngine &diags) const {
  if (auto *error = std::get_if<TemplateError>(&parsed)) {
    reportTemplate(*error, what, where, diags);
    return nullptr;
  }
  const Template &good = std::get<Template>(parsed);
  auto text = evaluateTemplate(good, [&](llvm::StringRef name) { return getValue(lookup(name)); });
  if (auto *error = std::get_if<TemplateError>(&text)) {
    reportTemplate(*error, what, where, diags);
    return nullptr;
  }
  auto decoded = decodeJson(arena.copy(std::get<std::string>(text)), arena);
  if (auto *error = std::get_if<JsonError>(&decoded)) {
    reportJson(*error, lookup, what, where, diags);
    return nullptr;
  }
  Value *value = std::get<Value *>(decoded);
  Value *merged = value->isMap() ? mergeDecoded(arena, object, value, type) : nullptr;
  if (!merged)
    diags.report(diag::SubstitutedType, where, what);
  return merged;
}

void ObjectTemplate::reportTemplate(const TemplateError &error, llvm::StringRef what,
                                    SourceRange where, DiagnosticEngine &diags) const {
  auto atExpression = [&](uint32_t end) {
    SourceRange range = locate(error.begin, std::max(end, error.begin + 2), diags.getSources());
    return range.isValid() ? range : where;
  };
  // An error in what another string swallowed is still the fault of the expression's beginning.
  SourceRange range = atExpression(std::max(error.offset, error.begin + 2));
  switch (error.kind) {
  case TemplateErrorKind::NotFound: {
    auto nameEnd = static_cast<uint32_t>(error.offset + error.variable.size());
    SourceRange name = locate(error.offset, nameEnd, diags.getSources());
    auto builder =
        diags.report(diag::NoSuchVariable, name.isValid() ? name : where, error.variable, what);
    if (where.isValid() && name.isValid())
      builder.note(where, "needed here");
    return;
  }
  case TemplateErrorKind::Panic:
    diags.report(diag::OperatorCrash, range, what, "a substring of negative length");
    return;
  case TemplateErrorKind::TooDeep:
    diags.report(diag::BadTemplate, range, what, "expressions are nested too deeply");
    return;
  case TemplateErrorKind::BadSubstitution:
    diags.report(diag::BadTemplate, range, what, "the operator's argument does not end here");
    return;
  case TemplateErrorKind::MissingClosingBrace:
    diags.report(diag::BadTemplate, range, what, "'}' is missing");
    return;
  case TemplateErrorKind::VariableName:
    diags.report(diag::BadTemplate, range, what, "'${' without a name");
    return;
  case TemplateErrorKind::FuncSubstitution:
    diags.report(diag::BadTemplate, range, what, "an argument is empty or does not end");
    return;
  }
}

void ObjectTemplate::reportJson(const JsonError &error, VariableLookup lookup, llvm::StringRef what,
                                SourceRange where, DiagnosticEngine &diags) const {
  // Evaluated once more, part by part: the last value with something special in it before the
  // place is the culprit.
  const Variable *culprit = nullptr;
  SourceRange use = where;
  size_t size = 0;
  for (const TemplatePart &part : std::get<Template>(parsed).parts) {
    if (size > error.offset)
      break;
    Template alone{llvm::ArrayRef(part)};
    auto value =
        evaluateTemplate(alone, [&](llvm::StringRef name) { return getValue(lookup(name)); });
    llvm::StringRef text = std::get<std::string>(value);
    size += text.size();
    if (!part.substitution || llvm::none_of(text, [](char c) {
          return c == '"' || c == '\\' || static_cast<uint8_t>(c) < 0x20;
        }))
      continue;
    culprit = lookup(part.substitution->name);
    use = locate(part.begin, part.end, diags.getSources());
  }
  if (!culprit) {
    diags.report(diag::BrokenJson, where, what, error.message);
    return;
  }
  auto builder = diags.report(diag::ValueBreaksJson,
                              culprit->origin.range.isValid() ? culprit->origin.range : where,
                              culprit->name, what, error.message);
  if (use.isValid())
    builder.note(use, "inserted here, where a quote is written '\\\"' and a backslash '\\\\'");
}
