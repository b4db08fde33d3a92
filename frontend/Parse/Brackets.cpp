#include "frontend/Parse/Brackets.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"

#include <optional>

using namespace stash;
using enum TokenKind;

static bool isBalanced(const TokenBuffer &buffer) {
  llvm::SmallVector<TokenKind, 32> stack;
  for (uint32_t i : buffer.significant) {
    TokenKind shape = buffer.tokens[i].shape;
    if (isOpening(shape)) {
      stack.push_back(closingOf(shape));
    } else if (isClosing(shape)) {
      if (stack.empty() || stack.back() != shape)
        return false;
      stack.pop_back();
    }
  }
  return stack.empty();
}

namespace {
class LayoutMatcher {
public:
  explicit LayoutMatcher(TokenBuffer &buffer) : buffer(buffer), text(buffer.file->getText()) {}

  void run() {
    for (uint32_t i = 0; i < buffer.significant.size(); ++i) {
      std::optional<uint32_t> column = getColumnAtLineBegin(i);
      if (column)
        beginLine(i, *column);
      TokenKind shape = at(i).shape;
      if (isOpening(shape))
        open.push_back({shape, indent, line, std::nullopt});
      else if (isClosing(shape))
        close(i, shape, column);
    }
  }

private:
  struct Bracket {
    TokenKind shape;
    uint32_t indent; ///< of the line on which it stands
    uint32_t line;
    std::optional<uint32_t> bodyIndent; ///< of the first line in it
  };

  const Token &at(uint32_t i) const { return buffer.getSignificant(i); }
  llvm::StringRef word(uint32_t i) const {
    return i < buffer.significant.size() && at(i).shape == NAME ? buffer.getText(at(i))
                                                                : llvm::StringRef();
  }

  /// The column of a token that begins a line; nothing for others.
  std::optional<uint32_t> getColumnAtLineBegin(uint32_t i) const {
    uint32_t base = buffer.file->getBase(), begin = at(i).range.begin - base;
    uint32_t from = i == 0 ? 0 : at(i - 1).range.end - base;
    llvm::StringRef gap = text.slice(from, begin);
    size_t lineEnd = gap.find_last_of("\r\n");
    if (lineEnd == llvm::StringRef::npos)
      return i == 0 ? std::optional(begin) : std::nullopt;
    return gap.size() - lineEnd - 1;
  }

  /// Whether a token at the beginning of a line looks like an item: `name: value`, or a keyword and
  /// what it is about.
  bool looksLikeItem(uint32_t i) const {
    llvm::StringRef name = word(i);
    if (name.empty() || i + 1 >= buffer.significant.size())
      return false;
    if (at(i + 1).shape == COLON)
      return true;
    bool isNamed =
        (at(i + 1).shape == NAME || at(i + 1).shape == STRING) && !getColumnAtLineBegin(i + 1);
    return isNamed &&
           llvm::StringSwitch<bool>(name)
               .Cases({"with", "volume", "mount", "env", "target", "let", "params"}, true)
               .Cases({"import", "input", "def", "extern", "function", "task"}, true)
               .Cases({"backup", "restore", "repository", "for", "if"}, true)
               .Default(false);
  }

  void beginLine(uint32_t i, uint32_t column) {
    ++line;
    indent = column;
    if (isClosing(at(i).shape))
      return;
    bool isDeclaration = column == 0 && looksLikeItem(i) && at(i + 1).shape != COLON;
    if (looksLikeItem(i))
      while (!open.empty() && open.back().line < line && open.back().indent >= column &&
             (isIndented(open.back()) || isDeclaration))
        endInnermost(i);
    if (!open.empty() && !open.back().bodyIndent)
      open.back().bodyIndent = column;
  }

  /// Whether what stands in a bracket is indented, so that its layout tells something.
  static bool isIndented(const Bracket &bracket) {
    return !bracket.bodyIndent || *bracket.bodyIndent > bracket.indent;
  }

  void close(uint32_t i, TokenKind shape, std::optional<uint32_t> column) {
    auto fits = [&](const Bracket &bracket) { return closingOf(bracket.shape) == shape; };
    auto isBelow = [&](const Bracket &bracket) {
      return fits(bracket) && bracket.indent == *column;
    };
    if (column && llvm::any_of(open, isBelow))
      while (open.back().indent > *column && open.back().line < line)
        endInnermost(i);
    if (llvm::none_of(open, fits))
      return;
    while (!fits(open.back()))
      endInnermost(i);
    const Bracket &opening = open.back();
    bool isOfLines = opening.line < line && opening.bodyIndent && isIndented(opening);
    if (!column && isOfLines)
      buffer.stray.push_back(i);
    else
      open.pop_back();
  }

  void endInnermost(uint32_t i) {
    open.pop_back();
    buffer.unclosedBefore.push_back(i);
  }

  TokenBuffer &buffer;
  llvm::StringRef text;
  llvm::SmallVector<Bracket, 32> open;
  uint32_t indent = 0, line = 0; ///< of the current line
};
} // namespace

void stash::matchByLayout(TokenBuffer &buffer) {
  if (!isBalanced(buffer))
    LayoutMatcher(buffer).run();
}
