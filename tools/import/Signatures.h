//===- Signatures.h - what Functions and Tasks take -------------*- C++ -*-===//
//
// Recovers signatures: of Functions from their templates, with defaults and types; of those that
// the cluster has from the steps and invokers that name them.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_SIGNATURES_H
#define STASHC_TOOLS_IMPORT_SIGNATURES_H

#include "tools/import/Model.h"

namespace stash::importer {

/// Fills the signatures of all Functions, and Declaration::isBackupOnly and isRestoreOnly of
/// Functions and Tasks: everything that a Function's text uses and Stash does not set is a
/// parameter; it is required if any use has no default (as sema::readFunction has it).
void inferSignatures(ImportModel &model);

/// Whether a Function comes with Stash in the form in which the manifests use it.
bool isShipped(const ImportModel &model, llvm::StringRef function);

/// The text of an argument of a step or invoker for a parameter: a volume of the Task, or a scalar
/// where the parameter wants one.
enum class ArgumentForm : uint8_t { Text, Scalar, Volume };
ArgumentForm getArgumentForm(const ImportModel &model, llvm::StringRef function,
                             llvm::StringRef parameter, llvm::StringRef value);

/// `params` as pairs; nothing when it is no list of plain ones, each given once.
std::optional<std::vector<std::pair<llvm::StringRef, const Value *>>>
readParams(const Value *params);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_SIGNATURES_H
