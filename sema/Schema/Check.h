//===- Check.h - what Kubernetes would say to an object ---------*- C++ -*-===//
//
// In goes one object of Kubernetes or Stash as a value tree, read from YAML or lowered from .stash
// sources; out come diagnostics at the positions that its values carry. Checked is what the API
// server checks when the object is created (types, fields, formats, its validation of Jobs and
// claims), and what the Job that results from a Stash object, or the operator, would be refused
// for. A Value::Unknown fits everywhere. Nothing is changed, and nothing of the cluster is known.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_CHECK_H
#define STASHC_SEMA_SCHEMA_CHECK_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"
#include "sema/Schema/Schema.h"

namespace stash::schema {

struct CheckOptions {
  /// What only the operator, the kubelet or the Job that results would refuse is an error and not a
  /// warning: for what stashc itself builds.
  bool laterIsError = false;
  /// An unknown field is a warning and not an error: for manifests that are only read (`resolve`,
  /// `import`), from which the API server would prune it.
  bool pruneUnknown = false;
  /// The object need not name itself: no `metadata.name`.
  bool isNameless = false;
  /// Which Kubernetes 1.N is asked what its built-in kinds are.
  unsigned kubernetes = newestKubernetes;
};

/// Checks a whole document. False when it is no object of a kind that is checked (reported, too).
bool checkManifest(const Value &document, DiagnosticEngine &diags,
                   const CheckOptions &options = {});

/// Checks a part of a document, as kustomize merges it into another: what it has must be right, and
/// what it lacks the other has.
void checkPatch(const Value &document, DiagnosticEngine &diags);

} // namespace stash::schema

#endif // STASHC_SEMA_SCHEMA_CHECK_H
