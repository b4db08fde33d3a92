//===- SourceLine.h - a line of source as a terminal shows it ---*- C++ -*-===//
//
// Turns bytes into printable text and says on which column of the screen each byte begins: tabs
// become spaces, East Asian characters take two columns, combining ones none, and what cannot be
// shown (controls, bytes that are no UTF-8, characters that change the direction of text) stands
// there as `<U+202E>` or `<9C>`. Of a long line only a window is shown.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_DRIVER_RENDER_SOURCELINE_H
#define STASHC_TOOLS_DRIVER_RENDER_SOURCELINE_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash::driver {

/// Text as it can be printed on one line of a terminal.
std::string makePrintable(llvm::StringRef text);
/// The columns that printable text takes.
unsigned getWidth(llvm::StringRef printable);

/// A line, less its end, for a stream that a CI system reads: control characters are shown, and it
/// does not begin like a command to that system, such as `::error::`. Blanks before that do not
/// count. Tabs stay as they are.
std::string makePrintableLine(llvm::StringRef line);

class SourceLine {
public:
  /// Shows `line`, at most `width` columns of it around byte `focus`.
  SourceLine(llvm::StringRef line, size_t focus, unsigned width);

  llvm::StringRef getText() const { return text; }
  /// The column, from 0, on which a byte of the line is shown; the nearest one if it is not.
  unsigned getColumn(size_t byte) const;

private:
  struct Cell {
    size_t byte;
    unsigned column;
  };
  std::string text;
  std::vector<Cell> cells; // ascending; the last one is the end
};

} // namespace stash::driver

#endif // STASHC_TOOLS_DRIVER_RENDER_SOURCELINE_H
