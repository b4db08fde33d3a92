// Lists, maps, loops and blocks of items.

#include "frontend/Basic/DiagnosticsSema.h"
#include "sema/Analysis/Evaluator.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

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
  const auto *call = dyn_cast<CallExpr>(element.value);
  if (!element.isSpread && call && value->isList() && elementType.isString()) {
    a.report(scope, diag::WrongType, element.range, "an element of this list", "a string", "a list")
        .note({}, "use '...' to put a list into another one")
        .fixit({element.range.begin, element.range.begin}, "...");
    items.push_back(constants.unknown(element.range));
  } else if (!element.isSpread) {
    if (mayGrow(items, 1))
      items.push_back(value);
  } else if (value->isList()) {
    if (mayGrow(items, value->getItems().size()))
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
  ConstantMembers members;
  forEachItem(block.items, *inner,
              [&](const Item &item, Scope &at) { addMembers(item, at, object, members); });
  return constants.map(members, block.range);
}

void Evaluator::addMembers(const Item &item, Scope &scope, const schema::Object *object,
                           ConstantMembers &members) {
  auto put = [&](llvm::StringRef key, SourceRange keyRange, const Constant *value,
                 bool mayReplace) {
    if (ConstantMember *member = members.find(key)) {
      if (!mayReplace)
        a.report(scope, diag::DuplicateKey, keyRange, key)
            .note(member->keyRange, "it was given here");
      member->value = value;
      return;
    }
    if (mayGrow(members, 1))
      members.push_back({key, keyRange, value});
  };
  switch (item.getKind()) {
  case Item::Kind::Property: {
    const auto &property = cast<PropertyItem>(item);
    const Expr &key = *property.getKey();
    llvm::StringRef name = evaluateKey(key, scope);
    const schema::Field *field = object ? object->getField(name) : nullptr;
    // What a spread brought in before may be replaced by what stands here.
    const ConstantMember *before = members.find(name);
    bool replaces = before && spreadMembers.contains(before->value);
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
