//===- Layers.h - what other tools make of manifests ------------*- C++ -*-===//
//
// Between the manifests of a repository and the cluster stand kustomize and Flux. In go the
// documents as they are written; out come what the cluster gets as far as that is known, with the
// places of the source: patches apart from whole objects, and variables of Flux with their values,
// or unknown.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_LAYERS_H
#define STASHC_SEMA_ANALYSIS_LAYERS_H

#include "sema/Analysis/Declarations.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace stash::sema {

/// Whether a document is an object of Stash.
bool isStashObject(const Value &document);

/// Takes the patches of kustomize out of the program's documents and puts them into its patches,
/// those that a kustomization holds as literal blocks included; reports what is not YAML in these.
/// Only those of FILEs: what is imported is imported whole.
void separatePatches(Program &program, llvm::vfs::FileSystem &fs, Budget &budget,
                     DiagnosticEngine &diags);

/// Puts values in the place of variables that are not Stash's. Those of `defines` win over those
/// of the only Kustomization of Flux that there is; what has neither value nor default becomes
/// unknown, and one note says so.
void fillIn(Program &program, llvm::ArrayRef<Define> defines, DiagnosticEngine &diags);

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_LAYERS_H
