//===- Table.h - what the members of a family differ in ---------*- C++ -*-===//
//
// Lays the sources of declarations of one skeleton on top of each other. What is the same stays;
// what differs becomes a column of a table, cut at the borders of words, so that a version remains
// one whether it stands in a name or in the tag of an image.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_TABLE_H
#define STASHC_TOOLS_IMPORT_TABLE_H

#include "tools/import/Model.h"

#include <optional>

namespace stash::importer {

/// One text a row.
struct Column {
  std::vector<std::string> values;
  bool isScalar = false; ///< numbers and truth values, which stand without quotes
  std::string subject;   ///< what it is about
  std::string variable;  ///< its name, once it has one
};

struct Table {
  /// The first is the one that the declarations' names differ in.
  std::vector<Column> columns;
  /// What the columns are in a body: `\x01N\x02` stands for the variable of column N.
  std::vector<Source> bodies;
  /// One list of rows for each body.
  std::vector<std::vector<const Declaration *>> members;

  size_t getRowCount() const { return columns.empty() ? 0 : columns.front().values.size(); }
};

/// The table of declarations of one skeleton. Nothing when their names do not tell them apart.
std::optional<Table> makeTable(llvm::ArrayRef<const Declaration *> members);

/// Puts the bodies of `other` behind those of `table`, with its columns where they are new. Both
/// have the same first column.
void mergeTables(Table &table, const Table &other);

/// The words of a text and what stands between them.
std::vector<std::string> splitWords(llvm::StringRef text);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_TABLE_H
