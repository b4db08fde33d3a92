// Claims, of their own and of ephemeral volumes: ValidatePersistentVolumeClaimSpec.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::schema;

static void checkDataSource(Checker &checker, Node source) {
  Node group = source.get("apiGroup");
  if (group.isUnclear() || !source.isMap())
    return;
  for (llvm::StringRef key : {"kind", "name"})
    if (source.get(key).isEmptyText())
      checker.missing(source.get(key), "data source");
  llvm::StringRef text = group.getText().value_or("");
  std::optional<llvm::StringRef> kind = source.getText("kind");
  if (text.empty() && kind && !kind->empty() && *kind != "PersistentVolumeClaim")
    checker
        .invalid(source.getPlace(),
                 "'" + *kind + "' without an 'apiGroup': only PersistentVolumeClaims have none")
        .note(source.get("kind").getPlace(), "the kind is here");
  if (!text.empty())
    checker.badFormat(group, text, getNoun(Format::DnsSubdomain), findDnsSubdomainFault(text));
}

static bool isSameSource(Node a, Node b) {
  for (llvm::StringRef key : {"apiGroup", "kind", "name"}) {
    Node x = a.get(key), y = b.get(key);
    if (!x.isUnclear() && !y.isUnclear() && x.getText().value_or("") != y.getText().value_or(""))
      return false;
  }
  return true;
}

/// Of a claim of its own the API server drops every other data source before it looks at it, unless
/// there is a reference, too; that of an ephemeral volume it keeps.
static bool isKeptSource(Node source) {
  auto kind = source.getText("kind");
  llvm::StringRef group = source.getText("apiGroup").value_or("");
  return (kind == "PersistentVolumeClaim" && group.empty()) ||
         (kind == "VolumeSnapshot" && group == "snapshot.storage.k8s.io");
}

void schema::checkClaimSpec(Checker &checker, Node claim) {
  Node modes = claim.get("accessModes");
  auto isOfOnePod = [](Node mode) { return mode.getText() == "ReadWriteOncePod"; };
  llvm::SmallVector<Node, 8> items = modes.getItems();
  if (llvm::any_of(items, isOfOnePod) && !llvm::all_of(items, isOfOnePod))
    checker.forbidden(modes, "'ReadWriteOncePod' excludes other access modes");

  Node resources = claim.get("resources");
  Node storage = resources.at({"requests", "storage"});
  if (!resources.isGiven() && !claim.isUnclear())
    checker.report(Level::Server, diag::MissingField, claim.getPlace(), "storage",
                   "claim's 'resources.requests'");
  else if (!storage.isGiven() && !storage.isUnclear())
    checker.missing(storage, "claim's 'resources.requests'");
  else if (auto amount = storage.getQuantity();
           amount && (amount->isNegative() || amount->isZero())) {
    checker.report(Level::Server, diag::OutOfRange, storage.getRange(), "storage",
                   storage.getValue()->getText(), "and must be more than 0");
  }
  for (llvm::StringRef list : {"requests", "limits"})
    for (Node amount : resources.get(list).getMembers())
      if (llvm::StringRef name = amount.getName();
          !name.contains('/') &&
          !llvm::is_contained({"storage", "cpu", "memory", "ephemeral-storage"}, name))
        checker.report(Level::Later, diag::BadFormat, amount.getPlace(), name, "a claim's resource",
                       "'storage' is");

  for (llvm::StringRef key : {"storageClassName", "volumeAttributesClassName"})
    if (auto text = claim.getText(key); text && !text->empty())
      checker.badFormat(claim.get(key), *text, getNoun(Format::DnsSubdomain),
                        findDnsSubdomainFault(*text));

  Node source = claim.get("dataSource"), reference = claim.get("dataSourceRef");
  bool isEphemeral = llvm::any_of(checker.getParents(), [](const Object *parent) {
    return parent->id == ObjectId::EphemeralClaimTemplate;
  });
  // A reference into another namespace is dropped, too: its feature gate is off.
  if (!isEphemeral && !reference.get("namespace").isEmptyText())
    reference = Node();
  bool isKept = source.isGiven() && (isEphemeral || reference.isGiven() || isKeptSource(source));
  if (isKept)
    checkDataSource(checker, source);
  if (reference.isGiven())
    checkDataSource(checker, reference);
  if (isKept && reference.isGiven() && !isSameSource(source, reference))
    checker
        .invalid(reference.getPlace(),
                 "the 'dataSourceRef' is another object than the 'dataSource'")
        .note(source.getPlace(), "the data source is here");
}
