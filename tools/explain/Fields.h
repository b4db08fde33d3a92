//===- Fields.h - what there is to say about a field ------------*- C++ -*-===//
//
// Explains the kinds that the schema knows and their fields, by path: from a kind
// (`Function.spec.image`), from the word that opens a body of the language (`backup.schedule`), or
// from wherever it is found (`spec.retentionPolicy.keepLast`). Lists and maps are stepped through
// without a word (`Task.spec.volumes.name`), but `[0]` and `[*]` are fine. The facts are those of
// sema/Schema; nothing is kept.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_EXPLAIN_FIELDS_H
#define STASHC_TOOLS_EXPLAIN_FIELDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace stash::explain {

/// Prints what a path means: type, default, what else is true of it, its documentation, and the
/// fields that it has in turn. False, and nothing printed, when there is no such field.
bool printField(llvm::raw_ostream &out, llvm::StringRef path);

/// The path that was most likely meant by one that does not exist; empty when there is none.
std::string findNearestPath(llvm::StringRef path);

/// The paths that one could type next after `prefix`: of all that begin with it, the shortest. One
/// with fields of its own ends in a dot.
std::vector<std::string> completePath(llvm::StringRef prefix);

} // namespace stash::explain

#endif // STASHC_TOOLS_EXPLAIN_FIELDS_H
