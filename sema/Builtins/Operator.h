//===- Operator.h - what Stash's operator brings along ----------*- C++ -*-===//
//
// The operator's own Functions, Tasks, volumes and kinds (Operator.def), and the names, parameters
// and directions of Stash's catalogue (Catalog.def), as constant tables: what is known of a cluster
// without its manifests. A cluster may have other versions of the catalogue.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_BUILTINS_OPERATOR_H
#define STASHC_SEMA_BUILTINS_OPERATOR_H

#include "frontend/Basic/Diagnostic.h"
#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace stash::sema {

inline constexpr llvm::StringLiteral stashGroup = "stash.appscode.com";
inline constexpr llvm::StringLiteral stashVersion = "stash.appscode.com/v1beta1";
inline constexpr llvm::StringLiteral repositoryVersion = "stash.appscode.com/v1alpha1";
inline constexpr llvm::StringLiteral appGroup = "appcatalog.appscode.com";
inline constexpr llvm::StringLiteral appBindingVersion = "appcatalog.appscode.com/v1alpha1";
inline constexpr llvm::StringLiteral updateStatusName = "update-status";

/// A volume that the operator adds to a Job.
struct OperatorVolume {
  llvm::StringLiteral name, path;
};
#define OPERATOR_VOLUME(ID, NAME, PATH) inline constexpr OperatorVolume ID##Volume = {NAME, PATH};
#include "sema/Builtins/Operator.def"

/// A Function of the operator or of the catalogue.
struct KnownFunction {
  llvm::StringRef name;
  Direction direction;
  llvm::StringRef parameters; ///< separated by spaces
  bool isOperators;           ///< else of the catalogue

  bool hasParameter(llvm::StringRef parameter) const;
  llvm::SmallVector<llvm::StringRef, 8> getParameters() const;
};

std::optional<KnownFunction> findKnownFunction(llvm::StringRef name);

/// A Task of the operator or of the catalogue. Each runs the Function of its own name.
struct KnownTask {
  llvm::StringRef name;
  Direction direction;
  bool isOperators;
};

std::optional<KnownTask> findKnownTask(llvm::StringRef name);
/// The names of the operator's own Functions and Tasks.
llvm::ArrayRef<llvm::StringRef> getOperatorFunctions();
llvm::ArrayRef<llvm::StringRef> getOperatorTasks();
inline bool isOperatorFunction(llvm::StringRef name) {
  return llvm::is_contained(getOperatorFunctions(), name);
}
inline bool isOperatorTask(llvm::StringRef name) {
  return llvm::is_contained(getOperatorTasks(), name);
}
/// Whether it is a command of the operator's own image, as `backup-pvc`.
bool isOperatorProgram(llvm::StringRef word);

/// What the catalogue says of a name that it does not have.
struct CatalogGuess {
  /// The names that are most likely meant, the likeliest first; never empty.
  llvm::SmallVector<std::string, 3> names;
  /// The name is one of the catalogue's but for a `-vN`, as names had in old versions of Stash.
  bool hasOldSuffix = false;
};

/// Names of the catalogue near `name`, where that is surely one of its families: a family and a
/// direction that it has, with a version that it does not have. Nothing for other names.
std::optional<CatalogGuess> guessCatalogName(llvm::StringRef name);

/// Says in notes what is meant.
void describeGuess(const CatalogGuess &guess, DiagnosticEngine::Builder &report);
/// Whether it has the form of a catalogue's name, of whatever family.
bool looksLikeCatalog(llvm::StringRef name);
/// Whether `name` is surely `nearest` misspelt: two edits away at most, and not in its digits only,
/// as the names of two objects are.
bool isMisspelling(llvm::StringRef name, llvm::StringRef nearest);

/// Stash's kinds that make Jobs.
struct InvokerKindInfo {
  llvm::StringLiteral kind;
  Direction direction;
  bool isBatch;
};
llvm::ArrayRef<InvokerKindInfo> getInvokerKinds();
const InvokerKindInfo *findInvokerKind(llvm::StringRef kind);

/// The kinds that a target is commonly of.
struct TargetKindInfo {
  llvm::StringLiteral kind, apiVersion;
  bool isWorkload;
};
llvm::ArrayRef<TargetKindInfo> getTargetKinds();
const TargetKindInfo *findTargetKind(llvm::StringRef kind);

/// `db-restore` of `db-backup`, and the reverse; empty for a name that says no direction.
std::string getOtherDirection(llvm::StringRef name);

} // namespace stash::sema

#endif // STASHC_SEMA_BUILTINS_OPERATOR_H
