//===- Entries.h - where entries begin --------------------------*- C++ -*-===//
//
// Tokens do not tell where an item ends: a line break may stand within one, a comma within the head
// of a `for`. The AST does. It comes in, and out come marks on the offsets at which items, elements
// and parameters begin.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_ENTRIES_H
#define STASHC_TOOLS_FORMAT_ENTRIES_H

#include "frontend/Ast/Ast.h"

#include <vector>

namespace stash::format {

enum Mark : uint8_t {
  EntryMark = 1,     ///< an item, element or parameter
  StatementMark = 2, ///< an item that is neither a property nor a spread
  PipelineMark = 4,
  /// `|`, `&&`, `||` and `??` may begin a line. Not in `mount` and `input`, whose later words are
  /// keywords only on the line of the first.
  BreakableMark = 8,
};

struct EntryMarks {
  /// By offset in the file.
  std::vector<uint8_t> marks;
  /// Of what could not be read.
  std::vector<SourceRange> errors;
  /// Of all items, parents before their children.
  std::vector<SourceRange> items;
};

EntryMarks findEntries(const ast::Module &module);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_ENTRIES_H
