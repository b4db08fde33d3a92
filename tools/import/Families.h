//===- Families.h - many objects, one declaration ---------------*- C++ -*-===//
//
// Finds declarations that differ in nothing but versions, images, names and other texts, and writes
// each family once, in a loop over the table of what differs. Families over the same table share a
// loop: a Function, its Task, and those of the way back.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_FAMILIES_H
#define STASHC_TOOLS_IMPORT_FAMILIES_H

#include "tools/import/Model.h"

namespace stash::importer {

/// Declarations that are written together: one, or a loop.
struct Chunk {
  std::vector<const Declaration *> declarations;
  Source source;
};

/// Names that a loop's variable may not have.
struct TakenNames {
  llvm::StringSet<> names;      ///< anywhere: a name would be taken for the variable
  llvm::StringSet<> parameters; ///< where Functions and Tasks stand
};

/// The declarations, in the order in which the first of each chunk stands there. Without `factors`,
/// one chunk for each.
std::vector<Chunk> makeChunks(llvm::ArrayRef<const Declaration *> declarations,
                              const ImportModel &model, bool factors, const TakenNames &taken);

/// `extern repository NAME in NAMESPACE` for each; with `factors` many of them are a loop. They are
/// in order.
Source writeExternals(llvm::ArrayRef<RepositoryName> repositories, bool factors,
                      const TakenNames &taken);

/// Whether `a` comes before `b` as people count: `9.6` before `10.14`.
bool isBefore(llvm::StringRef a, llvm::StringRef b);

/// What a family, or the file of one, is called: the words that names begin with, without versions.
std::string getStem(llvm::StringRef name);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_FAMILIES_H
