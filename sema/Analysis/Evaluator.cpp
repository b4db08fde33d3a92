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
    a.report(scope, diag::LoopIsNoValue, range).note({}, "loops stand among the elements of '[…]'");
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
    a.occur(range, binding.range, SymbolKind::Parameter, binding.name, nullptr, binding.parameter);
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
  llvm::SmallVector<llvm::StringRef, 16> keys;
  for (const ConstantMember &member : constant.getMembers())
    keys.push_back(member.key);
  llvm::StringRef nearest = findNearest(path, keys);
  if (!nearest.empty())
    report.note({}, "did you mean '{0}'?", nearest)
        .fixit({range.end - uint32_t(path.size()), range.end}, nearest);
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

void Evaluator::reportUndefined(llvm::StringRef name, SourceRange range, Scope &scope,
                                bool isInString, const schema::Type *wanted) {
  if (const DeadVariable *dead = findDeadVariable(name)) {
    auto report = a.report(scope, diag::DeadVariableWithoutDefault, range, name);
    if (!dead->instead.empty())
      report.note({}, "its value is in '{0}'", dead->instead).fixit(range, dead->instead);
    return;
  }
  llvm::StringRef nearest = findNearest(name, a.getVisibleNames(scope));
  if (nearest.empty() && scope.file->isDamaged())
    return; // perhaps declared in what could not be read
  auto report = a.report(scope, diag::UndefinedName, range, name);
  if (wanted)
    for (llvm::StringRef member : wanted->getMembers())
      if (member == name) {
        report.note({}, "text is written in quotes").fixit(range, ("\"" + name + "\"").str());
        return;
      }
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
  if (!nearest.empty())
    report.note({}, "did you mean '{0}'?", nearest).fixit(range, nearest);
  else if (isInString)
    report.note({}, "text that is no substitution is written '\\${{'");
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

//===-- Strings -----------------------------------------------------------===//

const Constant *Evaluator::evaluateString(const StringExpr &expr, Scope &scope) {
  if (expr.isMalformed())
    return constants.unknown(expr.getRange());
  return constants.text(evaluateTemplate(expr.getTemplate(), expr, scope), expr.getRange());
}

Text Evaluator::evaluateTemplate(const Template &parsed, const StringExpr &string, Scope &scope) {
  if (parsed.parts.size() == 1 && !parsed.parts[0].substitution) {
    const TemplatePart &part = parsed.parts[0];
    return Text(constants.make(Piece{part.literal, nullptr, string.map(part.begin, part.end)}), 1);
  }
  llvm::SmallVector<Piece, 8> pieces;
  for (const TemplatePart &part : parsed.parts) {
    if (part.substitution)
      appendSubstitution(*part.substitution, string, scope, pieces);
    else if (!part.literal.empty())
      pieces.push_back({part.literal, nullptr, string.map(part.begin, part.end)});
  }
  return constants.copy(Text(pieces));
}

Text Evaluator::toText(const Constant &constant, SourceRange range, Scope &scope) {
  switch (constant.getKind()) {
  case Constant::Kind::Text:
    return constant.getText();
  case Constant::Kind::Number:
    return Text(constants.make(Piece{constant.getNumber(), nullptr, range}), 1);
  case Constant::Kind::Bool:
    return Text(constants.make(Piece{constant.getBool() ? "true" : "false", nullptr, range}), 1);
  case Constant::Kind::Unknown:
    break;
  default:
    a.report(scope, diag::NoText, range, describe(constant));
    break;
  }
  Variable unknown;
  unknown.range = range;
  return Text(constants.make(Piece{{}, constants.make(unknown), range}), 1);
}

static bool isStashName(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

void Evaluator::appendSubstitution(const Substitution &substitution, const StringExpr &string,
                                   Scope &scope, llvm::SmallVectorImpl<Piece> &pieces) {
  llvm::StringRef name = substitution.name;
  SourceRange nameRange = string.map(substitution.nameBegin, substitution.nameBegin + name.size());
  SourceRange range = string.map(substitution.begin, substitution.end);
  bool isPlain = substitution.op == TemplateOperator::Plain;
  bool isDefault = substitution.op == TemplateOperator::Default;

  // `$${x}` is a dollar and x here, but the text `${x}` to Stash's own templates.
  if (substitution.begin > 0 && string.getText()[substitution.begin - 1] == '$' &&
      string.map(substitution.begin - 1, substitution.begin).size() == 1)
    a.report(scope, diag::DollarBeforeSubstitution, range, a.diags.getSources().getText(range))
        .note({}, "here it is a dollar sign and a value; for the text '${{{0}}' write '\\${{{0}}'",
              name);

  llvm::SmallVector<Text, 2> arguments;
  for (const Template &argument : substitution.arguments)
    arguments.push_back(evaluateTemplate(argument, string, scope));

  const Constant *value = findConstant(name, nameRange, scope);
  const Parameter *parameter = nullptr;
  if (value && value->isText() && value->getText().size() == 1)
    if (const Variable *variable = value->getText()[0].variable)
      if (variable->parameter && variable->name == name)
        parameter = variable->parameter;

  if (value && !parameter) {
    Text text = toText(*value, range, scope);
    bool known = isLiteral(text);
    bool empty = known && joinLiterals(text).empty();
    if (isPlain || isDefault ||
        (substitution.op == TemplateOperator::Alternative && known && !empty)) {
      pieces.append(text.begin(), text.end());
      return;
    }
    if (substitution.op == TemplateOperator::Alternative && known) {
      pieces.append(arguments[0].begin(), arguments[0].end());
      return;
    }
    llvm::SmallVector<std::string, 2> literals;
    for (Text argument : arguments) {
      known &= isLiteral(argument);
      literals.push_back(joinLiterals(argument));
    }
    if (value->isUnknown()) {
      pieces.append(text.begin(), text.end());
      return;
    }
    if (!known) {
      a.report(scope, diag::OperatorOnRuntimeValue, range, substitution.spelling);
      return;
    }
    std::optional<std::string> result =
        applyOperator(substitution.op, joinLiterals(text), literals);
    if (!result) {
      a.report(scope, diag::OperatorPanics, range, a.diags.getSources().getText(range));
      return;
    }
    pieces.push_back({constants.copy(llvm::StringRef(*result)), nullptr, range});
    return;
  }

  if (!value) {
    // With a default the name may belong to whatever this lands in; it is checked there.
    if (findBuiltin(name))
      a.occur(nameRange, {}, SymbolKind::Builtin, name);
    else if (!isDefault || !isStashName(name)) {
      reportUndefined(name, nameRange, scope, /*isInString=*/true);
      Variable unknown;
      unknown.range = range;
      pieces.push_back({{}, constants.make(unknown), range});
      return;
    }
  }
  if (parameter && isDefault)
    a.report(scope, diag::DefaultOverridesSignature, range, name)
        .note(parameter->range, "the signature declares it here")
        .fixit(range, ("${" + name + "}").str());
  Variable variable;
  variable.name = name;
  variable.op = substitution.op;
  variable.spelling = substitution.spelling;
  variable.arguments = constants.copy(llvm::ArrayRef<Text>(arguments));
  variable.range = range;
  variable.parameter = isPlain ? parameter : nullptr;
  pieces.push_back({{}, constants.make(variable), range});
}

//===-- Lists and maps ----------------------------------------------------===//

void Evaluator::forEachTurn(llvm::ArrayRef<Name> variables, const Expr &iterable, Scope &scope,
                            llvm::function_ref<void(Scope &)> body) {
  const Constant *over = evaluate(iterable, scope);
  auto turn = [&](llvm::ArrayRef<const Constant *> values) {
    if (!a.spend(scope, iterable.getRange()))
      return false;
    Scope *inner = a.scopes.scope(&scope);
    for (auto [variable, value] : llvm::zip(variables, values)) {
      checkConstantName(variable, scope);
      if (const Binding *other = inner->findHere(variable.text))
        a.report(scope, diag::DuplicateName, variable.range, variable.text)
            .note(other->range, "it is declared here already");
      inner->add(a.scopes.binding({Binding::Kind::Value, variable.text, variable.range, nullptr,
                                   inner, value, nullptr, false, true}));
      a.occur(variable.range, variable.range, SymbolKind::Constant, variable.text, value);
    }
    body(*inner);
    return !a.outOfBudget;
  };
  if (over->isUnknown()) {
    // Once, so that mistakes that do not depend on the values are found.
    llvm::SmallVector<const Constant *, 2> values(variables.size(),
                                                  constants.unknown(iterable.getRange()));
    turn(values);
    return;
  }
  SourceRange named = variables.front().range.to(variables.back().range);
  if (over->isMap()) {
    if (variables.size() != 2) {
      a.report(scope, diag::LoopVariables, named, "a map", "2 values", variables.size())
          .note({}, "a loop over a map is written 'for key, value in map'");
      return;
    }
    for (const ConstantMember &member : over->getMembers())
      if (!turn({constants.literal(member.key, member.keyRange), member.value}))
        return;
    return;
  }
  if (!over->isList()) {
    a.report(scope, diag::NotIterable, iterable.getRange(), describe(*over));
    return;
  }
  for (const Constant *item : over->getItems()) {
    if (variables.size() == 1) {
      if (!turn({item}))
        return;
      continue;
    }
    if (item->isUnknown()) {
      llvm::SmallVector<const Constant *, 2> values(variables.size(), item);
      if (!turn(values))
        return;
      continue;
    }
    if (!item->isList()) {
      a.report(scope, diag::CannotTakeApart, item->getRange(), describe(*item), variables.size());
      return;
    }
    if (item->getItems().size() != variables.size()) {
      size_t count = item->getItems().size();
      a.report(scope, diag::LoopVariables, item->getRange(), "this list",
               std::to_string(count) + (count == 1 ? " value" : " values"), variables.size());
      return;
    }
    if (!turn(item->getItems()))
      return;
  }
}

void Evaluator::forEachElement(llvm::ArrayRef<Element> elements, Scope &scope,
                               llvm::function_ref<void(const Element &, Scope &)> visit) {
  for (const Element &element : elements) {
    if (a.outOfBudget)
      return;
    if (!element.key && !element.isSpread) {
      if (const auto *loop = dyn_cast<ForExpr>(element.value)) {
        forEachTurn(loop->getVariables(), *loop->getIterable(), scope,
                    [&](Scope &inner) { forEachElement(loop->getElements(), inner, visit); });
        continue;
      }
      if (const auto *choice = dyn_cast<IfExpr>(element.value)) {
        for (const auto &branch : choice->getBranches()) {
          std::optional<bool> holds =
              branch.condition ? evaluateCondition(*branch.condition, scope) : true;
          if (!holds || *holds)
            forEachElement(branch.body, scope, visit);
          if (holds && *holds)
            break;
        }
        continue;
      }
    }
    visit(element, scope);
  }
}

void Evaluator::forEachItem(llvm::ArrayRef<const Item *> items, Scope &scope,
                            llvm::function_ref<void(const Item &, Scope &)> visit) {
  for (const Item *item : items) {
    if (a.outOfBudget)
      return;
    if (const auto *loop = dyn_cast<ForItem>(item)) {
      forEachTurn(loop->getVariables(), *loop->getIterable(), scope, [&](Scope &inner) {
        declareConstants(loop->getBody().items, inner);
        forEachItem(loop->getBody().items, inner, visit);
      });
      continue;
    }
    if (const auto *choice = dyn_cast<IfItem>(item)) {
      for (const auto &branch : choice->getBranches()) {
        std::optional<bool> holds =
            branch.condition ? evaluateCondition(*branch.condition, scope) : true;
        if (!holds || *holds) {
          Scope *inner = a.scopes.scope(&scope);
          declareConstants(branch.body->items, *inner);
          forEachItem(branch.body->items, *inner, visit);
        }
        if (holds && *holds)
          break;
      }
      continue;
    }
    visit(*item, scope);
  }
}

void Evaluator::appendItems(const Element &element, Scope &scope, const schema::Type *wanted,
                            llvm::SmallVectorImpl<const Constant *> &items) {
  if (element.key) {
    a.report(scope, diag::KeyInList, element.key->getRange());
    return;
  }
  schema::Type elementType;
  if (wanted)
    elementType = wanted->isList() ? wanted->getElement() : *wanted;
  const Constant *value = evaluate(*element.value, scope,
                                   element.isSpread ? wanted
                                   : wanted         ? &elementType
                                                    : nullptr);
  if (!element.isSpread) {
    items.push_back(value);
  } else if (value->isList()) {
    items.append(value->getItems().begin(), value->getItems().end());
  } else {
    if (!value->isUnknown())
      a.report(scope, diag::CannotSpread, element.range, describe(*value), "a list");
    items.push_back(constants.unknown(element.range));
  }
}

const Constant *Evaluator::evaluateList(const ListExpr &expr, Scope &scope,
                                        const schema::Type *wanted) {
  llvm::SmallVector<const Constant *, 16> items;
  forEachElement(expr.getElements(), scope, [&](const Element &element, Scope &inner) {
    appendItems(element, inner, wanted, items);
  });
  if (a.outOfBudget)
    return constants.unknown(expr.getRange());
  return constants.list(items, expr.getRange());
}

const Constant *Evaluator::evaluateMap(const Block &block, Scope &scope,
                                       const schema::Object *object) {
  Scope *inner = a.scopes.scope(&scope);
  declareConstants(block.items, *inner);
  llvm::SmallVector<ConstantMember, 8> members;
  forEachItem(block.items, *inner,
              [&](const Item &item, Scope &at) { addMembers(item, at, object, members); });
  return constants.map(members, block.range);
}

void Evaluator::addMembers(const Item &item, Scope &scope, const schema::Object *object,
                           llvm::SmallVectorImpl<ConstantMember> &members) {
  auto put = [&](llvm::StringRef key, SourceRange keyRange, const Constant *value,
                 bool mayReplace) {
    for (ConstantMember &member : members) {
      if (member.key != key)
        continue;
      if (!mayReplace)
        a.report(scope, diag::DuplicateKey, keyRange, key)
            .note(member.keyRange, "it was given here");
      member.value = value;
      return;
    }
    members.push_back({key, keyRange, value});
  };
  switch (item.getKind()) {
  case Item::Kind::Property: {
    const auto &property = cast<PropertyItem>(item);
    const Expr &key = *property.getKey();
    llvm::StringRef name = evaluateKey(key, scope);
    const schema::Field *field = object ? object->getField(name) : nullptr;
    // What a spread brought in before may be replaced by what stands here.
    bool replaces = llvm::any_of(members, [&](const ConstantMember &member) {
      return member.key == name && spreadMembers.contains(member.value);
    });
    put(name, key.getRange(), evaluate(*property.getValue(), scope, field ? &field->type : nullptr),
        replaces);
    return;
  }
  case Item::Kind::Spread: {
    const Constant *value = evaluate(*cast<SpreadItem>(item).getValue(), scope);
    if (value->isMap()) {
      for (const ConstantMember &member : value->getMembers()) {
        const Constant *copied = constants.at(*member.value, member.value->getRange());
        spreadMembers.insert(copied);
        put(member.key, member.keyRange, copied, true);
      }
    } else if (!value->isUnknown()) {
      a.report(scope, diag::CannotSpread, item.getRange(), describe(*value), "a map");
    }
    return;
  }
  case Item::Kind::Let:
  case Item::Kind::Params:
  case Item::Kind::Error:
    return;
  default: {
    auto report = a.report(scope, diag::NotInMap, item.getRange(), describe(item));
    const auto *pipeline = dyn_cast<PipelineItem>(&item);
    const NameExpr *name = pipeline && pipeline->getSteps().size() == 1 && !pipeline->getBody() &&
                                   !pipeline->getSteps()[0].argumentsRange.isValid()
                               ? dyn_cast<NameExpr>(pipeline->getSteps()[0].name)
                               : nullptr;
    report.note({}, "a member is written 'key: value'");
    if (name && a.find(scope, name->getName().text, name->getRange()))
      report.fixit(name->getRange(), (name->getName().text + ": " + name->getName().text).str());
    return;
  }
  }
}

void Evaluator::checkConstantName(Name name, Scope &scope) {
  if (name.text.contains('.'))
    a.report(scope, diag::DotInConstant, name.range, name.text);
}

void Evaluator::declareConstants(llvm::ArrayRef<const Item *> items, Scope &scope) {
  auto declare = [&](Binding::Kind kind, Name name, const Item *item) {
    if (Binding *other = scope.findHere(name.text)) {
      a.report(scope, diag::DuplicateName, name.range, name.text)
          .note(other->range, "it is declared here already");
      return;
    }
    checkConstantName(name, scope);
    scope.add(a.scopes.binding({kind, name.text, name.range, item, &scope}));
    a.occur(name.range, name.range,
            kind == Binding::Kind::Params ? SymbolKind::Group : SymbolKind::Constant, name.text);
  };
  for (const Item *item : items) {
    if (const auto *let = dyn_cast<LetItem>(item))
      declare(Binding::Kind::Let, let->getName(), item);
    else if (const auto *params = dyn_cast<ParamsItem>(item))
      declare(Binding::Kind::Params, params->getName(), item);
  }
}

//===-- Operators ---------------------------------------------------------===//

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
      return constants.boolean(
          llvm::any_of(right->getItems(),
                       [&](const Constant *item) { return isSame(*left, *item); }),
          range);
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
