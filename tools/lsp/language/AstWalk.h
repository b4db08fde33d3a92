//===- AstWalk.h - every node of a tree -------------------------*- C++ -*-===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_ASTWALK_H
#define STASHC_TOOLS_LSP_LANGUAGE_ASTWALK_H

#include "frontend/Ast/Ast.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace stash::lsp {

/// One of the three.
struct AstNode {
  const ast::Item *item = nullptr;
  const ast::Expr *expr = nullptr;
  const ast::Element *element = nullptr;
  bool isArgument = false; ///< of an element: it stands in a call's parentheses
  SourceRange range;
};

/// Calls `visit` for items, expressions, elements of lists and arguments of calls, parents before
/// their children.
void forEachNode(llvm::ArrayRef<const ast::Item *> items,
                 llvm::function_ref<void(const AstNode &)> visit);

/// Only what `offset` lies in, or touches the end of: the chain from the file's item inwards.
std::vector<AstNode> findPath(llvm::ArrayRef<const ast::Item *> items, uint32_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_ASTWALK_H
