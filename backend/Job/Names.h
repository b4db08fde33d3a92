//===- Names.h - the names that the operator makes up -----------*- C++ -*-===//
//
// Pure functions from names to names (spec §5.1). Lengths are bytes; cuts are blind, and there is
// no hash: different inputs can give the same name.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_NAMES_H
#define STASHC_BACKEND_JOB_NAMES_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash {

/// What a label value, and with it most names, may have at most.
constexpr size_t maxNameLength = 63;

/// PNS: `prefix-name-suffix`; when too long, its first and last half.
std::string nameWithPrefixAndSuffix(llvm::StringRef prefix, llvm::StringRef name,
                                    llvm::StringRef suffix, size_t limit = maxNameLength);
/// NWS: `name-suffix`; when too long, the name is cut.
std::string nameWithSuffix(llvm::StringRef name, llvm::StringRef suffix,
                           size_t limit = maxNameLength);
/// VNP: `prefix-name`; when too long, the end is cut.
std::string nameWithPrefix(llvm::StringRef prefix, llvm::StringRef name,
                           size_t limit = maxNameLength);
/// VNS: `name-suffix`; when too long, the beginning is cut.
std::string nameKeepingTail(llvm::StringRef name, llvm::StringRef suffix,
                            size_t limit = maxNameLength);

/// The name with every `.` as `-`.
std::string dashDots(llvm::StringRef name);

/// Of the session's name for a backup, of the invoker's for a restore.
std::string backupJobName(llvm::StringRef session, unsigned member);
std::string restoreJobName(llvm::StringRef invoker, unsigned member);
/// Of the ServiceAccount and of the RoleBinding beside it.
std::string serviceAccountName(llvm::StringRef kind, llvm::StringRef invoker, unsigned member);
/// Of the Role and RoleBinding in a Repository's foreign namespace.
std::string repositoryRoleName(llvm::StringRef invokerNamespace, llvm::StringRef kind,
                               llvm::StringRef invoker, unsigned member);
/// Of the ClusterRoleBinding for the license.
std::string licenseBindingName(llvm::StringRef accountNamespace, llvm::StringRef account);
/// Of the interim claim; the owner is the BackupSession or the restore invoker.
std::string interimClaimName(llvm::StringRef owner, llvm::StringRef claim);
/// Of the CronJob that triggers a backup.
std::string triggerName(llvm::StringRef invokerNamespace, llvm::StringRef invoker,
                        bool isTargetElsewhere);
/// Of a pull secret's copy in the invoker's namespace (spec §5.7).
std::string pullSecretName(llvm::StringRef secret, llvm::StringRef kind, llvm::StringRef invoker);

} // namespace stash

#endif // STASHC_BACKEND_JOB_NAMES_H
