#include "sema/Schema/TargetKinds.h"

#include "frontend/Basic/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::schema;

namespace {
struct TargetKind {
  llvm::StringLiteral kind, apiVersion;
  llvm::StringLiteral aliases; ///< in lower case, between commas
};
/// The first ones need no apiVersion; the rest is only known to be right where it stands.
constexpr TargetKind kinds[] = {
    {"AppBinding", "appcatalog.appscode.com/v1alpha1", ",appbindings,"},
    {"PersistentVolumeClaim", "v1", ",pvc,pvcs,persistentvolumeclaims,volumeclaim,claim,"},
    {"Deployment", "apps/v1", ",deploy,deployments,"},
    {"StatefulSet", "apps/v1", ",sts,statefulsets,"},
    {"DaemonSet", "apps/v1", ",ds,daemonsets,"},
    {"ReplicaSet", "apps/v1", ",rs,replicasets,"},
    {"ReplicationController", "v1", ",rc,replicationcontrollers,"},
    {"Pod", "v1", ",po,pods,"},
    {"DeploymentConfig", "apps.openshift.io/v1", ",dc,deploymentconfigs,"},
    {"Namespace", "v1", ",ns,namespaces,"},
    {"Node", "v1", ",no,nodes,"},
};

constexpr auto names = [] {
  std::array<llvm::StringRef, std::size(kinds)> result;
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = kinds[i].kind;
  return result;
}();

/// Other kinds of the groups that are known here: they are in one version only.
constexpr TargetKind others[] = {
    {"ConfigMap", "v1", ""},   {"Secret", "v1", ""},
    {"Service", "v1", ""},     {"ServiceAccount", "v1", ""},
    {"Endpoints", "v1", ""},   {"PersistentVolume", "v1", ",pv,pvs,persistentvolumes,"},
    {"LimitRange", "v1", ""},  {"ResourceQuota", "v1", ""},
    {"PodTemplate", "v1", ""}, {"ControllerRevision", "apps/v1", ""},
};

/// Groups of which every kind is known that people back up.
bool isKnownGroup(llvm::StringRef apiVersion) {
  llvm::StringRef group = apiVersion.contains('/') ? apiVersion.split('/').first : "";
  return llvm::is_contained(
      {"", "core", "apps", "extensions", "apps.openshift.io", "appcatalog.appscode.com"},
      group.lower());
}

bool isAlias(const TargetKind &known, llvm::StringRef kind) {
  if (kind.equals_insensitive(known.kind))
    return true;
  std::string entry = "," + kind.lower() + ",";
  return !kind.contains(',') && llvm::StringRef(known.aliases).contains(entry);
}

const TargetKind *findKindOf(llvm::StringRef kind) {
  auto find = [&](llvm::ArrayRef<TargetKind> table) -> const TargetKind * {
    const auto *at = llvm::find_if(table, [&](const TargetKind &k) { return isAlias(k, kind); });
    return at == table.end() ? nullptr : at;
  };
  if (const TargetKind *known = find(kinds))
    return known;
  if (const TargetKind *other = find(others))
    return other;
  llvm::StringRef nearest = findNearest(kind, names);
  return nearest.empty() ? nullptr : &kinds[llvm::find(names, nearest) - names.begin()];
}
} // namespace

llvm::StringRef schema::getTargetApiVersion(llvm::StringRef kind) {
  for (const TargetKind &known : kinds)
    if (known.kind == kind)
      return known.apiVersion;
  return "";
}

llvm::ArrayRef<llvm::StringRef> schema::getTargetKinds() { return names; }

std::optional<MeantTarget> schema::findMeantTarget(llvm::StringRef apiVersion,
                                                   llvm::StringRef kind) {
  if (apiVersion.empty() || kind.empty() || !isKnownGroup(apiVersion))
    return std::nullopt;
  const TargetKind *known = findKindOf(kind);
  if (!known)
    return std::nullopt;
  // Any version of an AppBinding will do (spec §1.13).
  bool isGroupRight = known->kind == "AppBinding"
                          ? apiVersion.split('/').first == "appcatalog.appscode.com"
                          : apiVersion == known->apiVersion;
  if (isGroupRight && known->kind == kind)
    return std::nullopt;
  return MeantTarget{isGroupRight ? apiVersion : llvm::StringRef(known->apiVersion), known->kind};
}
