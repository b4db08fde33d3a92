//===- Refusals.h - what the compiler has against sources -------*- C++ -*-===//
//
// Manifests have mistakes that stashc takes for errors but that a comment excuses: what a cluster
// has can then be written all the same. In goes a source with the errors that compiling it gave; it
// gets those comments.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_REFUSALS_H
#define STASHC_TOOLS_IMPORT_REFUSALS_H

#include "tools/import/Importer.h"

namespace stash::importer {

/// Puts a comment above each line of a file where an error stands that one silences. `compiled` has
/// the text of the file. False when there is no such line.
bool excuse(ImportedFile &file, const SourceFile &compiled, llvm::ArrayRef<Diagnostic> diagnostics);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_REFUSALS_H
