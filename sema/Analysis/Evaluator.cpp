// The dispatch, and names.

#include "sema/Analysis/Evaluator.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Parse/Literal.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

llvm::StringRef sema::describe(const Item &item) {
  switch (item.getKind()) {
  case Item::Kind::Property:
    return "a property";
  case Item::Kind::Spread:
    return "'...'";
  case Item::Kind::Import:
    return "an import";
  case Item::Kind::Input:
    return "an input";
  case Item::Kind::Def:
    return "a definition";
  case Item::Kind::Function:
    return "a function";
  case Item::Kind::Task:
    return "a task";
  case Item::Kind::Invoker:
    switch (cast<InvokerItem>(item).getInvokerKind()) {
    case InvokerKind::Repository:
      return "a repository";
    case InvokerKind::Backup:
      return "a backup";
    case InvokerKind::Restore:
      return "a restore";
    case InvokerKind::Blueprint:
      return "a blueprint";
    }
    return "this";
  case Item::Kind::With:
    return "'with'";
  case Item::Kind::Volume:
    return "a volume";
  case Item::Kind::Mount:
    return "a mount";
  case Item::Kind::Env:
    return "'env'";
  case Item::Kind::Target:
    return "a target";
  case Item::Kind::Pipeline:
    return cast<PipelineItem>(item).getSteps().size() == 1 ? "a step" : "a pipeline";
  default:
    return "this";
  }
}

const Constant *Evaluator::evaluate(const Expr &expr, Scope &scope, const schema::Type *wanted) {
  const Constant *value = evaluateUnchecked(expr, scope, wanted);
  // What it made may be too much.
  return a.outOfBudget || a.spend(scope, expr.getRange(), 0) ? value
                                                             : constants.unknown(expr.getRange());
}

const Constant *Evaluator::evaluateUnchecked(const Expr &expr, Scope &scope,
                                             const schema::Type *wanted) {
  SourceRange range = expr.getRange();
  if (!a.spend(scope, range))
    return constants.unknown(range);
  if (depth >= Budget::maxDepth) {
    if (!std::exchange(reportedDepth, true))
      a.report(scope, diag::EvaluationTooDeep, range, Budget::maxDepth);
    return constants.unknown(range);
  }
  llvm::SaveAndRestore deeper(depth, depth + 1);
  switch (expr.getKind()) {
  case Expr::Kind::Error:
    return constants.unknown(range);
  case Expr::Kind::Name:
    return evaluateReference(cast<NameExpr>(expr).getName().text, range, scope, wanted);
  case Expr::Kind::String:
    return evaluateString(cast<StringExpr>(expr), scope);
  case Expr::Kind::Number:
    return constants.number(cast<NumberExpr>(expr).getText(), range);
  case Expr::Kind::Bool:
    return constants.boolean(cast<BoolExpr>(expr).getValue(), range);
  case Expr::Kind::Null:
    return constants.null(range);
  case Expr::Kind::List:
    return evaluateList(cast<ListExpr>(expr), scope, wanted);
  case Expr::Kind::Map:
    return evaluateMap(cast<MapExpr>(expr).getBlock(), scope,
                       wanted ? wanted->getObject() : nullptr);
  case Expr::Kind::Call:
    return evaluateCall(cast<CallExpr>(expr), scope);
  case Expr::Kind::Params:
    return evaluateParams(cast<ParamsExpr>(expr).getParams(), range, scope);
  case Expr::Kind::Optional:
    return evaluateDefault(*cast<OptionalExpr>(expr).getOperand(), nullptr, range, scope);
  case Expr::Kind::Binary:
    return evaluateBinary(cast<BinaryExpr>(expr), scope);
  case Expr::Kind::Not: {
    std::optional<bool> operand = evaluateCondition(*cast<NotExpr>(expr).getOperand(), scope);
    return operand ? constants.boolean(!*operand, range) : constants.unknown(range);
  }
  case Expr::Kind::If:
    return evaluateIf(cast<IfExpr>(expr), scope, wanted);
  case Expr::Kind::For:
    a.report(scope, diag::LoopIsNoValue, range)
        .note({}, "write a loop among the elements of '[…]'");
    return constants.unknown(range);
  case Expr::Kind::Target:
    a.report(scope, diag::TargetIsNoValue, range);
    return constants.unknown(range);
  }
  return constants.unknown(range);
}

//===-- Names -------------------------------------------------------------===//

const Constant *Evaluator::force(Binding &binding) {
  if (binding.value)
    return binding.value;
  if (binding.isEvaluating) {
    // What takes part in the cycle has no value: that it has none is one mistake.
    auto *first = llvm::find(evaluating, &binding);
    auto report = a.report(*binding.scope, diag::CyclicConstant, binding.range, binding.name);
    for (Binding *other : llvm::make_range(first, evaluating.end())) {
      other->value = constants.unknown(other->range);
      if (other != &binding)
        report.note(other->range, "through the value of '{0}'", other->name);
    }
    return binding.value;
  }
  binding.isEvaluating = true;
  evaluating.push_back(&binding);
  const Constant *value = nullptr;
  if (const auto *let = llvm::dyn_cast_or_null<LetItem>(binding.item))
    value = evaluate(*let->getValue(), *binding.scope);
  else if (const auto *params = llvm::dyn_cast_or_null<ParamsItem>(binding.item))
    value = evaluateParams(params->getParams(), params->getRange(), *binding.scope);
  else
    value = constants.unknown(binding.range);
  binding.isEvaluating = false;
  evaluating.pop_back();
  if (!binding.value)
    binding.value = value;
  return binding.value;
}

void Evaluator::forceUnused() {
  const std::deque<Binding> &bindings = a.scopes.getBindings();
  std::vector<bool> used;
  for (const Binding &binding : bindings)
    used.push_back(binding.used);
  size_t count = bindings.size(); // evaluation adds more
  for (size_t i = 0; i < count && !a.outOfBudget; ++i) {
    Binding &binding = a.scopes.getBinding(i);
    bool isConstant = binding.kind == Binding::Kind::Let || binding.kind == Binding::Kind::Params;
    if (isConstant && !binding.value && !binding.scope->file->isShipped)
      force(binding);
  }
  for (size_t i = 0; i < count; ++i)
    a.scopes.getBinding(i).used = used[i];
}

const Constant *Evaluator::runtimeVariable(llvm::StringRef name, SourceRange range, TypeKind type) {
  Variable variable;
  variable.name = name;
  variable.range = range;
  return constants.text(Text(constants.make(Piece{{}, constants.make(variable), range}), 1), range,
                        type);
}

const Constant *Evaluator::valueOf(Binding &binding, SourceRange range, Scope &scope) {
  binding.used = true;
  SymbolKind kind = SymbolKind::Constant;
  const Constant *value = nullptr;
  switch (binding.kind) {
  case Binding::Kind::Parameter: {
    Variable variable;
    variable.name = binding.name;
    variable.range = range;
    variable.parameter = binding.parameter;
    value = constants.text(Text(constants.make(Piece{{}, constants.make(variable), range}), 1),
                           range, binding.parameter->type.kind);
    a.occur(range, binding.range,
            binding.range.isValid() ? SymbolKind::Parameter : SymbolKind::Builtin, binding.name,
            nullptr, binding.parameter);
    return value;
  }
  case Binding::Kind::Volume:
    kind = SymbolKind::Volume;
    value = constants.literal(binding.name, range, TypeKind::Volume);
    break;
  case Binding::Kind::Input:
    kind = SymbolKind::Input;
    value = constants.at(*force(binding), range);
    break;
  case Binding::Kind::Params:
    kind = SymbolKind::Group;
    value = constants.at(*force(binding), range);
    break;
  default:
    value = constants.at(*force(binding), range);
    break;
  }
  (void)scope;
  a.occur(range, binding.range, kind, binding.name, value);
  return value;
}

const Constant *Evaluator::getMember(const Constant &constant, llvm::StringRef path,
                                     SourceRange range, Scope &scope) {
  if (constant.isUnknown())
    return constants.unknown(range);
  if (!constant.isMap()) {
    a.report(scope, diag::MemberOfNoMap, range, path, describe(constant));
    return constants.unknown(range);
  }
  if (const Constant *member = constant.get(path))
    return constants.at(*member, range);
  for (size_t dot = path.find('.'); dot != llvm::StringRef::npos; dot = path.find('.', dot + 1))
    if (const Constant *head = constant.get(path.take_front(dot)))
      return getMember(*head, path.drop_front(dot + 1), range, scope);
  auto report = a.report(scope, diag::NoMapMember, range, path);
  report.suggest({range.end - uint32_t(path.size()), range.end}, path, [&](auto &keys) {
    for (const ConstantMember &member : constant.getMembers())
      keys.push_back(member.key);
  });
  return constants.unknown(range);
}

const Constant *Evaluator::findConstant(llvm::StringRef name, SourceRange range, Scope &scope) {
  if (Binding *binding = a.find(scope, name, range))
    return valueOf(*binding, range, scope);
  size_t dot = name.find('.');
  if (dot == llvm::StringRef::npos)
    return nullptr;
  SourceRange headRange = {range.begin, range.begin + uint32_t(dot)};
  if (Binding *binding = a.find(scope, name.take_front(dot), headRange))
    return getMember(*valueOf(*binding, headRange, scope), name.drop_front(dot + 1), range, scope);
  return nullptr;
}

const Constant *Evaluator::evaluateReference(llvm::StringRef name, SourceRange range, Scope &scope,
                                             const schema::Type *wanted) {
  if (const Constant *constant = findConstant(name, range, scope))
    return constant;
  if (findBuiltin(name)) {
    a.occur(range, {}, SymbolKind::Builtin, name);
    return runtimeVariable(name, range);
  }
  reportUndefined(name, range, scope, /*isInString=*/false, wanted);
  return constants.unknown(range);
}

/// What Stash calls a value that people know by another name.
static llvm::StringRef getMeantVariable(llvm::StringRef name) {
  return llvm::StringSwitch<llvm::StringRef>(name)
      .Cases({"SNAPSHOT", "SNAPSHOTS", "SNAPSHOT_ID", "RESTORE_SNAPSHOT"}, "RESTORE_SNAPSHOTS")
      .Cases({"BUCKET", "S3_BUCKET"}, "REPOSITORY_BUCKET")
      .Cases({"ENDPOINT", "S3_ENDPOINT"}, "REPOSITORY_ENDPOINT")
      .Cases({"PREFIX", "REPOSITORY_PATH"}, "REPOSITORY_PREFIX")
      .Default({});
}

void Evaluator::reportUndefined(llvm::StringRef name, SourceRange range, Scope &scope,
                                bool isInString, const schema::Type *wanted) {
  if (llvm::StringRef meant = getMeantVariable(name); !meant.empty()) {
    a.report(scope, diag::UndefinedName, range, name).suggest(range, meant);
    return;
  }
  if (const DeadVariable *dead = findDeadVariable(name)) {
    auto report = a.report(scope, diag::DeadVariableWithoutDefault, range, name);
    if (!dead->instead.empty())
      report.note({}, "its value is in '{0}'", dead->instead).fixit(range, dead->instead);
    return;
  }
  llvm::StringRef nearest =
      a.diags.findMeant(name, [&](auto &candidates) { a.collectVisibleNames(scope, candidates); });
  // Words of YAML and other languages.
  llvm::StringRef keyword = llvm::StringSwitch<llvm::StringRef>(name.lower())
                                .Case("true", "true")
                                .Case("false", "false")
                                .Cases({"null", "none", "nil"}, "null")
                                .Default({});
  if (wanted && wanted->isBoolean())
    keyword = llvm::StringSwitch<llvm::StringRef>(name.lower())
                  .Cases({"yes", "on", "y"}, "true")
                  .Cases({"no", "off", "n"}, "false")
                  .Default(keyword);
  if (nearest.empty() && !isInString)
    nearest = keyword;
  if (a.isKnownUndefined(*scope.file, name, range, nearest))
    return;
  auto report = a.report(scope, diag::UndefinedName, range, name);
  a.rememberUndefined(*scope.file, name, report);
  if (wanted)
    for (llvm::StringRef member : wanted->getMembers())
      if (member == name) {
        report.note({}, "text is written in quotes").fixit(range, ("\"" + name + "\"").str());
        return;
      }
  if (!nearest.empty())
    report.suggest(range, nearest);
  else if (isInString)
    report.note({}, "write text that is not a substitution as '\\${{'");
  else
    report.note({}, "text is written in quotes");
}

llvm::StringRef Evaluator::evaluateName(const Expr &expr, Scope &scope) {
  if (const auto *name = dyn_cast<NameExpr>(&expr)) {
    llvm::StringRef text = name->getName().text;
    if (Binding *binding = scope.find(text))
      if (binding->kind == Binding::Kind::Let || binding->kind == Binding::Kind::Value ||
          binding->kind == Binding::Kind::Input)
        a.report(scope, diag::NameIsConstant, expr.getRange(), text)
            .note(binding->range, "the constant is declared here")
            .fixit(expr.getRange(), ("\"${" + text + "}\"").str());
    return text;
  }
  if (const auto *number = dyn_cast<NumberExpr>(&expr))
    return number->getText();
  const auto *string = dyn_cast<StringExpr>(&expr);
  if (!string) {
    if (!isa<ErrorExpr>(expr))
      a.report(scope, diag::WantsName, expr.getRange());
    return {};
  }
  if (string->isLiteral())
    return string->getText();
  const Constant *value = evaluateString(*string, scope);
  if (value->isUnknown())
    return {};
  // What an error or an argument that is not known yet left.
  for (const Piece &piece : value->isText() ? value->getText() : Text())
    if (piece.variable && piece.variable->name.empty())
      return {};
  std::optional<std::string> text = value->getLiteral();
  if (!text) {
    a.report(scope, diag::NameNotConstant, expr.getRange());
    return {};
  }
  return constants.copy(llvm::StringRef(*text));
}

llvm::StringRef Evaluator::evaluateKey(const Expr &expr, Scope &scope) {
  if (const auto *bare = dyn_cast<NameExpr>(&expr))
    return bare->getName().text;
  return evaluateName(expr, scope);
}
