//===- Refusals.h - what the compiler has against sources -------*- C++ -*-===//
//
// Manifests have mistakes that stashc takes for errors but that a comment excuses: what a cluster
// has can then be written all the same. In goes a source with the errors that compiling it gave;
// out comes its text with those comments.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_REFUSALS_H
#define STASHC_TOOLS_IMPORT_REFUSALS_H

#include "frontend/Basic/Diagnostic.h"

namespace stash::importer {

/// The text of a source with a comment above each line where an error stands that one silences.
std::string excuse(const SourceFile &source, llvm::ArrayRef<Diagnostic> diagnostics);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_REFUSALS_H
