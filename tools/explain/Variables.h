//===- Variables.h - what there is to say about a variable ------*- C++ -*-===//
//
// Explains the variables that Stash sets, and those that only its documentation lists, by name. The
// facts are those of sema/Builtins; nothing is kept.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_EXPLAIN_VARIABLES_H
#define STASHC_TOOLS_EXPLAIN_VARIABLES_H

#include "llvm/Support/raw_ostream.h"

namespace stash::explain {

/// Prints what a variable holds, when it is set (spec §3.1), and how it is written. False, and
/// nothing printed, when Stash has no such variable. `${NAME}` is taken, too.
bool printVariable(llvm::raw_ostream &out, llvm::StringRef name);

/// The variable that was most likely meant; empty when there is none.
llvm::StringRef findNearestVariable(llvm::StringRef name);

} // namespace stash::explain

#endif // STASHC_TOOLS_EXPLAIN_VARIABLES_H
