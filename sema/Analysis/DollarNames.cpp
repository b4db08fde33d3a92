// `$name` in a text, as a shell has it: that is text, and where a value is called so, another one
// was meant.

#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Checks.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace stash;
using namespace stash::sema;

namespace {

class DollarNames {
public:
  using IsValue = llvm::function_ref<bool(llvm::StringRef)>;
  /// `isValue` tells the names that a text could be given the values of.
  DollarNames(IsValue isValue, DiagnosticEngine &diags) : isValue(isValue), diags(diags) {}

  llvm::StringSet<> environment;   ///< what a shell in the container would put there
  const Constant *image = nullptr; ///< where no other program reads the text

  void check(const Constant &value) {
    if (value.isList())
      for (const Constant *item : value.getItems())
        check(*item);
    if (value.isMap())
      for (const ConstantMember &member : value.getMembers())
        check(*member.value);
    if (!value.isText())
      return;
    for (const Piece &piece : value.getText())
      if (!piece.variable && piece.literal.contains('$'))
        checkPiece(diags.getSources().getText(piece.range), piece.range, value);
  }

private:
  void checkPiece(llvm::StringRef source, SourceRange range, const Constant &value) {
    bool isImage = &value == image;
    for (size_t at = source.find('$'); at != llvm::StringRef::npos; at = source.find('$', at + 1)) {
      llvm::StringRef name =
          source.drop_front(at + 1).take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
      bool isText = at > 0 && (source[at - 1] == '\\' || source[at - 1] == '$');
      if (isText || name == "HOSTNAME" || name.empty() || llvm::isDigit(name[0]) ||
          !isValue(name) || (!isImage && (environment.contains(name) || isAssigned(source, name))))
        continue;
      SourceRange place = {range.begin + uint32_t(at),
                           range.begin + uint32_t(at + 1 + name.size())};
      auto report = isImage ? diags.reportError(diag::DollarName, place, "$" + name.str(), name)
                            : diags.report(diag::DollarName, place, "$" + name.str(), name);
      report.fixit(place, ("${" + name + "}").str());
      // That the text with it is no name, no schedule … comes of it.
      if (report)
        diags.explainErrors(value.getRange());
    }
  }

  /// Whether a script gives a name a value: `name=`, `for name in`, `read name`.
  static bool isAssigned(llvm::StringRef script, llvm::StringRef name) {
    std::string assignment = (name + "=").str();
    for (size_t at = script.find(assignment); at != llvm::StringRef::npos;
         at = script.find(assignment, at + 1))
      if (at == 0 || llvm::StringRef(" \t\n;\"'(&|").contains(script[at - 1]))
        return true;
    return script.contains(("for " + name + " ").str()) ||
           script.contains(("read " + name).str()) || script.contains(("read -r " + name).str());
  }

  IsValue isValue;
  DiagnosticEngine &diags;
};

/// Whether a file has a constant of a name; then it is used, as its author meant it.
bool isConstant(const Object &object, llvm::StringRef name, Analysis &a) {
  Scope *scope = a.fileScopes.lookup(object.file);
  Binding *binding = scope ? scope->findHere(name) : nullptr;
  if (binding)
    binding->used = true;
  return binding;
}

/// Whether an object has a parameter of a name, of which the same holds.
template <typename T> bool isParameter(const T &object, llvm::StringRef name, Analysis &a) {
  const Parameter *parameter = object.getParameter(name);
  if (parameter)
    a.diags.silence(parameter->range);
  return parameter;
}

} // namespace

void sema::checkDollarNames(const Function &function, Analysis &a) {
  if (function.manifest || !function.spec)
    return;
  auto isValue = [&](llvm::StringRef name) {
    return isParameter(function, name, a) || findBuiltin(name) || isConstant(function, name, a);
  };
  DollarNames names(isValue, a.diags);
  const Constant *settings = function.spec->get("runtimeSettings");
  const Constant *env = settings && settings->isMap() ? settings->get("env") : nullptr;
  if (env && env->isList())
    for (const Constant *entry : env->getItems())
      if (const Constant *name = entry->get("name"))
        names.environment.insert(name->getLiteral().value_or(""));
  names.image = function.spec->get("image");
  names.check(*function.spec);
}

void sema::checkDollarNames(const Task &task, Analysis &a) {
  if (task.manifest)
    return;
  auto isValue = [&](llvm::StringRef name) {
    return isParameter(task, name, a) || findBuiltin(name) || isConstant(task, name, a);
  };
  DollarNames names(isValue, a.diags);
  for (const Step &step : task.steps)
    for (const Argument &argument : step.arguments)
      names.check(*argument.value);
  for (const Volume &volume : task.volumes)
    names.check(*volume.value);
}

/// Stash substitutes nothing in invokers; a blueprint has variables of its own.
void sema::checkDollarNames(const Invoker &invoker, Analysis &a) {
  if (!invoker.spec || (invoker.file && invoker.file->isShipped))
    return;
  bool isBlueprint = invoker.invokerKind == ast::InvokerKind::Blueprint;
  auto isValue = [&](llvm::StringRef name) {
    return isConstant(invoker, name, a) || (isBlueprint && findBlueprintVariable(name));
  };
  DollarNames(isValue, a.diags).check(*invoker.spec);
}
