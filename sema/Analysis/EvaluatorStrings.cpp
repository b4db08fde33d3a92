// Strings: templates, and what of them Stash substitutes.

#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Parse/Literal.h"
#include "sema/Analysis/Evaluator.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::ast;
using namespace stash::sema;

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

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
    if (!a.budget.mayGoOn())
      break;
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

bool sema::isStashName(llvm::StringRef name) {
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
      if (mayGrow(pieces, text.size()))
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
    std::string before = joinLiterals(text);
    // The one operator that makes a text longer than what it is made of.
    if (substitution.op == TemplateOperator::ReplaceAll && literals.size() > 1 &&
        !a.budget.allowsValue(before.size() + (literals[0].empty()
                                                   ? before.size() + 1
                                                   : llvm::StringRef(before).count(literals[0])) *
                                                  literals[1].size()))
      return;
    std::optional<std::string> result = applyOperator(substitution.op, before, literals);
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
  // Not of what Stash sets without a declaration, and not always.
  if (parameter && parameter->range.isValid() && isDefault)
    a.report(scope, diag::DefaultOverridesSignature, range, name)
        .note(parameter->range, "the signature declares it here")
        .fixit(range, ("${" + name + "}").str());
  Variable variable;
  variable.name = name;
  variable.op = substitution.op;
  variable.spelling = substitution.spelling;
  variable.separator = substitution.separator;
  variable.arguments = constants.copy(llvm::ArrayRef<Text>(arguments));
  variable.range = range;
  variable.parameter = isPlain ? parameter : nullptr;
  pieces.push_back({{}, constants.make(variable), range});
}
