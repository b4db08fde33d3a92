// What the API server takes and warns of: the warnings of pkg/api/pod and
// pkg/api/persistentvolumeclaim that name something which does not do what it says.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::schema;

//===-- Volumes -----------------------------------------------------------===//

namespace {
/// A kind of volume that Kubernetes still takes and no longer mounts.
struct DeadVolume {
  llvm::StringLiteral name;
  unsigned since; ///< the minor version that ended it
  bool isOff;     ///< it is only off by default
};
constexpr DeadVolume deadVolumes[] = {
    {"cephfs", 31, false},
    {"flocker", 25, false},
    {"gitRepo", 33, true},
    {"glusterfs", 26, false},
    {"photonPersistentDisk", 16, false},
    {"quobyte", 25, false},
    {"rbd", 31, false},
    {"scaleIO", 22, false},
    {"storageos", 25, false},
};

struct File {
  llvm::StringRef path;
  SourceRange place;
  bool isItem; ///< of the items of a projected Secret, ConfigMap or pod
};
} // namespace

static void checkDeadVolume(Checker &checker, Node volume) {
  for (const DeadVolume &dead : deadVolumes) {
    Node source = volume.get(dead.name);
    if (!source.isGiven() || !checker.isFrom(dead.since))
      continue;
    auto report = checker.getDiags().report(
        diag::DeadVolume, source.getPlace(), dead.name,
        llvm::formatv(dead.isOff ? "Kubernetes 1.{0} turned it off" : "Kubernetes 1.{0} removed it",
                      dead.since)
            .str());
    report.note(source.getPlace(), "{0}",
                dead.isOff ? "an init container can clone the repository into an 'emptyDir'"
                           : "a PersistentVolumeClaim of a CSI driver can take its place");
  }
}

/// Whether a file stands in the place of another, or of a directory above it.
static bool overlap(llvm::StringRef a, llvm::StringRef b) {
  if (a.size() > b.size())
    std::swap(a, b);
  return b.consume_front(a) && (b.empty() || b.starts_with("/"));
}

/// Two items of a projected volume with one path are refused, which checkVolumeSource() says.
static void addFile(Checker &checker, llvm::SmallVectorImpl<File> &files, Node path,
                    bool isItem = false) {
  std::optional<llvm::StringRef> text = path.getText();
  if (!text || text->rtrim('/').empty())
    return;
  llvm::StringRef own = text->rtrim('/');
  auto other = llvm::find_if(files, [&](const File &file) { return overlap(own, file.path); });
  bool isRefused = other != files.end() && isItem && other->isItem && own == other->path;
  if (other != files.end() && !isRefused)
    checker.getDiags()
        .report(diag::OverlappingPaths, path.getRange(), own, other->path)
        .note(other->place, "the other file is here");
  files.push_back({own, path.getRange(), isItem});
}

static void addItems(Checker &checker, llvm::SmallVectorImpl<File> &files, Node source,
                     bool isProjected) {
  for (Node item : source.get("items").getItems())
    addFile(checker, files, item.get("path"), isProjected);
}

/// The files of all sources of a projected volume.
static void checkProjectedFiles(Checker &checker, Node volume) {
  llvm::SmallVector<File, 8> files;
  for (Node source : volume.get("sources").getItems()) {
    for (llvm::StringRef kind : {"configMap", "secret", "downwardAPI"})
      addItems(checker, files, source.get(kind), /*isProjected=*/true);
    for (llvm::StringRef kind : {"serviceAccountToken", "clusterTrustBundle"})
      addFile(checker, files, source.at({kind, "path"}));
    for (llvm::StringRef key : {"certificateChainPath", "keyPath", "credentialBundlePath"})
      addFile(checker, files, source.at({"podCertificate", key}));
  }
}

//===-- Amounts and selectors ---------------------------------------------===//

static void checkBytes(Checker &checker, Node amount) {
  std::optional<Quantity> value = amount.getQuantity();
  if (value && !value->isInteger() && !value->isNegative())
    checker.getDiags().report(diag::FractionalBytes, amount.getRange(),
                              amount.getValue()->getText(), amount.getName());
}

static void checkBytes(Checker &checker, Node resources,
                       std::initializer_list<llvm::StringRef> names) {
  for (llvm::StringRef list : {"limits", "requests"})
    for (llvm::StringRef name : names)
      checkBytes(checker, resources.at({list, name}));
}

static void checkSelector(Checker &checker, const Object &object, Node node) {
  Node selector = node.get("labelSelector");
  if (selector.isGiven() || selector.isUnclear() || !node.isMap())
    return;
  checker.getDiags()
      .report(diag::NullSelector, selector.getRange(), object.noun)
      .note(selector.getRange(), "'labelSelector: {{}' fits every pod");
}

void schema::checkWarnings(Checker &checker, const Object &object, Node node) {
  if (object.id == ObjectId::VolumeSource || object.base == ObjectId::VolumeSource)
    checkDeadVolume(checker, node);
  switch (object.id) {
  case ObjectId::SecretVolume:
  case ObjectId::ConfigMapVolume:
  case ObjectId::DownwardApiVolume: {
    llvm::SmallVector<File, 8> files;
    return addItems(checker, files, node, /*isProjected=*/false);
  }
  case ObjectId::ProjectedVolume:
    return checkProjectedFiles(checker, node);
  case ObjectId::ResourceRequirements:
    return checkBytes(checker, node, {"memory", "ephemeral-storage"});
  case ObjectId::ClaimSpec:
    return checkBytes(checker, node.get("resources"), {"storage"});
  case ObjectId::PodSpec:
    for (llvm::StringRef name : {"memory", "ephemeral-storage"})
      checkBytes(checker, node.at({"overhead", name}));
    return;
  case ObjectId::TopologySpreadConstraint:
  case ObjectId::PodAffinityTerm:
    return checkSelector(checker, object, node);
  default:
    return;
  }
}
