#include "frontend/Parse/AstBuilder.h"

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/DiagnosticsSyntax.h"
#include "frontend/Parse/Literal.h"

#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::ast;
using enum TokenKind;
using P = grammar::StashParser;

//===-- Tokens ------------------------------------------------------------===//

const ParserToken &AstBuilder::first(const Rule *rule) const {
  return *static_cast<const ParserToken *>(rule->start);
}

const ParserToken &AstBuilder::last(const Rule *rule) const {
  const auto *token = static_cast<const ParserToken *>(rule->stop);
  // A rule that matched nothing ends before it begins.
  return token && token->index >= first(rule).index ? *token : first(rule);
}

SourceRange AstBuilder::rangeOf(const Rule *rule) const {
  return first(rule).range.to(last(rule).range);
}

TokenKind AstBuilder::kindBefore(const Rule *rule) const {
  return input.tokens[first(rule).index - 1].kind;
}

Name AstBuilder::nameOf(const ParserToken &token) { return {input.getText(token), token.range}; }

/// The documentation comment of a token: the lines of `///` directly before it.
llvm::StringRef AstBuilder::docBefore(const ParserToken &token) {
  const auto &tokens = input.buffer.tokens;
  llvm::SmallVector<llvm::StringRef, 4> lines;
  for (uint32_t i = token.bufferIndex; i-- > 0;) {
    const Token &before = tokens[i];
    if (before.shape == WHITESPACE) {
      if (input.buffer.getText(before).count('\n') > 1)
        break;
      continue;
    }
    if (before.shape != DOC_COMMENT)
      break;
    llvm::StringRef text = input.buffer.getText(before).drop_front(3).rtrim();
    text.consume_front(" ");
    lines.push_back(text);
  }
  if (lines.empty())
    return {};
  std::string doc;
  for (llvm::StringRef line : llvm::reverse(lines)) {
    if (!doc.empty())
      doc += '\n';
    doc += line;
  }
  return ctx.copy(llvm::StringRef(doc));
}

bool AstBuilder::isSeparatorMissing(uint32_t index) {
  if (input.beginsLine(index))
    return false;
  const ParserToken &token = input.tokens[index];
  if (token.shape == OTHER || !input.takeMissingSeparator(index))
    return true; // the parser reports a strange character
  llvm::StringRef text = input.getText(token);
  auto report = diags.report(diag::MissingSeparator, token.range, describe(input, token));
  uint32_t end = input.tokens[index - 1].range.end;
  uint32_t begin = index;
  while (begin > 0 && !input.beginsLine(begin))
    --begin;
  if (input.tokens[begin].kind == MOUNT)
    report.suggest(token.range, text, {"readonly", "subPath"});
  else if (input.tokens[index - 1].kind == QUESTION)
    report.note({}, "a choice is written 'if c {{ a } else {{ b }'");
  else if (token.kind == KEY)
    report.fixit({end, end}, ",");
  else if (text == "elif" || text == "elsif" || text == "elseif")
    report.suggest(token.range, "else if");
  else if (input.tokens[index - 1].shape == RPAREN && token.shape == NAME)
    report.note({}, "a '|' separates two steps");
  return true;
}

//===-- Items -------------------------------------------------------------===//

/// Whether an item's value is only the beginning of something: of text without quotes, mostly. What
/// follows it on its line is reported.
bool AstBuilder::isTextCut(P::ItemContext *item) {
  size_t rule = item->firstChild->getRuleIndex();
  if (rule != P::RuleProperty && rule != P::RuleLetItem && rule != P::RuleWithItem &&
      rule != P::RuleEnvItem)
    return false;
  const ParserToken &next = input.tokens[last(item).index + 1];
  return !input.beginsLine(next.index) &&
         (next.shape == OTHER || next.kind == NAME || next.kind == NUMBER ||
          (next.shape == LBRACE && rule == P::RuleLetItem));
}

const Item *AstBuilder::buildItem(P::ItemContext *item, bool isSeparatorMissing) {
  if (item->exception || !item->firstChild)
    return ctx.create<ErrorItem>(rangeOf(item));
  // A word where a separator is missing is more of what stands before it than a step, and so is
  // `"a": "b"` behind a `?`.
  if (isSeparatorMissing &&
      (item->firstChild->getRuleIndex() == P::RulePipeline || kindBefore(item) == QUESTION))
    return ctx.create<ErrorItem>(rangeOf(item));
  if (isTextCut(item))
    return ctx.create<ErrorItem>(rangeOf(item));
  return buildItemOf(item->firstChild, rangeOf(item), docBefore(first(item)));
}

const Item *AstBuilder::buildItemOf(Rule *rule, SourceRange range, llvm::StringRef doc) {
  if (rule->getRuleIndex() == P::RulePipeline)
    return buildPipeline(rule, range, doc);
  Parts parts = partsOf(rule);
  const ParserToken &begin = first(rule);
  auto tokenAfter = [&](unsigned n) -> const ParserToken & {
    return input.tokens[begin.index + n];
  };
  switch (rule->getRuleIndex()) {
  case P::RuleProperty:
    return ctx.create<PropertyItem>(range, doc, buildNameExpr(begin), buildValue(parts[0]));
  case P::RuleSpread:
    return ctx.create<SpreadItem>(range, buildExpr(parts[0]));
  case P::RuleForItem:
    return buildFor(rule, range);
  case P::RuleIfItem:
    return buildIf(rule, range);
  case P::RuleLetItem:
    return ctx.create<LetItem>(range, doc, nameOf(parts[0]), buildExpr(parts[1]));
  case P::RuleParamsItem:
    return ctx.create<ParamsItem>(range, doc, nameOf(parts[0]), buildParams(parts[1]));
  case P::RuleImportItem:
    return ctx.create<ImportItem>(range, buildString(tokenAfter(1)));
  case P::RuleInputItem:
    return ctx.create<InputItem>(range, doc, buildParam(parts[0]));
  case P::RuleDefItem:
    return ctx.create<DefItem>(range, doc, nameOf(parts[0]), buildParams(parts[1]),
                               buildBlock(parts[2]));
  case P::RuleWorkItem:
    return buildWork(rule, range, doc);
  case P::RuleInvokerItem:
    return buildInvoker(rule, range, doc);
  case P::RuleWithItem:
    if (tokenAfter(1).kind == KEY)
      return ctx.create<WithItem>(range, buildNameExpr(tokenAfter(1)), buildExpr(parts[0]));
    return ctx.create<WithItem>(range, buildNameExpr(tokenAfter(1)), nullptr);
  case P::RuleVolumeItem:
    return ctx.create<VolumeItem>(range, doc, buildNameExpr(tokenAfter(1)), buildExpr(parts[0]),
                                  parts.size() > 1 ? buildBlock(parts[1]) : nullptr);
  case P::RuleMountItem:
    return buildMount(rule, range);
  case P::RuleEnvItem:
    return ctx.create<EnvItem>(range, buildNameExpr(tokenAfter(1)),
                               tokenAfter(1).kind == KEY ? buildExpr(parts[0]) : nullptr);
  case P::RuleTargetItem: {
    const Expr *ns = parts.size() > 3 ? buildNameExpr(first(parts[2])) : nullptr;
    SourceRange head = first(parts[0]).range.to(ns ? ns->getRange() : rangeOf(parts[1]));
    auto *target =
        ctx.create<TargetExpr>(head, nameOf(parts[0]), buildNameExpr(first(parts[1])), ns);
    return ctx.create<TargetItem>(range, target, buildBlock(parts.back()));
  }
  default:
    llvm_unreachable("a rule that is no item");
  }
}

const Item *AstBuilder::buildFor(Rule *rule, SourceRange range) {
  Parts parts = partsOf(rule);
  llvm::SmallVector<Name, 2> variables;
  for (Rule *part : llvm::drop_end(parts, 2))
    variables.push_back(nameOf(part));
  return ctx.create<ForItem>(range, copy(variables), buildExpr(parts[parts.size() - 2]),
                             buildBlock(parts.back()));
}

const Item *AstBuilder::buildIf(Rule *rule, SourceRange range) {
  llvm::SmallVector<IfItem::ItemBranch, 2> branches;
  Parts all = partsOf(rule);
  llvm::ArrayRef<Rule *> parts = all;
  for (; parts.size() >= 2; parts = parts.drop_front(2))
    branches.push_back({buildExpr(parts[0]), buildBlock(parts[1])});
  if (!parts.empty())
    branches.push_back({nullptr, buildBlock(parts[0])});
  return ctx.create<IfItem>(range, copy(branches));
}

const Item *AstBuilder::buildWork(Rule *rule, SourceRange range, llvm::StringRef doc) {
  bool external = false, isTask = false, isRepository = false;
  Direction direction = Direction::Both;
  Parts parts = partsOf(rule);
  uint32_t nameIndex = first(parts[0]).index;
  for (uint32_t i = first(rule).index; i < nameIndex; ++i) {
    TokenKind kind = input.tokens[i].kind;
    external |= kind == EXTERN;
    isTask |= kind == TASK;
    if (kind == BACKUP_TASK)
      direction = Direction::Backup;
    if (kind == RESTORE_TASK)
      direction = Direction::Restore;
    isRepository |= kind == REPOSITORY;
  }
  const Expr *name = buildNameExpr(input.tokens[nameIndex]);
  if (isRepository) {
    const Expr *ns = parts.size() > 1 ? buildNameExpr(first(parts[1])) : nullptr;
    const Block *none = ctx.create<Block>(Block{{range.end, range.end}, {}});
    return ctx.create<InvokerItem>(range, doc, InvokerKind::Repository, name, ns, none, external);
  }
  llvm::ArrayRef<Param> params;
  const Block *body = nullptr;
  for (Rule *child : llvm::drop_begin(parts)) {
    if (child->getRuleIndex() == P::RuleParamList)
      params = buildParams(child);
    else
      body = buildBlock(child);
  }
  if (!body && !external) {
    const ParserToken &next = input.tokens[last(rule).index + 1];
    if (next.kind == NAME && !input.beginsLine(next.index)) {
      // `task backup NAME {`, `task two words {`
      bool isSwapped = isTask && nameIndex + 1 == next.index &&
                       (input.getText(input.tokens[nameIndex]) == "backup" ||
                        input.getText(input.tokens[nameIndex]) == "restore");
      auto report = diags.report(diag::ExpectedToken, next.range, "'{'", describe(input, next));
      if (isSwapped)
        report.note({}, "it is written '{0} task'", input.getText(input.tokens[nameIndex]));
      input.takeMissingSeparator(next.index);
    } else {
      diags.report(diag::MissingBody, name->getRange(), input.getText(input.tokens[nameIndex]))
          .note({}, "what the cluster has already is declared with 'extern'");
    }
    SourceRange end = {range.end, range.end};
    const Item *hole = ctx.create<ErrorItem>(end);
    body = ctx.create<Block>(Block{end, ctx.copy(llvm::ArrayRef<const Item *>(hole))});
  }
  if (isTask)
    return ctx.create<TaskItem>(range, doc, external, direction, name, params, body);
  return ctx.create<FunctionItem>(range, doc, external, name, params, body);
}

const Item *AstBuilder::buildInvoker(Rule *rule, SourceRange range, llvm::StringRef doc) {
  Parts parts = partsOf(rule);
  TokenKind keyword = first(rule).kind;
  InvokerKind kind = keyword == REPOSITORY  ? InvokerKind::Repository
                     : keyword == BLUEPRINT ? InvokerKind::Blueprint
                     : keyword == BACKUP    ? InvokerKind::Backup
                                            : InvokerKind::Restore;
  const Expr *ns = parts.size() > 2 ? buildNameExpr(first(parts[1])) : nullptr;
  return ctx.create<InvokerItem>(range, doc, kind, buildNameExpr(first(parts[0])), ns,
                                 buildBlock(parts.back()));
}

const Item *AstBuilder::buildMount(Rule *rule, SourceRange range) {
  Parts parts = partsOf(rule);
  SourceRange readonly;
  for (uint32_t i = last(parts[1]).index + 1; i <= last(rule).index; ++i)
    if (input.tokens[i].kind == READONLY)
      readonly = input.tokens[i].range;
  const Expr *subPath = parts.size() > 2 ? buildExpr(parts[2]) : nullptr;
  return ctx.create<MountItem>(range, buildExpr(parts[0]), buildExpr(parts[1]), readonly, subPath);
}

const Item *AstBuilder::buildPipeline(Rule *rule, SourceRange range, llvm::StringRef doc) {
  llvm::SmallVector<Step, 4> steps;
  const Block *body = nullptr;
  for (Rule *child : rule->getChildren()) {
    if (child->getRuleIndex() == P::RuleBlock) {
      body = buildBlock(child);
      continue;
    }
    Step step = {buildNameExpr(first(child)), {}, {}, rangeOf(child)};
    if (child->firstChild) {
      Rule *arguments = child->firstChild;
      step.arguments = buildElements(arguments->firstChild, false);
      step.argumentsRange = rangeOf(arguments);
    }
    steps.push_back(step);
  }
  return ctx.create<PipelineItem>(range, doc, copy(steps), body);
}

const Block *AstBuilder::buildBlock(Rule *rule) {
  llvm::SmallVector<const Item *, 8> items;
  uint32_t end = last(rule).index; // its closing brace
  uint32_t next = first(rule).index + 1;
  uint32_t inside = first(rule).depth + 1;
  bool separated = true;
  // The commas stand in the gaps between the items.
  auto readCommas = [&](uint32_t until) {
    for (; next < until; ++next) {
      if (input.tokens[next].kind != COMMA || input.tokens[next].depth > inside)
        continue; // deeper ones are in what the parser skipped
      if (separated && !items.empty())
        diags.report(diag::ExtraComma, input.tokens[next].range)
            .fixit(input.tokens[next].range, "");
      separated = true;
    }
  };
  for (Rule *child : rule->getChildren()) {
    auto *item = static_cast<P::ItemContext *>(child);
    readCommas(first(item).index);
    bool missing = !separated && !item->exception && isSeparatorMissing(first(item).index);
    items.push_back(buildItem(item, missing));
    separated = false;
    if (!item->exception)
      next = last(item).index + 1;
    else
      next = std::max(next, last(item).index);
  }
  bool isCut = input.tokens[end].range.size() == 0; // its closing brace is missing
  readCommas(end);
  if (isCut)
    items.push_back(ctx.create<ErrorItem>(input.tokens[end].range));
  return ctx.create<Block>(Block{rangeOf(rule), copy(items)});
}

llvm::ArrayRef<Param> AstBuilder::buildParams(Rule *rule) {
  llvm::SmallVector<Param, 4> params;
  uint32_t next = first(rule).index;
  for (Rule *child : rule->getChildren()) {
    // The first comma in the gap separates; there is no gap before the first parameter.
    for (unsigned commas = 0; next < first(child).index; ++next)
      if (input.tokens[next].kind == COMMA && commas++ > 0)
        diags.report(diag::ExtraComma, input.tokens[next].range)
            .fixit(input.tokens[next].range, "");
    next = last(child).index + 1;
    params.push_back(buildParam(child));
  }
  return copy(params);
}

Param AstBuilder::buildParam(Rule *rule) {
  Param param;
  param.range = rangeOf(rule);
  Parts parts = partsOf(rule);
  if (first(rule).kind == ELLIPSIS) {
    param.isSpread = true;
    param.value = buildExpr(parts[0]);
    return param;
  }
  param.doc = docBefore(first(rule));
  param.name = nameOf(parts[0]);
  for (Rule *child : llvm::drop_begin(parts)) {
    if (child->getRuleIndex() == P::RuleParamName)
      param.flag = nameOf(child);
    else if (child->getRuleIndex() == P::RuleType)
      param.type = buildType(child);
    else
      param.value = buildExpr(child);
  }
  return param;
}

/// The type that a word of another language, or a misspelt one, stands for; empty for none.
static llvm::StringRef findType(llvm::StringRef name) {
  llvm::StringRef known = llvm::StringSwitch<llvm::StringRef>(name.lower())
                              .Cases({"str", "text"}, "string")
                              .Cases({"integer", "number", "int32", "int64", "uint"}, "int")
                              .Case("boolean", "bool")
                              .Cases({"array", "slice"}, "list")
                              .Cases({"object", "dict"}, "map")
                              .Default({});
  if (!known.empty())
    return known;
  return findNearest(name, {"string", "int", "bool", "path", "volume", "image", "quantity",
                            "duration", "list", "map", "params"});
}

TypeSpec AstBuilder::buildType(Rule *rule) {
  TypeSpec type;
  type.range = rangeOf(rule);
  Parts parts = partsOf(rule);
  llvm::SmallVector<Name, 4> members;
  for (Rule *part : parts) {
    const ParserToken &token = first(part);
    if (token.shape == STRING) {
      const StringExpr *member = buildString(token);
      if (!member->isLiteral())
        diags.report(diag::UnknownType, token.range, input.getText(token));
      members.push_back({member->getText(), token.range});
      continue;
    }
    llvm::StringRef name = input.getText(token);
    auto kind = llvm::StringSwitch<TypeKind>(name)
                    .Case("string", TypeKind::String)
                    .Case("int", TypeKind::Int)
                    .Case("bool", TypeKind::Bool)
                    .Case("path", TypeKind::Path)
                    .Case("volume", TypeKind::Volume)
                    .Case("image", TypeKind::Image)
                    .Case("quantity", TypeKind::Quantity)
                    .Case("duration", TypeKind::Duration)
                    .Case("list", TypeKind::List)
                    .Case("map", TypeKind::Map)
                    .Case("params", TypeKind::Params)
                    .Default(TypeKind::None);
    if (kind == TypeKind::None || parts.size() > 1) {
      auto report = diags.report(diag::UnknownType, token.range, name);
      if (kind != TypeKind::None) {
        report.note({}, "a union consists of string literals");
      } else {
        llvm::StringRef nearest = findType(name);
        if (!nearest.empty())
          report.suggest(token.range, nearest);
        else
          report.note(
              {}, "the types are string, int, bool, path, volume, image, quantity, duration and "
                  "unions of string literals");
      }
      type.kind = TypeKind::None; // as if it were not there
      return type;
    }
    type.kind = kind;
  }
  if (!members.empty()) {
    type.kind = TypeKind::Union;
    type.members = copy(members);
  }
  return type;
}

//===-- Expressions -------------------------------------------------------===//

const Expr *AstBuilder::buildValue(Rule *rule) {
  Parts parts = partsOf(rule);
  if (first(rule).kind != KIND)
    return buildExpr(parts[0]);
  const Expr *ns = parts.size() > 1 ? buildNameExpr(first(parts[1])) : nullptr;
  return ctx.create<TargetExpr>(rangeOf(rule), nameOf(first(rule)), buildNameExpr(first(parts[0])),
                                ns);
}

static BinaryOperator operatorOf(TokenKind kind) {
  switch (kind) {
  case COALESCE:
    return BinaryOperator::Coalesce;
  case OR:
    return BinaryOperator::Or;
  case AND:
    return BinaryOperator::And;
  case EQUAL_EQUAL:
    return BinaryOperator::Equal;
  case NOT_EQUAL:
    return BinaryOperator::NotEqual;
  default:
    return BinaryOperator::In;
  }
}

/// From loose to tight.
static unsigned precedence(BinaryOperator op) {
  switch (op) {
  case BinaryOperator::Or:
    return 1;
  case BinaryOperator::And:
    return 2;
  case BinaryOperator::Equal:
  case BinaryOperator::NotEqual:
  case BinaryOperator::In:
    return 3;
  case BinaryOperator::Coalesce:
    return 4;
  }
  return 0;
}

const Expr *AstBuilder::buildExpr(Rule *rule) {
  if (!rule->firstChild) // one token
    return buildPrimary(rule, first(rule));
  if (!rule->firstChild->nextSibling)
    return buildUnary(rule->firstChild);
  Parts parts = partsOf(rule);
  if (parts.size() > Budget::maxDepth) {
    diags.report(diag::NestedTooDeep, rangeOf(rule), "operators", Budget::maxDepth);
    return ctx.create<ErrorExpr>(rangeOf(rule));
  }

  // Operators wait on a stack until one that binds no tighter comes. `??` groups to the right, so
  // that `a ?? b ?? c` is a default within a default.
  struct Pending {
    BinaryOperator op;
    SourceRange range;
  };
  llvm::SmallVector<const Expr *, 4> operands;
  llvm::SmallVector<Pending, 4> operators;
  auto reduce = [&] {
    Pending top = operators.pop_back_val();
    const Expr *right = operands.pop_back_val(), *left = operands.pop_back_val();
    operands.push_back(ctx.create<BinaryExpr>(top.op, top.range, left, right));
  };
  operands.push_back(buildUnary(parts[0]));
  for (Rule *part : llvm::drop_begin(parts)) {
    const ParserToken &token = input.tokens[first(part).index - 1];
    BinaryOperator op = operatorOf(token.kind);
    bool right = op == BinaryOperator::Coalesce;
    while (!operators.empty() && (right ? precedence(operators.back().op) > precedence(op)
                                        : precedence(operators.back().op) >= precedence(op)))
      reduce();
    operators.push_back({op, token.range});
    operands.push_back(buildUnary(part));
  }
  while (!operators.empty())
    reduce();
  return operands.back();
}

const Expr *AstBuilder::buildUnary(Rule *rule) {
  Rule *primary = rule->firstChild;
  const Expr *expr = buildPrimary(primary, first(primary));
  if (last(rule).kind == QUESTION && last(rule).index > last(primary).index)
    expr = ctx.create<OptionalExpr>(expr->getRange().to(last(rule).range), expr);
  if (first(primary).index - first(rule).index > Budget::maxDepth) {
    diags.report(diag::NestedTooDeep, rangeOf(rule), "operators", Budget::maxDepth);
    return ctx.create<ErrorExpr>(rangeOf(rule));
  }
  for (uint32_t i = first(primary).index; i-- > first(rule).index;)
    expr = ctx.create<NotExpr>(input.tokens[i].range.to(expr->getRange()), expr);
  return expr;
}

const Expr *AstBuilder::buildPrimary(Rule *rule, const ParserToken &token) {
  switch (token.kind) {
  case NAME:
  case STRING: {
    const Expr *callee = buildNameExpr(token);
    if (!rule->firstChild)
      return callee;
    Rule *elements = rule->firstChild->firstChild;
    return ctx.create<CallExpr>(rangeOf(rule), callee, buildElements(elements, false));
  }
  case TEXT_BLOCK:
    return buildString(token);
  case NUMBER:
    return buildNumber(token);
  case TRUE_VALUE:
    return ctx.create<BoolExpr>(token.range, true);
  case FALSE_VALUE:
    return ctx.create<BoolExpr>(token.range, false);
  case NULL_VALUE:
    return ctx.create<NullExpr>(token.range);
  case PARAMS:
    return ctx.create<ParamsExpr>(rangeOf(rule), buildParams(rule->firstChild));
  case LBRACKET:
    return ctx.create<ListExpr>(rangeOf(rule), buildElements(rule->firstChild, false));
  case LBRACE:
    return ctx.create<MapExpr>(buildBlock(rule->firstChild));
  case IF:
    return buildIfExpr(rule->firstChild);
  case FOR:
    return buildForExpr(rule->firstChild);
  case LPAREN:
    return buildExpr(rule->firstChild);
  default:
    return ctx.create<ErrorExpr>(rangeOf(rule));
  }
}

const Expr *AstBuilder::buildIfExpr(Rule *rule) {
  llvm::SmallVector<IfExpr::ElementBranch, 2> branches;
  Parts all = partsOf(rule);
  llvm::ArrayRef<Rule *> parts = all;
  auto elementsOf = [&](Rule *block) { return buildElements(block->firstChild, true); };
  for (; parts.size() >= 2; parts = parts.drop_front(2))
    branches.push_back({buildExpr(parts[0]), elementsOf(parts[1])});
  if (!parts.empty())
    branches.push_back({nullptr, elementsOf(parts[0])});
  return ctx.create<IfExpr>(rangeOf(rule), copy(branches));
}

const Expr *AstBuilder::buildForExpr(Rule *rule) {
  Parts parts = partsOf(rule);
  llvm::SmallVector<Name, 2> variables;
  for (Rule *part : llvm::drop_end(parts, 2))
    variables.push_back(nameOf(part));
  Rule *elements = parts.back()->firstChild;
  return ctx.create<ForExpr>(rangeOf(rule), copy(variables), buildExpr(parts[parts.size() - 2]),
                             buildElements(elements, true));
}

const Expr *AstBuilder::buildNameExpr(const ParserToken &token) {
  if (token.shape == STRING)
    return buildString(token);
  if (token.shape == NUMBER) // a key: text as it is written
    return ctx.create<NumberExpr>(token.range, input.getText(token));
  return ctx.create<NameExpr>(nameOf(token));
}

const Expr *AstBuilder::buildNumber(const ParserToken &token) {
  // The field that it is the value of: its key and a colon stand before it.
  llvm::StringRef field;
  if (token.index >= 2 && input.tokens[token.index - 2].kind == KEY)
    field = input.getText(input.tokens[token.index - 2]);
  if (!checkNumber(input.getText(token), field, token.range, diags))
    return ctx.create<ErrorExpr>(token.range);
  return ctx.create<NumberExpr>(token.range, input.getText(token));
}

const StringExpr *AstBuilder::buildString(const ParserToken &token) {
  return readString(input.getText(token), token.range, token.shape == TEXT_BLOCK, ctx, diags);
}

llvm::ArrayRef<Element> AstBuilder::buildElements(Rule *rule, bool linesSeparate) {
  llvm::SmallVector<Element, 8> elements;
  // An empty rule begins behind itself: its tokens are those before its children's ends.
  uint32_t next = first(rule).index;
  bool separated = true;
  // A comma on the wrong side of an element is one mistake.
  using Report = std::optional<DiagnosticEngine::Builder>;
  Report extra, missing;
  size_t extraAt = 0, missingAt = 0; // the elements behind
  auto readCommas = [&](uint32_t until) {
    for (; next < until; ++next) {
      if (input.tokens[next].kind != COMMA)
        continue;
      if (separated && missing && missingAt + 1 == elements.size()) {
        missing->fixit(input.tokens[next].range, "");
        missing.reset();
      } else if (separated) {
        extra = diags.report(diag::ExtraComma, input.tokens[next].range);
        extra->fixit(input.tokens[next].range, "");
        extraAt = elements.size();
      }
      separated = true;
    }
  };
  for (Rule *child : rule->getChildren()) {
    const ParserToken &token = first(child);
    readCommas(token.index);
    if (!separated && !(linesSeparate && input.beginsLine(token.index))) {
      uint32_t end = input.tokens[token.index - 1].range.end;
      if (extra && extraAt + 1 == elements.size()) {
        extra->fixit({end, end}, ",");
        extra.reset();
      } else {
        missing = diags.report(linesSeparate ? diag::MissingSeparator : diag::MissingComma,
                               token.range, describe(input, token));
        missing->fixit({end, end}, ",");
        missingAt = elements.size();
      }
    }
    Element element;
    element.range = rangeOf(child);
    if (token.kind == KEY)
      element.key = buildNameExpr(token);
    element.isSpread = token.kind == ELLIPSIS;
    element.value = child->firstChild ? buildExpr(child->firstChild)
                                      : buildPrimary(child, last(child)); // one token
    elements.push_back(element);
    separated = false;
    next = last(child).index + 1;
  }
  if (rule->stop && static_cast<const ParserToken *>(rule->stop)->index >= first(rule).index)
    readCommas(last(rule).index + 1);
  return copy(elements);
}
