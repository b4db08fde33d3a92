//===- CursorFrames.h - the brackets around a cursor ------------*- C++ -*-===//
//
// In: the tokens of a text, mostly incomplete, one after the other. Out: the brackets that are open
// behind the last one, what each belongs to and the names that hold in it. What was opened and
// closed before leaves nothing behind and is skipped. Points into the tokens and their text.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_CURSORFRAMES_H
#define STASHC_TOOLS_LSP_LANGUAGE_CURSORFRAMES_H

#include "frontend/Parse/Token.h"
#include "tools/lsp/language/CursorContext.h"

namespace stash::lsp {

/// A bracket that is open, or the file.
struct Frame {
  enum class Kind : uint8_t { Block, List, Call, Params, Group } kind = Kind::Block;
  unsigned id = 0;
  CursorContext::Block block = CursorContext::Block::Declarations;
  Body body = Body::None;
  bool isAtTop = false;
  bool isInFunction = false, isInTask = false, isInBlueprint = false;
  sema::Direction direction = sema::Direction::Both;
  std::vector<std::string> path;
  llvm::StringRef callee;
  CursorContext::Call call = CursorContext::Call::Expression;

  // Of the item or element that is being read.
  std::optional<size_t> head; ///< its first token
  llvm::StringRef key;
  std::vector<std::string> given;
  std::vector<CursorContext::Name> pending; ///< names that hold in the brackets that it opens
  std::vector<CursorContext::Name> own;     ///< names that hold in this bracket
  unsigned commas = 0;
};

class FrameReader {
public:
  explicit FrameReader(const TokenBuffer &tokens) : tokens(tokens) {
    Frame file;
    file.isAtTop = true;
    frames.push_back(std::move(file));
  }

  /// Reads the significant tokens from `begin` to `end`, those of the item that goes on at
  /// `wordBegin` (an offset of the sources) the last.
  void read(size_t begin, size_t end, uint32_t wordBegin);

  /// Notes what is declared from `begin` to the end of the file in the blocks that are open. Leaves
  /// them open. Returns the names of all open blocks, the innermost last.
  std::vector<CursorContext::Name> collectNames(size_t begin);

  llvm::ArrayRef<Frame> getFrames() const { return frames; }
  const Frame &getTop() const { return frames.back(); }
  const Token &at(size_t i) const { return tokens.getSignificant(i); }
  llvm::StringRef textOf(size_t i) const { return tokens.getText(at(i)); }
  size_t size() const { return tokens.significant.size(); }
  /// How many tokens stand before what is being typed.
  size_t getLimit() const { return limit; }
  /// Whether an item begins at a token, or, at the limit, with what is being typed.
  bool beginsItem(size_t i) const;
  /// Whether an item goes on behind the token, whatever line follows.
  bool continues(size_t last) const;
  /// What kind of item is being read.
  stash::TokenKind headKind() const;

private:
  Frame &top() { return frames.back(); }
  bool breaksBetween(uint32_t begin, uint32_t end) const;
  void readOne(size_t i);
  void open(size_t i);
  void openBrace(size_t i, Frame &frame);
  void declare(size_t i);
  void matchBrackets();

  const TokenBuffer &tokens;
  std::vector<uint32_t> closers; ///< by an opening token: the one that closes it, or none
  uint32_t wordBegin = 0;
  size_t limit = 0;
  std::vector<Frame> frames;
  unsigned nextId = 0;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_CURSORFRAMES_H
