//===- Manifests.h - Functions and Tasks from YAML --------------*- C++ -*-===//
//
// Brings imported manifests into the form of declared objects: signatures are inferred from the
// templates, places stay those of the manifest.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_MANIFESTS_H
#define STASHC_SEMA_ANALYSIS_MANIFESTS_H

#include "sema/Analysis/Analysis.h"

namespace stash::sema {

/// The Function of a manifest: everything that its text uses and Stash does not set is a parameter;
/// it is required if any use has no default, and its default is the one that all uses agree on.
/// Templates that Stash would reject are reported. Its file is known already.
void readFunction(const Value &manifest, Function &function, Analysis &analysis);

/// The Task of a manifest. Its steps are bound to Functions later.
void readTask(const Value &manifest, Task &task, Analysis &analysis);

/// The spec of a manifest's BackupBlueprint, with its variables; null when there is none. Templates
/// that Stash would reject are reported.
const Constant *readBlueprint(const Value &manifest, FileUnit &file, Analysis &analysis);

/// Notes the uses of names in manifests, once steps are bound: what stands in the templates of
/// Functions and Tasks, the steps of Tasks, and the names of the other objects.
void recordManifestUses(Analysis &analysis);

/// Notes that a source names the object of a manifest of that kind; an empty namespace fits all.
/// False when there is no such object.
bool recordManifestObject(Analysis &analysis, llvm::StringRef kind, llvm::StringRef ns,
                          llvm::StringRef name, SourceRange range);

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_MANIFESTS_H
