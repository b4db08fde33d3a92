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

/// The declarations of the model, in the order in which the first of each chunk stands there.
/// Without `factors`, one chunk for each. `taken` are names that no loop's variable may have.
std::vector<Chunk> makeChunks(const ImportModel &model, bool factors,
                              const llvm::StringSet<> &taken);

/// Whether `a` comes before `b` as people count: `9.6` before `10.14`.
bool isBefore(llvm::StringRef a, llvm::StringRef b);

/// What a family, or the file of one, is called: the words that names begin with, without versions.
std::string getStem(llvm::StringRef name);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_FAMILIES_H
