//===- TextBuilder.h - lines of output --------------------------*- C++ -*-===//
//
// Collects the printer's text, knows the column at which it is, and at the end puts comments behind
// code in their columns: those that the author had aligned stay aligned.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_TEXTBUILDER_H
#define STASHC_TOOLS_FORMAT_TEXTBUILDER_H

#include "frontend/Parse/Token.h"

#include <string>

namespace stash::format {

class TextBuilder {
public:
  TextBuilder(const TokenBuffer &buffer, llvm::StringRef lineEnd);

  unsigned getColumn() const { return column; }
  /// The indentation of the line at hand.
  unsigned getIndentation() const { return indentation; }

  /// Begins a line, and leaves one blank before it if that is wanted.
  void startLine(unsigned indent, bool afterBlank = false);
  void add(llvm::StringRef text);
  /// A token as it stands in the source.
  void addToken(uint32_t token);
  /// A comment at the end of a line. Nothing but startLine() may follow.
  void addTrailing(uint32_t token);
  /// A comment on a line of its own, which has been begun.
  void addComment(uint32_t token);
  /// Source text, at the beginning of a line. `isEnd`: not even a line end may follow.
  void addVerbatim(llvm::StringRef text, uint32_t firstToken, uint32_t endToken, bool isEnd);

  /// Ends the last line and gives everything.
  std::string finish();
  std::vector<uint32_t> takeTokens() { return std::move(tokens); }

private:
  /// A comment behind code: where in the text blanks are missing, and where it stood.
  struct Pad {
    size_t at;
    unsigned codeEnd;
    unsigned gap;
    unsigned line;
    unsigned column;
    int shift; ///< how far the line was moved
  };
  void alignPads(llvm::MutableArrayRef<Pad> run) const;

  const TokenBuffer &buffer;
  llvm::StringRef lineEnd;
  std::string text;
  std::vector<uint32_t> tokens;
  std::vector<Pad> pads;
  bool isEnded = false;
  size_t lineBegin = 0;
  unsigned column = 0;
  unsigned indentation = 0;
};

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_TEXTBUILDER_H
