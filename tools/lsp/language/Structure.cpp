// Folding and selection ranges: how the source nests.

#include "tools/lsp/language/AstWalk.h"
#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

std::vector<FoldingRange> listFoldings(const Question &question) {
  std::vector<FoldingRange> result;
  const sema::FileUnit *unit = question.getUnit();
  if (!unit || unit->isManifest)
    return result;
  auto getLine = [&](uint32_t offset) {
    return question.document.toPosition(offset - question.file.getBase()).line;
  };
  auto add = [&](int begin, int end, FoldingKind kind) {
    if (begin < end)
      result.push_back({begin, end, kind});
  };

  llvm::SmallVector<uint32_t, 16> open; // offsets of brackets
  std::optional<std::pair<int, int>> comments;
  auto endComments = [&] {
    if (comments)
      add(comments->first, comments->second, FoldingKind::Comment);
    comments.reset();
  };
  for (const Token &token : unit->tokens.tokens) {
    if (token.shape == stash::TokenKind::WHITESPACE)
      continue;
    int line = getLine(token.range.begin);
    if (token.isComment()) {
      // Comments that follow each other line by line fold together.
      if (!comments || line > comments->second + 1) {
        endComments();
        comments = {line, line};
      }
      comments->second = getLine(token.range.end);
      continue;
    }
    endComments();
    switch (token.shape) {
    case stash::TokenKind::LBRACE:
    case stash::TokenKind::LBRACKET:
    case stash::TokenKind::LPAREN:
      open.push_back(token.range.begin);
      break;
    case stash::TokenKind::RBRACE:
    case stash::TokenKind::RBRACKET:
    case stash::TokenKind::RPAREN:
      // The closing bracket's line stays in sight.
      if (!open.empty())
        add(getLine(open.pop_back_val()), line - 1, FoldingKind::Region);
      break;
    case stash::TokenKind::TEXT_BLOCK:
      add(line, getLine(token.range.end) - 1, FoldingKind::Region);
      break;
    default:
      break;
    }
  }
  endComments();

  std::optional<std::pair<int, int>> imports;
  for (const ast::Item *item : unit->module.items)
    if (llvm::isa<ast::ImportItem>(item)) {
      int line = getLine(item->getRange().begin);
      imports = {imports ? imports->first : line, line};
    } else if (imports) {
      break;
    }
  if (imports)
    add(imports->first, imports->second, FoldingKind::Imports);
  // One fold a line is what editors can show.
  llvm::stable_sort(result, [](const FoldingRange &a, const FoldingRange &b) {
    return std::pair(a.startLine, -a.endLine) < std::pair(b.startLine, -b.endLine);
  });
  result.erase(std::unique(result.begin(), result.end(),
                           [](const FoldingRange &a, const FoldingRange &b) {
                             return a.startLine == b.startLine;
                           }),
               result.end());
  return result;
}

SelectionRange expandSelection(const Question &question, uint32_t offset) {
  Position position = question.document.toPosition(offset - question.file.getBase());
  const sema::FileUnit *unit = question.getUnit();
  SourceRange whole = question.file.getRange();
  std::vector<SourceRange> ranges = {whole};
  if (unit && !unit->isManifest) {
    for (const AstNode &node : findPath(unit->module.items, offset))
      ranges.push_back(node.range);
    for (const sema::Occurrence *occurrence : question.analysis.findOccurrences(offset))
      ranges.push_back(occurrence->range);
    auto token = llvm::partition_point(unit->tokens.tokens,
                                       [&](const Token &t) { return t.range.end < offset; });
    if (token != unit->tokens.tokens.end() && !token->isTrivia())
      ranges.push_back(token->range);
  }
  SelectionRange result;
  llvm::stable_sort(ranges, [](SourceRange a, SourceRange b) { return a.size() < b.size(); });
  SourceRange inner = {offset, offset};
  for (SourceRange range : ranges) {
    // Each contains the one before.
    if (range == inner || !(range.begin <= inner.begin && inner.end <= range.end))
      continue;
    result.ranges.push_back(question.toRange(range));
    inner = range;
  }
  if (result.ranges.empty())
    result.ranges.push_back(Range(position));
  return result;
}

} // namespace stash::lsp
