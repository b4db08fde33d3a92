//===- Tables.h - what pages of several kinds say ---------------*- C++ -*-===//
//
// Runs of text, and the tables about parameters, variables, mounts and environments.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_TABLES_H
#define STASHC_TOOLS_REFERENCE_TABLES_H

#include "tools/reference/Page.h"
#include "tools/reference/Project.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace stash::reference {

Run plain(llvm::StringRef text);
Run code(llvm::StringRef text);
Run dim(llvm::StringRef text);
Run link(const Entry &entry);
/// The name of an object, as a link if it is described.
Run refer(const Entry *entry, llvm::StringRef name);
/// With commas between them.
Runs joinRuns(std::vector<Run> runs);
/// What a documentation comment says on one line, as in a cell.
Runs flattenDoc(llvm::StringRef doc);

/// How a variable is used in one place or many.
struct Usage {
  std::vector<std::string> defaults; ///< as they are written, each once
  llvm::SetVector<const Entry *> users;
};
using Usages = llvm::MapVector<llvm::StringRef, Usage>;

/// Adds the uses of variables that Stash sets or once set. `user` may be null.
void collect(llvm::ArrayRef<sema::VariableUse> uses, const Entry *user, Usages &usages);
/// The variables that Stash sets, with where it takes them from (spec §3.1).
Table listVariables(const Usages &usages, sema::Direction direction, bool withUsers);

/// `value`: of a default; null for none.
Runs describeDefault(const sema::Constant *value);
Run describeRequired(bool isRequired);
Table listParameters(llvm::ArrayRef<const sema::Parameter *> parameters);
Table listEnvironment(const sema::Function &function);
Table listMounts(const sema::Function &function);

/// Follows keys through maps. Null when a step is missing.
const sema::Constant *getPath(const sema::Constant *value,
                              std::initializer_list<llvm::StringRef> path);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_TABLES_H
