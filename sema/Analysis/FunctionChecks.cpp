#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "sema/Analysis/Checks.h"
#include "sema/Schema/Image.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::sema;

namespace {

class FunctionChecker {
public:
  FunctionChecker(const Function &function, Analysis &a)
      : function(function), a(a), diags(a.diags) {}

  void run() {
    for (const VariableUse &use : function.uses)
      checkUse(use);
    if (function.manifest) {
      if (a.isJudged(function))
        checkManifestName();
      return;
    }
    checkParameters();
    checkDollarNames(function, a);
    if (function.spec)
      checkSpec();
  }

private:
  void checkManifestName() {
    if (function.name.size() > maxFunctionName)
      a.report(function, diag::InvalidObjectName, function.nameRange, function.name)
          .note({},
                "it has {0} characters; the container's name, which is made of it, has room for "
                "{1}",
                function.name.size(), maxFunctionName);
  }

  llvm::SmallVector<llvm::StringRef, 64> getKnownNames() {
    llvm::SmallVector<llvm::StringRef, 64> names;
    for (const Parameter *parameter : function.parameters)
      names.push_back(parameter->name);
    for (const Builtin &builtin : getBuiltins())
      names.push_back(builtin.name);
    return names;
  }

  void reportOperator(const VariableUse &use) {
    llvm::StringRef text = diags.getSources().getText(use.range);
    if (use.panics && !function.manifest)
      a.report(function, diag::OperatorPanics, use.range, text);
    else
      diags.report(diag::UnusualOperator, use.range, text);
  }

  void checkUse(const VariableUse &use) {
    const Parameter *parameter = function.getParameter(use.name);
    if (parameter)
      used.insert(parameter);
    const Builtin *builtin = findBuiltin(use.name);
    bool isUnusual = use.op != TemplateOperator::Plain && use.op != TemplateOperator::Default;
    // That the operator takes no default is the worse mistake.
    if (isUnusual && !(parameter && !parameter->isInferred && parameter->defaultValue))
      reportOperator(use);
    if (builtin && (!parameter || parameter->isInferred))
      return checkBuiltin(use, *builtin);
    if (parameter && !parameter->isInferred) {
      checkDefault(use, *parameter);
      return;
    }
    if (const DeadVariable *dead = findDeadVariable(use.name)) {
      bool lost = !use.hasDefault() && !parameter;
      auto report = lost ? a.report(function, diag::DeadVariableWithoutDefault, use.range, use.name)
                         : diags.report(diag::DeadVariableUsed, use.range, use.name);
      if (!dead->instead.empty())
        report.note({}, "its value is in '{0}'", dead->instead);
      return;
    }
    if (parameter) {
      // Of a manifest: everything that Stash does not set is a parameter, misspellings too.
      llvm::SmallVector<llvm::StringRef, 64> builtins;
      for (const Builtin &known : getBuiltins())
        builtins.push_back(known.name);
      llvm::StringRef nearest =
          use.hasDefault() ? diags.findMeant(use.name, builtins) : llvm::StringRef();
      if (!nearest.empty() && use.name.edit_distance(nearest) == 1)
        diags.report(diag::MisspeltVariable, use.range, use.name).suggest({}, nearest);
      return;
    }
    // Once for all that a loop declares here.
    Scope scope(nullptr, function.file);
    auto report = a.report(scope, diag::UndeclaredVariable, use.range, use.name, function.name);
    if (report.suggest({}, use.name, getKnownNames()).empty())
      report.note(function.nameRange, "declare it in the signature of '{0}'", function.name);
  }

  void checkDefault(const VariableUse &use, const Parameter &parameter) {
    if (use.parameter || use.isNested)
      return;
    if (use.op == TemplateOperator::Default) {
      if (!use.fromGroup)
        return; // `${p:=other}`: warned about where it is written
      bool same =
          parameter.defaultValue && isSame(use.defaultWord, textOf(*parameter.defaultValue));
      if (!same)
        diags.report(diag::DefaultsDiffer, use.range, use.name, function.name)
            .note(parameter.range, "it is declared here");
      return;
    }
    if (use.op == TemplateOperator::Plain) {
      if (use.fromGroup && parameter.defaultValue)
        diags.report(diag::DefaultsDiffer, use.range, use.name, function.name)
            .note(parameter.range, "it is declared here");
      return;
    }
    if (parameter.defaultValue)
      diags
          .report(diag::OperatorWithoutValue, use.range, use.name,
                  diags.getSources().getText(use.range))
          .note(parameter.range, "it is declared here");
  }

  Text textOf(const Constant &constant) {
    switch (constant.getKind()) {
    case Constant::Kind::Text:
      return constant.getText();
    case Constant::Kind::Number:
      return Text(a.constants.make(Piece{constant.getNumber(), nullptr, {}}), 1);
    case Constant::Kind::Bool:
      return Text(a.constants.make(Piece{constant.getBool() ? "true" : "false", nullptr, {}}), 1);
    default:
      return {};
    }
  }

  void checkBuiltin(const VariableUse &use, const Builtin &builtin) {
    if (use.hasDefault())
      return; // whether its default is ever taken depends on the direction: see the Tasks
    if (use.isNested) {
      if (std::max(builtin.backup, builtin.restore) != Availability::Always &&
          !isUsual(builtin.name))
        diags
            .report(function.manifest ? diag::SometimesUnset : diag::NestedUnresolved, use.range,
                    use.name)
            .note({}, "it is not set when {0}",
                  builtin.unsetWhen.empty() ? llvm::StringRef("the Task is of the other direction")
                                            : llvm::StringRef(builtin.unsetWhen));
      return;
    }
    // What is missing in one direction is an error of the Task that runs it in that direction.
    if (builtin.backup == Availability::Sometimes || builtin.restore == Availability::Sometimes)
      if (!builtin.unsetWhen.empty() && !isUsual(builtin.name))
        diags.report(diag::SometimesUnset, use.range, use.name)
            .note({}, "it is not set when {0}", builtin.unsetWhen);
  }

  /// A Repository without its secret, or a target without a name, does not work anyway.
  static bool isUsual(llvm::StringRef name) {
    return name == "REPOSITORY_SECRET_NAME" || name == "REPOSITORY_SECRET_NAMESPACE" ||
           name == "TARGET_NAME" || name == "TARGET_KIND" || name == "TARGET_NAMESPACE";
  }

  void checkParameters() {
    if (!function.isComplete || function.isExternal)
      return;
    for (const Parameter *parameter : function.parameters)
      if (!used.contains(parameter))
        diags.report(diag::UnusedParameter, parameter->range, parameter->name);
  }

  void checkSpec() {
    if (function.isExternal)
      return;
    if (const Constant *args = function.spec->get("args"); args && args->isList())
      checkFlags(*args);
    if (const Constant *image = function.spec->get("image"))
      checkImage(*image);
    const Constant *settings = function.spec->get("runtimeSettings");
    if (!settings)
      return;
    if (const Constant *security = settings->get("securityContext"))
      if (const Constant *privileged = security->get("privileged");
          privileged && privileged->isBool() && privileged->getBool())
        diags.report(diag::Privileged, privileged->getRange());
    if (const Constant *env = settings->get("env"); env && env->isList())
      for (const Constant *entry : env->getItems())
        checkEnv(*entry);
  }

  void checkFlags(const Constant &args) {
    llvm::SmallDenseMap<llvm::StringRef, SourceRange, 64> flags;
    for (const Constant *arg : args.getItems()) {
      if (!arg->isText() || arg->getText().empty() || arg->getText()[0].variable)
        continue;
      llvm::StringRef literal = arg->getText()[0].literal;
      size_t equal = literal.find('=');
      if (!literal.starts_with("--") || equal == llvm::StringRef::npos)
        continue;
      llvm::StringRef flag = literal.take_front(equal);
      auto [at, isNew] = flags.try_emplace(flag, arg->getRange());
      if (!isNew && function.isComplete)
        diags.report(diag::RepeatedFlag, arg->getRange(), flag)
            .note(at->second, "it was given here");
      std::optional<std::string> whole = arg->getLiteral();
      if (whole && isSecretValue(llvm::StringRef(*whole).substr(equal + 1)) && isSecretName(flag))
        diags.report(diag::PlainSecret, arg->getRange(), flag);
    }
  }

  void checkImage(const Constant &image) {
    std::optional<std::string> text = image.getLiteral();
    if (!text || text->empty())
      return;
    if (std::string fault = findImageFault(*text); !fault.empty()) {
      // `$name` was reported.
      if (text->find('$') == std::string::npos)
        a.report(function, diag::BadImage, image.getRange(), *text, fault);
      return;
    }
    if (text->find('@') != std::string::npos)
      return;
    llvm::StringRef name = llvm::StringRef(*text).rsplit('/').second;
    if (name.empty())
      name = *text;
    llvm::StringRef tag = name.split(':').second;
    if (tag.empty())
      diags.report(diag::NoImageTag, image.getRange(), *text)
          .note({}, "without one, the Job runs whatever is latest at that time");
    else if (tag == "latest")
      diags.report(diag::LatestImage, image.getRange(), *text);
  }

  static bool isSecretName(llvm::StringRef name) {
    // Each of the words has one of these.
    if (llvm::none_of(name, [](char c) { return c == 'k' || c == 'K' || c == 'w' || c == 'W'; }))
      return false;
    std::string lower = name.lower();
    llvm::StringRef text(lower);
    for (llvm::StringRef word : {"password", "passwd", "token", "secret-key", "secret_key",
                                 "secret_access_key", "secret-access-key", "api-key", "api_key"})
      if (text.contains(word)) {
        // Where the secret is, or what is done with it, is none.
        llvm::StringRef end = text.substr(text.rfind(word) + word.size());
        for (llvm::StringRef what : {"file", "path", "dir", "url", "name", "ttl", "timeout"})
          if (end.ends_with(what))
            return false;
        return true;
      }
    return text.ends_with("_pwd") || text.ends_with("-pwd");
  }

  static bool isSecretValue(llvm::StringRef value) {
    return !value.empty() && !value.starts_with("/") && value != "true" && value != "false";
  }

  void checkEnv(const Constant &entry) {
    const Constant *name = entry.get("name"), *value = entry.get("value");
    if (!name || !value)
      return;
    std::optional<std::string> nameText = name->getLiteral(), text = value->getLiteral();
    if (nameText && text && isSecretValue(*text) && isSecretName(*nameText))
      diags.report(diag::PlainSecret, value->getRange(), *nameText)
          .note({}, "a secret's value is read with 'env {0}: secret(NAME, KEY)'", *nameText);
  }

  const Function &function;
  Analysis &a;
  DiagnosticEngine &diags;
  llvm::DenseSet<const Parameter *> used;
};

} // namespace

void sema::checkFunction(const Function &function, Analysis &analysis) {
  if (function.file && function.file->isShipped)
    return;
  FunctionChecker(function, analysis).run();
}

/// Constants that nothing uses. A constant in a loop is one, however many turns there are. What
/// stands at the top of a file that declares no object is for those who import it.
static void checkUnusedConstants(Analysis &a) {
  llvm::DenseSet<const FileUnit *> declaring;
  for (const Declared &declared : a.program.declared)
    declaring.insert(declared.file);
  llvm::DenseMap<uint32_t, std::pair<const Binding *, bool>> byPlace;
  for (const Binding &binding : a.scopes.getBindings()) {
    if (binding.kind != Binding::Kind::Let && binding.kind != Binding::Kind::Params)
      continue;
    if (!binding.scope->file->isRoot ||
        (!binding.scope->parent && !declaring.contains(binding.scope->file)))
      continue;
    auto &[first, used] = byPlace[binding.range.begin];
    first = &binding;
    used |= binding.used;
  }
  for (const auto &[place, entry] : byPlace)
    if (!entry.second)
      a.diags.report(diag::UnusedConstant, entry.first->range, entry.first->name);
}

/// Definitions that nothing uses, by the same rule.
static void checkUnusedDefinitions(Analysis &a) {
  llvm::DenseSet<const FileUnit *> declaring;
  for (const Declared &declared : a.program.declared)
    declaring.insert(declared.file);
  for (const auto &inFile : a.definitions)
    for (const auto &definition : inFile.second) {
      const FileUnit *file = definition.second.file;
      if (!definition.second.used && file->isRoot && declaring.contains(file))
        a.diags.report(diag::UnusedDefinition, definition.second.item->getName().range,
                       definition.getKey());
    }
}

/// Types of one string without a default: that string was meant as the default.
static void checkSingleValues(Analysis &a) {
  auto check = [&](const ast::Param &param) {
    if (param.isSpread || param.value || param.type.members.size() != 1)
      return;
    llvm::StringRef value = param.type.members[0].text;
    a.diags.report(diag::SingleValueType, param.name.range, param.name.text)
        .note({}, "for a default write '= \"{0}\"'", value)
        .fixit({param.name.range.end, param.type.range.end}, (" = \"" + value + "\"").str());
  };
  for (const auto &unit : a.program.files)
    for (const ast::Item *item : unit->module.items) {
      if (unit->isShipped)
        continue;
      if (const auto *input = llvm::dyn_cast<ast::InputItem>(item))
        check(input->getParam());
      else if (const auto *function = llvm::dyn_cast<ast::FunctionItem>(item))
        llvm::for_each(function->getParams(), check);
      else if (const auto *def = llvm::dyn_cast<ast::DefItem>(item))
        llvm::for_each(def->getParams(), check);
      else if (const auto *params = llvm::dyn_cast<ast::ParamsItem>(item))
        llvm::for_each(params->getParams(), check);
    }
}

/// Files with objects that invokers need to know, and name in ways that only the resolver follows:
/// Repositories, AppBindings, sessions.
static llvm::DenseSet<const FileUnit *> findContext(const Program &program) {
  llvm::DenseSet<const FileUnit *> files;
  for (const Declared &declared : program.declared)
    if (declared.kind == Declared::Kind::Invoker || declared.kind == Declared::Kind::Manifest)
      files.insert(declared.file);
  return files;
}

void sema::checkUnused(Analysis &a) {
  checkSingleValues(a);
  // What an error kept from being read may use them.
  if (a.diags.hadErrors())
    return;
  checkUnusedConstants(a);
  checkUnusedDefinitions(a);
  llvm::DenseSet<const FileUnit *> context = findContext(a.program);
  for (FileUnit *unit : a.program.roots) {
    if (unit->isManifest)
      continue;
    for (const FileUnit::Import &import : unit->imports)
      if (import.file && !import.used && !(context.contains(unit) && context.contains(import.file)))
        a.diags.report(diag::UnusedImport, import.item->getPath()->getRange(),
                       import.item->getPath()->getText());
  }
}
