//===- Printer.h - a tree to text -------------------------------*- C++ -*-===//
//
// The style: two columns of indentation, at most Formatter.h's maxColumns, the author's line breaks
// where brackets are broken. Every decision is one that the result, read again, asks for in the
// same way: what was broken because it was too long is then broken by its author.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_PRINTER_H
#define STASHC_TOOLS_FORMAT_PRINTER_H

#include "tools/format/Tree.h"

#include <string>

namespace stash::format {

struct Printed {
  std::string text;
  /// The tokens of the source in the order in which they were printed, without white space and
  /// commas.
  std::vector<uint32_t> tokens;
};

Printed print(const Tree &tree, const TokenBuffer &buffer, llvm::StringRef lineEnd);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_PRINTER_H
