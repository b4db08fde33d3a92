//===- OperatorSettings.h - how the operator was installed ------*- C++ -*-===//
//
// What the operator's own flags say, as far as it shows in the objects that it creates (spec §5.9).
// Plain data, owned by whoever resolves.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_OPERATORSETTINGS_H
#define STASHC_BACKEND_JOB_OPERATORSETTINGS_H

#include "sema/Schema/Schema.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash {

struct OperatorSettings {
  std::string registry = "appscode";
  std::string image = "stash";
  std::string tag = "latest";
  std::string pushgateway = "http://localhost:56789";
  std::string licenseApiService;
  std::vector<std::string> pullSecrets;
  /// The name of the operator's pod; it shows only in the host name of a StatefulSet's backup.
  std::string operatorPod = "stash-0";
  /// Pod security policies of all backup and restore Jobs; empty on current clusters.
  std::vector<std::string> backupPolicies, restorePolicies;
  bool useKubeApiServerFqdnForAks = true;
  /// The Kubernetes 1.N that the operator runs in: which API server the Jobs are for.
  unsigned kubernetes = schema::newestKubernetes;

  /// registry/image:tag
  std::string getImage() const { return registry + "/" + image + ":" + tag; }

  /// Sets one by its name on the command line and in a settings file: `registry`, `image`, `tag`,
  /// `pushgateway`, `license-apiservice`, `pull-secrets` (separated by commas), `operator-pod`.
  /// False for any other name.
  bool set(llvm::StringRef name, llvm::StringRef value);
  /// The names that set() takes.
  static llvm::ArrayRef<llvm::StringLiteral> getNames();
};

} // namespace stash

#endif // STASHC_BACKEND_JOB_OPERATORSETTINGS_H
