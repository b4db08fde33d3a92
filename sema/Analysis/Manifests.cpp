#include "sema/Analysis/Manifests.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Template/TemplateDiagnostics.h"
#include "frontend/Template/Unicode.h"
#include "frontend/Yaml/YamlReader.h"
#include "sema/Analysis/Bodies.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

using namespace stash;
using namespace stash::sema;

namespace {

/// Turns a manifest's values into constants, with the places of literals and variables.
class Reader {
public:
  Reader(Analysis &analysis, const Object &owner)
      : a(analysis), constants(analysis.constants), owner(owner) {}

  const Constant *read(const Value &value) {
    SourceRange range = value.getRange();
    switch (value.getKind()) {
    case Value::Kind::Null:
      return constants.null(range);
    case Value::Kind::Bool:
      return constants.boolean(value.getBool(), range);
    case Value::Kind::Number:
      return constants.number(value.getText(), range);
    case Value::Kind::String:
      return readString(value);
    case Value::Kind::List: {
      llvm::SmallVector<const Constant *, 16> items;
      for (const Value *item : value.getItems())
        items.push_back(read(*item));
      return constants.list(items, range);
    }
    case Value::Kind::Map: {
      llvm::SmallVector<ConstantMember, 8> members;
      for (const Member &member : value.getMembers())
        members.push_back({member.key, member.keyRange, read(*member.value)});
      return constants.map(members, range);
    }
    case Value::Kind::Unknown:
      break;
    }
    return constants.unknown(range);
  }

  const Constant *readString(const Value &value) {
    llvm::StringRef text = value.getText();
    if (!text.contains('$'))
      return constants.literal(text, value.getRange());
    auto result = parseTemplate(text, constants.getAllocator());
    OffsetMap offsets = getOffsetMap(value, a.diags.getSources());
    if (auto *error = std::get_if<TemplateError>(&result)) {
      reportError(*error, text, offsets);
      return constants.unknown(value.getRange());
    }
    return constants.text(readParts(std::get<Template>(result), offsets), value.getRange());
  }

  /// Whether a template could not be read.
  bool hasFailed() const { return failed; }

private:
  void reportError(const TemplateError &error, llvm::StringRef text, const OffsetMap &offsets) {
    failed = true;
    DiagnosticEngine::StageScope scope(a.diags, a.getStage(a.isJudged(owner)));
    reportTemplateError(
        error, text, [&](uint32_t b, uint32_t e) { return offsets.map(b, e); },
        TemplateSource::Yaml, a.diags);
  }

  Text readParts(const Template &parsed, const OffsetMap &offsets) {
    llvm::SmallVector<Piece, 4> pieces;
    for (const TemplatePart &part : parsed.parts) {
      SourceRange range = offsets.map(part.begin, part.end);
      if (!part.substitution) {
        pieces.push_back({part.literal, nullptr, range});
        continue;
      }
      const Substitution &substitution = *part.substitution;
      Variable variable;
      variable.name = substitution.name;
      variable.op = substitution.op;
      variable.spelling = substitution.spelling;
      variable.range = range;
      llvm::SmallVector<Text, 2> arguments;
      for (const Template &argument : substitution.arguments)
        arguments.push_back(readParts(argument, offsets));
      variable.arguments = constants.copy(llvm::ArrayRef<Text>(arguments));
      pieces.push_back({{}, constants.make(variable), range});
    }
    return constants.copy(Text(pieces));
  }

  Analysis &a;
  bool failed = false;
  ConstantArena &constants;
  const Object &owner;
};

/// Warns of two dollar signs that must have been meant, in the strings of a Function or Task (P12).
class DollarCheck {
public:
  DollarCheck(Analysis &analysis, const Value *environment) : a(analysis) {
    if (environment && environment->isList())
      for (const Value *variable : environment->getItems())
        names.insert(variable->getStringOr("name"));
  }

  void check(const Value &value) {
    if (value.isString() && value.getText().contains("$$"))
      checkText(value);
    if (value.isList())
      for (const Value *item : value.getItems())
        check(*item);
    if (value.isMap())
      for (const Member &member : value.getMembers())
        check(*member.value);
  }

private:
  void checkText(const Value &value) {
    llvm::StringRef text = value.getText();
    auto result = parseTemplate(text, a.constants.getAllocator());
    const auto *parsed = std::get_if<Template>(&result);
    if (!parsed)
      return;
    OffsetMap offsets = getOffsetMap(value, a.diags.getSources());
    for (const TemplatePart &part : parsed->parts) {
      size_t at = part.begin;
      while (!part.substitution && (at = text.find("$$", at)) < part.end) {
        size_t end = std::min(text.find_first_not_of('$', at), text.size());
        if (size_t size = end - at == 2 ? getMeantSize(text.substr(at)) : 0)
          report(text.substr(at, size), offsets.map(at, at + 2));
        at = end;
      }
    }
  }

  /// How much of a text that begins with `$$` shows that both are meant; 0 when one can be:
  /// `$$HOME` is written by those who know that one is left.
  size_t getMeantSize(llvm::StringRef text) const {
    llvm::StringRef rest = text.drop_front(2);
    if (rest.consume_front("(")) {
      size_t close = rest.find(')');
      return close < rest.size() && names.contains(rest.take_front(close)) ? close + 4 : 0;
    }
    DecodedCharacter next = decodeCharacter(rest);
    bool isName = next.size && (isVariableCharacter(next.character) || next.character == '{');
    return isName ? 0 : 2;
  }

  void report(llvm::StringRef written, SourceRange range) {
    auto builder =
        a.diags.report(diag::CollapsedDollars, range, written, written.drop_front().str());
    if (written.size() > 2)
      builder.note({}, "Kubernetes then puts the value of the environment variable there");
    builder.fixit(range, "$$$$");
  }

  Analysis &a;
  llvm::StringSet<> names; // of the environment
};

void readMetadata(const Value &manifest, Object &object) {
  object.manifest = &manifest;
  object.isExternal = true;
  object.range = manifest.getRange();
  if (const Value *name = manifest.at({"metadata", "name"}); name && name->isString()) {
    object.name = name->getText();
    object.nameRange = name->getRange();
  } else {
    object.nameRange = manifest.getRange();
  }
}

} // namespace

void sema::readFunction(const Value &manifest, Function &function, Analysis &analysis) {
  readMetadata(manifest, function);
  Reader reader(analysis, function);
  if (const Value *spec = manifest.get("spec"); spec && analysis.isJudged(function))
    DollarCheck(analysis, spec->at({"runtimeSettings", "env"})).check(*spec);
  // The operator substitutes in the whole object (spec §2.5).
  const Constant *whole = reader.read(manifest);
  function.isComplete = !reader.hasFailed();
  function.spec = whole->get("spec");
  if (!function.spec || !function.spec->isMap())
    function.spec = analysis.constants.map({}, manifest.getRange());
  forEachUse(*whole, [&](const VariableUse &use) { function.uses.push_back(use); });

  llvm::MapVector<llvm::StringRef, Parameter> parameters;
  llvm::StringMap<bool> required;
  for (const VariableUse &use : function.uses) {
    if (findBuiltin(use.name) || findDeadVariable(use.name))
      continue;
    Parameter &parameter = parameters[use.name];
    bool isNew = parameter.name.empty();
    parameter.name = use.name;
    parameter.isInferred = true;
    if (isNew)
      parameter.range = use.range;
    if (use.op != TemplateOperator::Default) {
      required[use.name] = true;
      continue;
    }
    const Constant *word = analysis.constants.text(use.defaultWord, use.range);
    if (!parameter.defaultValue)
      parameter.defaultValue = word;
    else if (!isSame(*parameter.defaultValue, *word))
      parameter.defaultValue = analysis.constants.unknown(use.range);
  }
  for (auto &[name, parameter] : parameters) {
    if (required.lookup(name))
      parameter.defaultValue = nullptr;
    function.parameters.push_back(analysis.constants.make(parameter));
  }
}

void sema::readTask(const Value &manifest, Task &task, Analysis &analysis) {
  readMetadata(manifest, task);
  Reader reader(analysis, task);
  if (const Value *spec = manifest.get("spec"); spec && analysis.isJudged(task))
    DollarCheck(analysis, nullptr).check(*spec);
  if (const Value *steps = manifest.at({"spec", "steps"}); steps && steps->isList())
    for (const Value *item : steps->getItems()) {
      Step &step = task.steps.emplace_back();
      step.functionName = item->getStringOr("name");
      const Value *name = item->get("name");
      step.range = name ? name->getRange() : item->getRange();
      const Value *params = item->get("params");
      if (!params || !params->isList())
        continue;
      for (const Value *param : params->getItems()) {
        const Value *paramName = param->get("name"), *value = param->get("value");
        if (!paramName || !paramName->isString() || !value)
          continue;
        step.arguments.push_back(
            {paramName->getText(), paramName->getRange(), reader.read(*value), false});
      }
    }
  if (const Value *volumes = manifest.at({"spec", "volumes"}); volumes && volumes->isList())
    for (const Value *volume : volumes->getItems()) {
      const Value *name = volume->get("name");
      task.volumes.push_back({volume->getStringOr("name"),
                              name ? name->getRange() : volume->getRange(), reader.read(*volume),
                              false});
    }
  auto collect = [&](const VariableUse &use) { task.uses.push_back(use); };
  for (const Step &step : task.steps)
    for (const Argument &argument : step.arguments)
      forEachUse(*argument.value, collect);
  for (const Volume &volume : task.volumes)
    forEachUse(*volume.value, collect);
}

/// A variable in a manifest's text: Stash's own, or a parameter of `function`, if there is one.
static void recordUse(const VariableUse &use, const Function *function, Analysis &analysis) {
  if (const Parameter *parameter = function ? function->getParameter(use.name) : nullptr)
    analysis.occur(use.range, parameter->range, SymbolKind::Parameter, use.name, nullptr,
                   parameter);
  else if (findBuiltin(use.name))
    analysis.occur(use.range, {}, SymbolKind::Builtin, use.name);
}

void sema::recordManifestUses(Analysis &analysis) {
  if (!analysis.recordOccurrences)
    return;
  for (const Function &function : analysis.program.functions)
    if (function.manifest)
      for (const VariableUse &use : function.uses)
        recordUse(use, &function, analysis);
  for (const Task &task : analysis.program.tasks) {
    if (!task.manifest)
      continue;
    for (const VariableUse &use : task.uses)
      recordUse(use, nullptr, analysis);
    for (const Step &step : task.steps) {
      if (!step.function)
        continue;
      analysis.occur(step.range, step.function->nameRange, SymbolKind::Function, step.functionName,
                     nullptr, step.function);
      for (const Argument &argument : step.arguments)
        if (const Parameter *parameter = step.function->getParameter(argument.name))
          analysis.occur(argument.nameRange, parameter->range, SymbolKind::Parameter, argument.name,
                         nullptr, parameter);
    }
  }
  for (const Declared &declared : analysis.program.declared)
    if (declared.kind == Declared::Kind::Manifest)
      if (const Value *name = declared.manifest->at({"metadata", "name"}); name && name->isString())
        analysis.occur(name->getRange(), name->getRange(), SymbolKind::Invoker, name->getText());
}

bool sema::recordManifestObject(Analysis &analysis, llvm::StringRef kind, llvm::StringRef ns,
                                llvm::StringRef name, SourceRange range) {
  if (!analysis.recordOccurrences)
    return false;
  for (const Document &document : analysis.program.documents) {
    const Value *metadata = document.value->get("metadata");
    const Value *named = metadata ? metadata->get("name") : nullptr;
    if (!named || !named->isString() || named->getText() != name ||
        document.value->getStringOr("kind") != kind ||
        !(ns.empty() || metadata->getStringOr("namespace") == ns))
      continue;
    analysis.occur(range, named->getRange(), SymbolKind::Invoker, named->getText());
    return true;
  }
  return false;
}
