//===- Tree.h - brackets, entries, pieces -----------------------*- C++ -*-===//
//
// What the printer lays out: a group is a pair of brackets (or the file), with entries that commas
// or line breaks separate; an entry is a row of pieces, which are tokens, comments and groups. The
// tree refers to tokens by their indexes and owns nothing but itself.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_FORMAT_TREE_H
#define STASHC_TOOLS_FORMAT_TREE_H

#include "tools/format/Entries.h"
#include "tools/format/Regions.h"

#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <optional>

namespace stash::format {

/// The columns that something takes when only those of its brackets are broken that have to be.
/// `first` counts from where it begins, the others from the indentation of that line.
struct Measure {
  bool isMulti = false; ///< takes more than a line
  unsigned first = 0;   ///< the first line, or the only one
  unsigned middle = 0;  ///< the longest line between
  unsigned last = 0;

  /// Puts `next` behind this.
  void append(const Measure &next);
};

struct Group;

enum class Break : uint8_t {
  None,
  Soft, ///< where the line would be too long
  Hard,
};

struct Piece {
  uint32_t token = 0; ///< of a group: its opening bracket
  Group *group = nullptr;
  Break before = Break::None;
  bool isOnNewLine = false; ///< in the source
  bool endsLine = false;    ///< a comment behind which nothing may stand
  bool isBody = false;      ///< the `{}` of an item
  Measure measure = {};
};

struct Comment {
  uint32_t token;
  bool isAfterBlank; ///< a blank line stands before it
};

struct Entry {
  std::vector<Comment> leading; ///< on lines of their own
  llvm::SmallVector<Piece, 4> pieces;
  llvm::SmallVector<uint32_t, 1> trailing; ///< comments at the end of its last line
  uint8_t marks = 0;
  bool isOnNewLine = false;
  bool isAfterBlank = false; ///< a blank line stands before it, after its leading comments
  std::optional<Region> verbatim;
  Measure measure = {};

  bool is(Mark mark) const { return marks & mark; }
  /// Whether an entry or its comments have a blank line before them.
  bool beginsAfterBlank() const {
    return leading.empty() ? isAfterBlank : leading.front().isAfterBlank;
  }
};

struct Group {
  uint32_t open = 0;
  uint32_t close = 0;
  TokenKind kind = TokenKind::END_OF_FILE; ///< of the opening bracket; END_OF_FILE for the file
  bool isBroken = false;                   ///< by the author, or because of what it holds
  llvm::SmallVector<uint32_t, 1> opening;  ///< comments on the line of the opening bracket
  std::vector<Entry> entries;
  std::vector<Comment> tail; ///< comments after the last entry
  Measure measure = {};

  bool isEmpty() const { return entries.empty() && opening.empty() && tail.empty(); }
  bool isBlock() const { return kind == TokenKind::LBRACE; }
  /// What its closing bracket takes, with the blank in `{ a }`.
  unsigned getCloseWidth() const { return isBlock() ? 2 : 1; }
};

struct Tree {
  std::deque<Group> groups;
  Group *file = nullptr; ///< null when the brackets do not fit together
};

Tree buildTree(const TokenBuffer &buffer, const EntryMarks &marks,
               llvm::ArrayRef<Region> brokenRegions);

/// Sorts each run of imports that no blank line parts: the shipped library, other .stash files,
/// manifests, each by name. Comments move with their import, but for those at the top of the file.
void sortImports(Tree &tree, const TokenBuffer &buffer);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_TREE_H
