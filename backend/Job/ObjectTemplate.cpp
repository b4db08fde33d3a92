#include "backend/Job/ObjectTemplate.h"

#include "frontend/Basic/DiagnosticsJob.h"
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

Value *ObjectTemplate::substitute(const VariableScope &scope, const SubstitutionSite &site,
                                  ValueArena &arena, DiagnosticEngine &diags) const {
  if (auto *error = std::get_if<TemplateError>(&parsed)) {
    reportTemplate(*error, scope, site, diags);
    return nullptr;
  }
  const Template &good = std::get<Template>(parsed);
  Budget *budget = arena.getBudget();
  auto text = evaluateTemplate(
      good, [&](llvm::StringRef name) { return scope.getValue(name); },
      budget ? budget->getLimits().get(Limit::Value) : SIZE_MAX);
  if (auto *error = std::get_if<TemplateError>(&text);
      error && error->kind == TemplateErrorKind::TooLarge)
    budget->exhaust(Limit::Value);
  if (!arena.mayGoOn()) {
    reportExhausted(*budget, site.where, diags);
    return nullptr;
  }
  if (auto *error = std::get_if<TemplateError>(&text)) {
    reportTemplate(*error, scope, site, diags);
    return nullptr;
  }
  auto decoded = decodeJson(arena.copy(std::get<std::string>(text)), arena);
  if (auto *error = std::get_if<JsonError>(&decoded)) {
    reportJson(*error, scope, site, diags);
    return nullptr;
  }
  Value *value = std::get<Value *>(decoded);
  Value *merged = value->isMap() ? mergeDecoded(arena, object, value, type) : nullptr;
  if (!merged)
    diags.report(diag::SubstitutedType, site.where, site.what);
  return merged;
}

/// What the operator could not make of an expression.
static llvm::StringRef describe(TemplateErrorKind kind) {
  switch (kind) {
  case TemplateErrorKind::BadSubstitution:
    return "the argument does not end where it should";
  case TemplateErrorKind::MissingClosingBrace:
    return "'}' is missing";
  case TemplateErrorKind::VariableName:
    return "'${' without a name";
  case TemplateErrorKind::FuncSubstitution:
    return "an argument is empty or does not end";
  case TemplateErrorKind::TooDeep:
    return "expressions are nested too deeply";
  case TemplateErrorKind::Panic:
    return "a substring of negative length";
  case TemplateErrorKind::NotFound:
  case TemplateErrorKind::TooLarge: // which is reported as such
    break;
  }
  return "";
}

void ObjectTemplate::reportTemplate(const TemplateError &error, const VariableScope &scope,
                                    const SubstitutionSite &site, DiagnosticEngine &diags) const {
  bool isName = error.kind == TemplateErrorKind::NotFound;
  // An expression that swallowed other strings is at fault where it begins.
  uint32_t begin = isName ? error.offset : error.begin;
  uint32_t end = isName ? begin + static_cast<uint32_t>(error.variable.size())
                        : std::max(error.offset, begin + 2);
  SourceRange range = locate(begin, end, diags.getSources());
  auto report = [&] {
    SourceRange place = range.isValid() ? range : site.where;
    if (isName)
      return diags.report(diag::NoSuchVariable, place, error.variable, site.what);
    if (error.kind == TemplateErrorKind::Panic)
      return diags.report(diag::OperatorCrash, place, site.what, describe(error.kind));
    return diags.report(diag::BadTemplate, place, site.what, describe(error.kind));
  };
  DiagnosticEngine::Builder builder = report();
  if (!builder)
    return;
  if (!site.user.empty() && range.isValid())
    builder.note(site.where, "needed by {0}", site.user);
  if (!isName)
    return;
  std::string reason = explainAbsence(error.variable);
  if (!reason.empty())
    builder.note({}, "{0}", reason);
  else
    builder.suggest({}, error.variable, scope.getNames());
}

/// Whether a text means something else inside of a JSON string than outside.
static bool isSpecial(llvm::StringRef text) {
  return llvm::any_of(
      text, [](char c) { return c == '"' || c == '\\' || static_cast<uint8_t>(c) < 0x20; });
}

void ObjectTemplate::reportJson(const JsonError &error, const VariableScope &scope,
                                const SubstitutionSite &site, DiagnosticEngine &diags) const {
  // Evaluated once more, part by part: the last value with something special in it before the
  // place is the culprit, unless an expression ran out of its string.
  const TemplatePart *culprit = nullptr;
  size_t size = 0;
  for (const TemplatePart &part : std::get<Template>(parsed).parts) {
    if (size > error.offset)
      break;
    auto value = evaluateTemplate({llvm::ArrayRef(part)},
                                  [&](llvm::StringRef name) { return scope.getValue(name); });
    llvm::StringRef text = std::get<std::string>(value);
    size += text.size();
    if (!part.substitution)
      continue;
    const JsonString *string = json.find(part.begin);
    if (string && part.end > string->end) {
      SourceRange range = locate(part.begin, string->end, diags.getSources());
      diags.report(diag::BadTemplate, range.isValid() ? range : site.where, site.what,
                   "it does not end within its string");
      return;
    }
    if (isSpecial(text))
      culprit = &part;
  }
  SourceRange use =
      culprit ? locate(culprit->begin, culprit->end, diags.getSources()) : SourceRange();
  const Variable *variable = culprit ? scope.find(culprit->substitution->name) : nullptr;
  if (!variable || !isSpecial(variable->value)) {
    diags.report(diag::BrokenJson, use.isValid() ? use : site.where, site.what, error.message);
    return;
  }
  SourceRange origin = variable->origin.range;
  auto builder = diags.report(diag::ValueBreaksJson, origin.isValid() ? origin : site.where,
                              variable->name, site.what, error.message);
  if (builder && use.isValid())
    builder.note(use,
                 "inserted here{0}{1}, where a quote must come as '\\\"', a backslash as "
                 "'\\\\' and a line break as '\\n'",
                 site.user.empty() ? "" : " for ", site.user);
}
