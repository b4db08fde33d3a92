// Conditions, defaults, operators and choices.

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Parse/Literal.h"
#include "sema/Analysis/Evaluator.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

std::optional<bool> Evaluator::evaluateCondition(const Expr &expr, Scope &scope) {
  const Constant *value = evaluate(expr, scope);
  if (value->isBool())
    return value->getBool();
  if (!value->isUnknown()) {
    bool isRuntime = value->isText() && !isLiteral(value->getText());
    auto report = a.report(scope, diag::NotACondition, expr.getRange(), describe(*value));
    if (isRuntime)
      report.note({},
                  "only Stash knows it, when the Job is made; conditions are decided by stashc");
  }
  return std::nullopt;
}

/// `x?` of a constant whose value is known here.
void Evaluator::checkOptional(llvm::StringRef name, const Constant &value, SourceRange range,
                              Scope &scope) {
  Binding *binding = a.find(scope, name, range);
  bool isConstant =
      binding && (binding->kind == Binding::Kind::Let || binding->kind == Binding::Kind::Input);
  bool isKnown =
      value.isNumber() || value.isBool() || (value.isText() && isLiteral(value.getText()));
  if (isConstant && isKnown)
    a.report(scope, diag::UselessOptional, range, "the constant '" + name.str() + "'")
        .fixit(range, name);
}

const Constant *Evaluator::evaluateDefault(const Expr &variable, const Expr *otherwise,
                                           SourceRange range, Scope &scope) {
  const auto *nameExpr = dyn_cast<NameExpr>(&variable);
  if (!nameExpr) {
    if (!isa<ErrorExpr>(variable))
      a.report(scope, diag::DefaultOfNoVariable, variable.getRange());
    return constants.unknown(range);
  }
  llvm::StringRef name = nameExpr->getName().text;
  SourceRange nameRange = variable.getRange();
  const Constant *value = findConstant(name, nameRange, scope);
  const Parameter *parameter = nullptr;
  if (value && value->isText() && value->getText().size() == 1 && value->getText()[0].variable &&
      value->getText()[0].variable->parameter)
    parameter = value->getText()[0].variable->parameter;
  if (value && !parameter && !otherwise)
    checkOptional(name, *value, range, scope);
  if (value && !parameter)
    return value->isNull() && otherwise ? evaluate(*otherwise, scope) : constants.at(*value, range);
  if (parameter)
    a.report(scope, diag::DefaultOverridesSignature, range, name)
        .note(parameter->range, "the signature declares it here")
        .fixit(range, name);
  else if (findBuiltin(name))
    a.occur(nameRange, {}, SymbolKind::Builtin, name);
  else if (!isStashName(name)) {
    reportUndefined(name, nameRange, scope, /*isInString=*/false);
    return constants.unknown(range);
  }
  Variable result;
  result.name = name;
  result.op = TemplateOperator::Default;
  result.spelling = ":=";
  result.range = range;
  TypeKind type = TypeKind::String;
  Text word;
  if (otherwise) {
    const Constant *fallback = evaluate(*otherwise, scope);
    if (fallback->isBool())
      type = TypeKind::Bool;
    else if (fallback->isNumber())
      type = TypeKind::Int;
    else
      type = fallback->getRuntimeType();
    word = toText(*fallback, otherwise->getRange(), scope);
  }
  result.arguments = llvm::ArrayRef(constants.make(word), 1);
  return constants.text(Text(constants.make(Piece{{}, constants.make(result), range}), 1), range,
                        type);
}

bool Evaluator::contains(const Constant &list, const Constant &value) {
  llvm::ArrayRef<const Constant *> items = list.getItems();
  std::optional<std::string> text = value.getLiteral();
  if (items.size() > fewNames && (text || value.isNumber())) {
    auto [at, isNew] = literalsOf.try_emplace(items.data());
    if (!isNew) {
      if (!std::exchange(at->second.areKnown, true))
        for (const Constant *item : items) {
          if (item->isNumber())
            at->second.numbers.insert(item->getNumber());
          else if (std::optional<std::string> literal = item->getLiteral())
            at->second.texts.insert(constants.copy(llvm::StringRef(*literal)));
        }
      return text ? at->second.texts.contains(*text)
                  : at->second.numbers.contains(value.getNumber());
    }
  }
  return llvm::any_of(items, [&](const Constant *item) { return isSame(value, *item); });
}

bool Evaluator::contains(llvm::ArrayRef<Name> members, llvm::StringRef text) {
  if (members.size() <= fewNames)
    return llvm::any_of(members, [&](const Name &member) { return member.text == text; });
  Literals &literals = literalsOf[members.data()];
  if (!std::exchange(literals.areKnown, true))
    for (const Name &member : members)
      literals.texts.insert(member.text);
  return literals.texts.contains(text);
}

const Constant *Evaluator::evaluateBinary(const BinaryExpr &expr, Scope &scope) {
  SourceRange range = expr.getRange();
  switch (expr.getOperator()) {
  case BinaryOperator::Coalesce:
    return evaluateDefault(*expr.getLeft(), expr.getRight(), range, scope);
  case BinaryOperator::And:
  case BinaryOperator::Or: {
    bool decides = expr.getOperator() == BinaryOperator::Or;
    std::optional<bool> left = evaluateCondition(*expr.getLeft(), scope);
    if (left == decides)
      return constants.boolean(decides, range);
    std::optional<bool> right = evaluateCondition(*expr.getRight(), scope);
    if (right == decides)
      return constants.boolean(decides, range);
    return left && right ? constants.boolean(!decides, range) : constants.unknown(range);
  }
  default:
    break;
  }
  const Constant *left = evaluate(*expr.getLeft(), scope);
  const Constant *right = evaluate(*expr.getRight(), scope);
  if (left->isUnknown() || right->isUnknown())
    return constants.unknown(range);
  // They are compared node by node, of a list each of its elements with the other side.
  if (!a.spend(scope, range, (left->getWeight() + uint64_t(right->getWeight())) / 32))
    return constants.unknown(range);
  for (const Constant *side : {left, right})
    if (side->isText() && !isLiteral(side->getText())) {
      a.report(scope, diag::ComparesRuntimeValue, side->getRange());
      return constants.unknown(range);
    }
  if (expr.getOperator() == BinaryOperator::In) {
    if (right->isMap()) {
      std::optional<std::string> key = left->getLiteral();
      if (left->isNumber())
        key = left->getNumber().str();
      return constants.boolean(key && right->get(*key), range);
    }
    if (right->isList())
      return constants.boolean(contains(*right, *left), range);
    a.report(scope, diag::InNeedsCollection, expr.getRight()->getRange(), describe(*right));
    return constants.unknown(range);
  }
  if (left->getKind() != right->getKind() && !left->isNull() && !right->isNull())
    a.report(scope, diag::NeverEqual, range, describe(*left), describe(*right));
  bool same = isSame(*left, *right);
  return constants.boolean(same == (expr.getOperator() == BinaryOperator::Equal), range);
}

const Constant *Evaluator::evaluateIf(const IfExpr &expr, Scope &scope,
                                      const schema::Type *wanted) {
  bool unknown = false;
  const Constant *result = nullptr;
  for (const auto &branch : expr.getBranches()) {
    if (branch.body.size() != 1 || branch.body[0].key || branch.body[0].isSpread) {
      SourceRange where = branch.body.empty() ? expr.getRange() : branch.body.back().range;
      a.report(scope, diag::BranchNeedsOneValue, where);
      return constants.unknown(expr.getRange());
    }
  }
  for (const auto &branch : expr.getBranches()) {
    std::optional<bool> holds =
        branch.condition ? evaluateCondition(*branch.condition, scope) : true;
    if (holds && !*holds)
      continue;
    const Constant *value = evaluate(*branch.body[0].value, scope, wanted);
    if (!holds)
      unknown = true;
    else if (!result)
      result = value;
    if (holds)
      break;
  }
  if (unknown)
    return constants.unknown(expr.getRange());
  if (!result) {
    a.report(scope, diag::IfWithoutElse, expr.getRange());
    return constants.unknown(expr.getRange());
  }
  return result;
}
