// Calls, flags, parameters and their types.

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Parse/Literal.h"
#include "frontend/Value/Duration.h"
#include "frontend/Value/Quantity.h"
#include "frontend/Value/Repair.h"
#include "sema/Analysis/Evaluator.h"
#include "sema/Schema/Image.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;

std::string sema::toKebabCase(llvm::StringRef name) {
  std::string out;
  out.reserve(name.size() + 8);
  for (size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c == '_' || c == '-' || c == '.') {
      if (!out.empty() && out.back() != '-')
        out += '-';
      continue;
    }
    // A word begins at a capital behind a small letter or a digit, and at the last capital of a run
    // that a small letter follows.
    bool begins =
        llvm::isUpper(c) && i > 0 &&
        (llvm::isLower(name[i - 1]) || llvm::isDigit(name[i - 1]) ||
         (llvm::isUpper(name[i - 1]) && i + 1 < name.size() && llvm::isLower(name[i + 1])));
    if (begins && !out.empty() && out.back() != '-')
      out += '-';
    out += llvm::toLower(c);
  }
  while (llvm::StringRef(out).ends_with("-"))
    out.pop_back();
  return out;
}

//===-- Calls -------------------------------------------------------------===//

const Constant *Evaluator::evaluateCall(const CallExpr &expr, Scope &scope) {
  const auto *callee = dyn_cast<NameExpr>(expr.getCallee());
  llvm::StringRef name = callee ? callee->getName().text : llvm::StringRef();
  if (name == "flags")
    return evaluateFlags(expr, scope);
  auto report = a.report(scope, diag::NotCallable, expr.getCallee()->getRange(),
                         a.diags.getSources().getText(expr.getCallee()->getRange()));
  if (name == "secret" || name == "configMap" || name == "field")
    report.note({}, "'{0}(…)' follows 'env NAME:'", name);
  else if (callee && a.findDefinition(scope, name, callee->getRange()))
    report.note({}, "a definition makes declarations; it is used where a declaration stands");
  else if (callee)
    report.suggest(callee->getRange(), name, {"flags", "params"});
  return constants.unknown(expr.getRange());
}

const Constant *Evaluator::makeFlag(llvm::StringRef name, Text value, SourceRange range) {
  llvm::SmallVector<Piece, 4> pieces;
  pieces.push_back({constants.copy(llvm::StringRef(("--" + name + "=").str())), nullptr, range});
  pieces.append(value.begin(), value.end());
  return constants.text(constants.copy(Text(pieces)), range);
}

const Constant *Evaluator::evaluateFlags(const CallExpr &expr, Scope &scope) {
  llvm::SmallVector<const Constant *, 16> flags;
  forEachElement(expr.getArguments(), scope, [&](const Element &element, Scope &inner) {
    SourceRange range = element.range;
    if (element.isSpread) {
      const Constant *value = evaluate(*element.value, inner);
      if (value->isGroup()) {
        for (const Parameter *parameter : value->getGroup().parameters) {
          if (!a.spend(inner, range))
            return;
          Variable variable;
          variable.name = parameter->name;
          variable.range = range;
          variable.fromGroup = true;
          if (parameter->defaultValue) {
            variable.op = TemplateOperator::Default;
            variable.spelling = ":=";
            Text word = toText(*parameter->defaultValue, range, inner);
            variable.arguments = llvm::ArrayRef(constants.make(word), 1);
          }
          std::string flag =
              parameter->flag.empty() ? toKebabCase(parameter->name) : parameter->flag.str();
          flags.push_back(makeFlag(
              flag, Text(constants.make(Piece{{}, constants.make(variable), range}), 1), range));
        }
      } else if (value->isList()) {
        if (mayGrow(flags, value->getItems().size()))
          flags.append(value->getItems().begin(), value->getItems().end());
      } else if (!value->isUnknown()) {
        a.report(inner, diag::CannotSpread, range, describe(*value), "a parameter group or a list");
      }
      return;
    }
    if (element.key) {
      llvm::StringRef name = evaluateKey(*element.key, inner);
      const Constant *value = evaluate(*element.value, inner);
      flags.push_back(makeFlag(name, toText(*value, element.value->getRange(), inner), range));
      return;
    }
    // A bare reference gives its own name: `x`, `X?`, `X ?? d`.
    const Expr *named = element.value;
    if (const auto *optional = dyn_cast<OptionalExpr>(named))
      named = optional->getOperand();
    else if (const auto *binary = dyn_cast<BinaryExpr>(named);
             binary && binary->getOperator() == BinaryOperator::Coalesce)
      named = binary->getLeft();
    const auto *name = dyn_cast<NameExpr>(named);
    if (!name) {
      a.report(inner, diag::FlagNeedsName, range)
          .note({}, "a flag is written 'name: value'; a list of strings is spread with '...'");
      return;
    }
    llvm::StringRef text = name->getName().text;
    const Constant *value = evaluate(*element.value, inner);
    if (value->isGroup() || value->isList()) {
      a.report(inner, diag::FlagNeedsSpread, range, describe(*value), text)
          .note({}, "it is spread with '...{0}'", text)
          .fixit({range.begin, range.begin}, "...");
      return;
    }
    std::string flag = toKebabCase(text);
    if (Binding *binding = inner.find(text))
      if (binding->parameter && !binding->parameter->flag.empty())
        flag = binding->parameter->flag.str();
    flags.push_back(makeFlag(flag, toText(*value, range, inner), range));
  });
  return constants.list(flags, expr.getRange());
}

Evaluator::NamedArguments Evaluator::readArguments(llvm::ArrayRef<Element> elements, Scope &scope) {
  NamedArguments arguments;
  arguments.reserve(elements.size());
  forEachElement(elements, scope, [&](const Element &element, Scope &inner) {
    Name name;
    if (element.isSpread) {
      a.report(inner, diag::SpreadArgument, element.range)
          .note({}, "arguments are written 'name: value'");
      arguments.isComplete = false;
      return;
    }
    if (element.key) {
      name = {evaluateKey(*element.key, inner), element.key->getRange()};
    } else if (const auto *bare = dyn_cast<NameExpr>(element.value)) {
      name = bare->getName();
    } else {
      if (!llvm::isa<ErrorExpr>(element.value))
        a.report(inner, diag::PositionalArgument, element.range)
            .note({}, "arguments are written 'name: value'");
      arguments.isComplete = false;
      return;
    }
    if (const NamedArgument *other = arguments.find(name.text)) {
      a.report(inner, diag::DuplicateArgument, name.range, name.text)
          .note(other->name.range, "it was given here");
      return;
    }
    if (a.spend(inner, element.range))
      arguments.push_back({name, element.value, &inner});
  });
  return arguments;
}

/// The members of a union for a message, which has room for some.
static std::string quoteList(llvm::ArrayRef<llvm::StringRef> members) {
  constexpr size_t most = 20;
  std::string list;
  for (llvm::StringRef member : members.take_front(most))
    list += (list.empty() ? "'" : ", '") + member.str() + "'";
  if (members.size() > most)
    list += " and " + std::to_string(members.size() - most) + " more";
  return list;
}

//===-- Parameters --------------------------------------------------------===//

Type Evaluator::getType(const TypeSpec &spec, const Constant *value) {
  if (spec.kind != TypeKind::None)
    return {spec.kind, spec.members};
  if (!value)
    return {TypeKind::String, {}};
  switch (value->getKind()) {
  case Constant::Kind::Bool:
    return {TypeKind::Bool, {}};
  case Constant::Kind::Number: {
    std::optional<std::string> json = toJsonNumber(value->getNumber());
    if (json && json->find_first_of(".eE") == std::string::npos)
      return {TypeKind::Int, {}};
    if (!json && isDuration(value->getNumber()))
      return {TypeKind::Duration, {}};
    return {TypeKind::Quantity, {}};
  }
  case Constant::Kind::List:
    return {TypeKind::List, {}};
  case Constant::Kind::Map:
    return {TypeKind::Map, {}};
  case Constant::Kind::Group:
    return {TypeKind::Params, {}};
  default:
    return {value->getRuntimeType() == TypeKind::None ? TypeKind::String : value->getRuntimeType(),
            {}};
  }
}

bool Evaluator::checkType(const Constant &value, const Type &type, const llvm::Twine &what,
                          Scope &scope, SourceRange declared) {
  auto wrong = [&](llvm::StringRef repair = {}) {
    auto report = a.report(scope, diag::WrongType, value.getRange(), what, describe(type.kind),
                           describe(value));
    if (!repair.empty())
      report.fixit(value.getRange(), repair);
    if (declared.isValid())
      report.note(declared, "it is declared here");
    return false;
  };
  auto quoted = [&](llvm::StringRef text) { return ("\"" + text + "\"").str(); };
  if (value.isUnknown())
    return true;
  switch (type.kind) {
  case TypeKind::List:
    return value.isList() || wrong();
  case TypeKind::Map:
    return value.isMap() || wrong();
  case TypeKind::Params:
    return value.isGroup() || wrong();
  default:
    break;
  }
  if (value.isNull() || value.isList() || value.isMap() || value.isGroup())
    return wrong();
  // What only Stash knows is text of whatever form.
  if (value.isText() && !isLiteral(value.getText()))
    return true;
  // Any text will do.
  if (value.isText() && (type.kind == TypeKind::String || type.kind == TypeKind::Volume))
    return true;
  // Only what stands here as it is can be replaced here by another value.
  const SourceManager &sources = a.diags.getSources();
  bool isWritten = sources.getText(value.getRange()).starts_with("\"");
  std::string text = value.isText()     ? joinLiterals(value.getText())
                     : value.isNumber() ? value.getNumber().str()
                                        : (value.getBool() ? "true" : "false");
  auto malformed = [&](llvm::StringRef hint = {}, llvm::StringRef repair = {}) {
    auto report =
        a.report(scope, diag::WrongValue, value.getRange(), what, describe(type.kind), text);
    if (!hint.empty())
      report.note({}, "{0}", hint);
    if (!repair.empty())
      report.fixit(value.getRange(), repair);
    if (declared.isValid())
      report.note(declared, "it is declared here");
    return false;
  };
  switch (type.kind) {
  case TypeKind::Int: {
    if (!value.isNumber())
      return wrong(isWritten && !text.empty() &&
                           llvm::all_of(text, [](char c) { return llvm::isDigit(c); })
                       ? text
                       : "");
    std::optional<std::string> json = toJsonNumber(text);
    return (json && json->find_first_of(".eE") == std::string::npos) || malformed();
  }
  case TypeKind::Bool:
    return value.isBool() || wrong(isWritten && (text == "true" || text == "false") ? text : "");
  case TypeKind::Quantity:
    if (value.isBool())
      return wrong();
    if (std::string meant = isWritten ? repairQuantity(text) : ""; !meant.empty())
      return malformed({}, quoted(meant));
    return isQuantity(text) || malformed();
  case TypeKind::Duration:
    if (value.isBool())
      return wrong();
    return isDuration(text) || malformed("a duration is written like '30s' or '1h30m'");
  default:
    break;
  }
  if (!value.isText())
    return wrong(quoteScalar(sources, value.getRange()));
  switch (type.kind) {
  case TypeKind::Path:
    return text.empty() || text[0] == '/' || malformed("it begins with '/'");
  case TypeKind::Image: {
    std::string fault = findImageFault(text);
    return fault.empty() || malformed(fault);
  }
  case TypeKind::Union: {
    if (contains(type.members, text))
      return true;
    constexpr size_t mostShown = 20;
    llvm::SmallVector<llvm::StringRef, 8> members;
    for (const Name &member : type.members.take_front(mostShown))
      members.push_back(member.text);
    std::string list = quoteList(members) + (type.members.size() > mostShown ? ", …" : "");
    auto report = a.report(scope, diag::NotInUnion, value.getRange(), what, text);
    if (members.size() > 1)
      report.note(declared, "allowed are {0}", list);
    else
      report.note(declared, "a type of one value; for a default write '= \"{0}\"'", members[0]);
    // What is said of the type alone would say it again.
    if (members.size() == 1)
      a.diags.silence(declared);
    llvm::StringRef nearest = report.suggest({}, text, [&](auto &names) {
      for (const Name &member : type.members)
        names.push_back(member.text);
    });
    if (!nearest.empty() && isWritten)
      report.fixit(value.getRange(), quoted(nearest));
    return false;
  }
  default:
    return true;
  }
}

ParameterList Evaluator::readParameters(llvm::ArrayRef<Param> params, Scope &scope,
                                        llvm::function_ref<void(const Parameter *)> onVisible) {
  ParameterList signature;
  auto add = [&](const Parameter *parameter, SourceRange from, bool visible) {
    a.budget.spendMemory(sizeof(parameter));
    if (parameter->defaultValue)
      a.budget.spendOutput(parameter->defaultValue->getWeight());
    if (!a.spend(scope, from))
      return;
    if (const Parameter *const *found = signature.find(parameter->name)) {
      const Parameter *other = *found;
      bool sameDeclaration =
          other->range == parameter->range && other->type == parameter->type &&
          (!other->defaultValue == !parameter->defaultValue) &&
          (!other->defaultValue || isSame(*other->defaultValue, *parameter->defaultValue));
      if (!sameDeclaration) {
        auto report = a.report(scope, diag::DuplicateParameter, from, parameter->name);
        report.note(other->range, "it is declared here");
        if (from != parameter->range)
          report.note(parameter->range, "and here");
      }
      return;
    }
    signature.push_back(parameter);
    if (visible && onVisible)
      onVisible(parameter);
  };
  for (const Param &param : params) {
    if (param.isSpread) {
      const Constant *value = evaluate(*param.value, scope);
      if (!value->isGroup()) {
        // The parameters that it declares are not known.
        a.diags.distrust(scope.file->file->getRange());
        if (!value->isUnknown())
          a.report(scope, diag::CannotSpread, param.range, describe(*value), "a parameter group");
        continue;
      }
      // Only what is written or named here can be seen by whoever reads the body.
      bool visible = llvm::isa<ParamsExpr>(param.value);
      if (const auto *name = dyn_cast<NameExpr>(param.value))
        if (Binding *binding = a.find(scope, name->getName().text, param.value->getRange()))
          visible = binding->kind == Binding::Kind::Params || binding->kind == Binding::Kind::Let;
      for (const Parameter *parameter : value->getGroup().parameters)
        add(parameter, param.range, visible);
      continue;
    }
    Binding *known =
        param.type.kind == TypeKind::None && !param.value ? scope.find(param.name.text) : nullptr;
    if (known && known->kind == Binding::Kind::Params) {
      a.report(scope, diag::GroupNotSpread, param.name.range, param.name.text)
          .note({}, "its parameters are declared here by '...{0}'", param.name.text)
          .fixit({param.name.range.begin, param.name.range.begin}, "...");
      a.diags.distrust(scope.file->file->getRange());
      continue;
    }
    Parameter parameter;
    parameter.name = param.name.text;
    parameter.flag = param.flag.text;
    parameter.range = param.name.range;
    parameter.doc = param.doc;
    if (param.value)
      parameter.defaultValue = evaluate(*param.value, scope);
    parameter.type = getType(param.type, parameter.defaultValue);
    if (parameter.defaultValue && param.type.kind != TypeKind::None)
      checkType(*parameter.defaultValue, parameter.type, "'" + parameter.name + "'", scope);
    a.occur(parameter.range, parameter.range, SymbolKind::Parameter, parameter.name, nullptr);
    add(constants.make(parameter), param.name.range, true);
  }
  return signature;
}

const Constant *Evaluator::evaluateParams(llvm::ArrayRef<Param> params, SourceRange range,
                                          Scope &scope) {
  return constants.group(readParameters(params, scope), range);
}
