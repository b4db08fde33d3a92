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
/// These need no apiVersion.
constexpr TargetKind kinds[] = {
#define TARGET_KIND(KIND, VERSION, WORKLOAD, ALIASES) {KIND, VERSION, ALIASES},
#include "sema/Builtins/Operator.def"
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
