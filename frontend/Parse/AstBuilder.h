//===- AstBuilder.h - ANTLR's parse tree to AST -----------------*- C++ -*-===//

#ifndef STASHC_FRONTEND_PARSE_ASTBUILDER_H
#define STASHC_FRONTEND_PARSE_ASTBUILDER_H

#include "frontend/Parse/ParserInput.h"

#include "StashParser.h"

namespace stash {

/// Builds the AST of items from their parse trees, which hold rules but no terminal nodes: tokens
/// are found by their indexes.
class AstBuilder {
public:
  AstBuilder(ParserInput &input, ast::Context &ctx, DiagnosticEngine &diags)
      : input(input), ctx(ctx), diags(diags) {}

  const ast::Item *buildItem(grammar::StashParser::ItemContext *item,
                             bool isSeparatorMissing = false);
  /// Whether an item begins at a token on the line on which another one ends; reports it.
  bool isSeparatorMissing(uint32_t index);

private:
  using Parser = grammar::StashParser;
  using Rule = grammar::RuleNode;
  using Parts = llvm::SmallVector<Rule *, 4>;

  // Tokens.
  const ParserToken &first(const Rule *rule) const;
  const ParserToken &last(const Rule *rule) const;
  SourceRange rangeOf(const Rule *rule) const;
  TokenKind kindBefore(const Rule *rule) const;
  ast::Name nameOf(const ParserToken &token);
  ast::Name nameOf(const Rule *rule) { return nameOf(first(rule)); }
  llvm::StringRef docBefore(const ParserToken &token);
  static Parts partsOf(const Rule *rule) {
    Parts parts;
    for (Rule *child : rule->getChildren())
      parts.push_back(child);
    return parts;
  }

  // Items.
  bool isTextCut(Parser::ItemContext *item);
  const ast::Item *buildItemOf(Rule *rule, SourceRange range, llvm::StringRef doc);
  const ast::Item *buildFor(Rule *rule, SourceRange range);
  const ast::Item *buildIf(Rule *rule, SourceRange range);
  const ast::Item *buildWork(Rule *rule, SourceRange range, llvm::StringRef doc);
  const ast::Item *buildInvoker(Rule *rule, SourceRange range, llvm::StringRef doc);
  const ast::Item *buildMount(Rule *rule, SourceRange range);
  const ast::Item *buildPipeline(Rule *rule, SourceRange range, llvm::StringRef doc);
  const ast::Block *buildBlock(Rule *rule);
  llvm::ArrayRef<ast::Param> buildParams(Rule *rule);
  ast::Param buildParam(Rule *rule);
  ast::TypeSpec buildType(Rule *rule);

  // Expressions.
  const ast::Expr *buildExpr(Rule *rule);
  const ast::Expr *buildUnary(Rule *rule);
  const ast::Expr *buildPrimary(Rule *rule, const ParserToken &token);
  const ast::Expr *buildIfExpr(Rule *rule);
  const ast::Expr *buildForExpr(Rule *rule);
  const ast::Expr *buildValue(Rule *rule);
  const ast::Expr *buildNameExpr(const ParserToken &token);
  const ast::Expr *buildNumber(const ParserToken &token);
  const ast::StringExpr *buildString(const ParserToken &token);
  llvm::ArrayRef<ast::Element> buildElements(Rule *rule, bool linesSeparate);

  template <typename T> llvm::ArrayRef<T> copy(const llvm::SmallVectorImpl<T> &items) {
    return ctx.copy(llvm::ArrayRef<T>(items));
  }

  ParserInput &input;
  ast::Context &ctx;
  DiagnosticEngine &diags;
};

} // namespace stash

#endif // STASHC_FRONTEND_PARSE_ASTBUILDER_H
