// Volume sources and claims: ValidateVolumes and ValidatePersistentVolumeClaimSpec.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

/// Permission bits are those of three digits.
static void checkMode(Checker &checker, Node mode) {
  if (auto n = mode.getInteger(); n && (*n < 0 || *n > 0777))
    checker.report(Level::Server, diag::OutOfRange, mode.getRange(), mode.getName(), *n,
                   "and 0 to 0777 (511 as a decimal) is its range");
}

static void checkReference(Checker &checker, Node source, llvm::StringRef name) {
  if (Node reference = source.get(name); reference.isGiven() && reference.get("name").isEmptyText())
    checker.missing(reference.get("name"), name);
}

static void checkDownwardFile(Checker &checker, Node file, Node volume) {
  Node field = file.get("fieldRef"), resource = file.get("resourceFieldRef");
  checkMode(checker, file.get("mode"));
  if (field.isGiven() && resource.isGiven())
    checker
        .report(Level::Server, diag::TwoAlternatives, resource.getPlace(), "downward API file",
                "source", "fieldRef", "resourceFieldRef")
        .note(field.getPlace(), "the first is here");
  else if (!field.isGiven() && !resource.isGiven())
    checker
        .report(Level::Server, diag::NoAlternative, volume.getPlace(), "downward API file",
                "source")
        .note(file.getPlace(), "the file is here");
  if (field.isGiven())
    checkFieldRef(checker, field, /*inVolume=*/true);
  if (resource.isGiven())
    checkResourceRef(checker, resource, /*inVolume=*/true);
}

static void checkToken(Checker &checker, Node token) {
  Node seconds = token.get("expirationSeconds");
  auto n = seconds.getInteger();
  if (n && (*n < 600 || *n > (int64_t(1) << 32)))
    checker.report(Level::Server, diag::OutOfRange, seconds.getRange(), "expirationSeconds", *n,
                   "and 600 to 4294967296 is its range");
}

/// `iqn.2001-04.com.example:disk`, `eui.…`, `naa.…`
static void checkIqn(Checker &checker, Node node) {
  std::optional<llvm::StringRef> text = node.getText();
  if (!text || text->empty())
    return;
  llvm::StringRef rest = *text;
  bool isGood = false;
  if (rest.consume_front("iqn.")) {
    auto [date, name] = rest.split('.');
    isGood = date.size() == 7 && date[4] == '-' &&
             llvm::all_of(date.take_front(4), llvm::isDigit) &&
             llvm::all_of(date.drop_front(5), llvm::isDigit) && !name.empty() &&
             llvm::none_of(name, [](char c) { return llvm::StringRef(" ,;*&$|").contains(c); });
  } else if (rest.consume_front("eui.")) {
    isGood = rest.size() == 16 && llvm::all_of(rest, llvm::isHexDigit);
  } else if (rest.consume_front("naa.")) {
    isGood = (rest.size() == 16 || rest.size() == 32) && llvm::all_of(rest, llvm::isHexDigit);
  }
  if (!isGood)
    checker.invalid(node.getRange(),
                    "'" + *text + "' is no iSCSI name: iqn.yyyy-mm.domain:name is");
}

static void checkIscsi(Checker &checker, Node source) {
  checkIqn(checker, source.get("iqn"));
  checkIqn(checker, source.get("initiatorName"));
  bool isAuthenticated =
      source.get("chapAuthDiscovery").isTrue() || source.get("chapAuthSession").isTrue();
  if (isAuthenticated && !source.get("secretRef").isGiven())
    checker.missing(source.get("secretRef"), "iSCSI volume with authentication");
  checkReference(checker, source, "secretRef");
}

static void checkFc(Checker &checker, Node source) {
  Node targets = source.get("targetWWNs"), lun = source.get("lun"), wwids = source.get("wwids");
  auto isFilled = [](Node list) {
    return list.isUnclear() || (list.isList() && !list.getValue()->empty());
  };
  if (isFilled(targets) && isFilled(wwids))
    checker
        .report(Level::Server, diag::TwoAlternatives, wwids.getPlace(), "Fibre Channel volume",
                "target", "targetWWNs", "wwids")
        .note(targets.getPlace(), "the first is here");
  else if (!isFilled(targets) && !isFilled(wwids))
    checker.report(Level::Server, diag::NoAlternative, source.getPlace(), "Fibre Channel volume",
                   "target: 'targetWWNs' and 'lun', or 'wwids'");
  if (isFilled(targets)) {
    if (!lun.isGiven())
      checker.missing(lun, "Fibre Channel volume with 'targetWWNs'");
    else if (auto n = lun.getInteger(); n && (*n < 0 || *n > 255))
      checker.report(Level::Server, diag::OutOfRange, lun.getRange(), "lun", *n,
                     "and 0 to 255 is its range");
  }
}

static void checkAzureDisk(Checker &checker, Node source) {
  Node uri = source.get("diskURI");
  std::optional<llvm::StringRef> text = uri.getText();
  Node kind = source.get("kind");
  if (!text || text->empty() || kind.isUnclear())
    return;
  bool isManaged = kind.getText() == "Managed";
  llvm::StringRef prefix = isManaged ? "/subscriptions/" : "https://";
  if (!text->starts_with(prefix))
    checker.invalid(uri.getRange(),
                    llvm::Twine("the 'diskURI' of ") +
                        (isManaged ? "a managed disk" : "a disk that is not managed") +
                        " begins with '" + prefix + "'");
}

static void checkQuobyte(Checker &checker, Node source) {
  Node registry = source.get("registry");
  if (auto text = registry.getText(); text && !text->empty()) {
    llvm::SmallVector<llvm::StringRef, 4> hosts;
    text->split(hosts, ',');
    if (llvm::any_of(hosts, [](llvm::StringRef host) {
          auto [name, port] = host.rsplit(':');
          return name.empty() || port.empty();
        }))
      checker.invalid(registry.getRange(), "'" + *text + "' is no list of host:port");
  }
  if (auto tenant = source.getText("tenant"); tenant && tenant->size() >= 64)
    checker.invalid(source.get("tenant").getRange(), "the tenant has more than 63 characters");
}

static void checkEphemeral(Checker &checker, Node source) {
  Node meta = source.at({"volumeClaimTemplate", "metadata"});
  for (Node member : meta.getMembers()) {
    bool isAllowed = member.getName() == "labels" || member.getName() == "annotations";
    if (isAllowed || !member.isGiven())
      continue;
    const Value &value = *member.getValue();
    bool isEmpty = member.isEmptyText() || ((value.isList() || value.isMap()) && value.empty());
    if (!isEmpty && !member.isUnclear())
      checker.forbidden(member, "the claim of an ephemeral volume takes labels and annotations");
  }
}

void schema::checkVolumeSource(Checker &checker, const Object &object, Node source) {
  switch (object.id) {
  case ObjectId::SecretVolume:
  case ObjectId::ConfigMapVolume:
  case ObjectId::ProjectedVolume:
    return checkMode(checker, source.get("defaultMode"));
  case ObjectId::DownwardApiVolume:
  case ObjectId::DownwardApiProjection:
    checkMode(checker, source.get("defaultMode"));
    for (Node file : source.get("items").getItems()) {
      // Of a volume's files the API server names the list, and of a projection's neither.
      bool isVolume = object.id == ObjectId::DownwardApiVolume && checker.isBuiltIn();
      SourceRange whole = source.get("items").getPlaceOf(file);
      Checker::Blame blame(checker, isVolume && whole != file.getRange() ? whole : SourceRange());
      checkDownwardFile(checker, file, source);
    }
    return;
  case ObjectId::KeyToPath:
    return checkMode(checker, source.get("mode"));
  case ObjectId::TokenProjection:
    return checkToken(checker, source);
  case ObjectId::EmptyDirVolume:
    if (auto limit = source.get("sizeLimit").getQuantity(); limit && limit->isNegative())
      checker.report(Level::Server, diag::OutOfRange, source.get("sizeLimit").getRange(),
                     "sizeLimit", source.get("sizeLimit").getValue()->getText(),
                     "and 0 is the least");
    return;
  case ObjectId::NfsVolume:
    if (auto path = source.getText("path"); path && !path->empty() && !path->starts_with("/"))
      checker.badFormat(source.get("path"), *path, getNoun(Format::AbsolutePath),
                        findFault(Format::AbsolutePath, *path));
    return;
  case ObjectId::CsiVolume:
    if (auto driver = source.getText("driver"); driver && !driver->empty()) {
      Fault fault = findDnsSubdomainFault(driver->lower());
      if (!fault && driver->size() > 63)
        fault = "it has more than 63 characters";
      checker.badFormat(source.get("driver"), *driver, "the name of a storage driver", fault);
    }
    return checkReference(checker, source, "nodePublishSecretRef");
  case ObjectId::EphemeralVolume:
    return checkEphemeral(checker, source);
  case ObjectId::ImageVolume:
    return;
  case ObjectId::IscsiVolume:
    return checkIscsi(checker, source);
  case ObjectId::FcVolume:
    return checkFc(checker, source);
  case ObjectId::AzureDiskVolume:
    return checkAzureDisk(checker, source);
  case ObjectId::QuobyteVolume:
    return checkQuobyte(checker, source);
  case ObjectId::CinderVolume:
    return checkReference(checker, source, "secretRef");
  case ObjectId::StorageOsVolume:
    if (source.get("volumeName").isEmptyText())
      checker.missing(source.get("volumeName"), "StorageOS volume");
    return checkReference(checker, source, "secretRef");
  case ObjectId::FlexVolume:
    for (Node option : source.get("options").getMembers()) {
      llvm::StringRef domain = option.getName().split('/').first;
      if (option.getName().contains('/') &&
          (domain == "kubernetes.io" || domain.ends_with(".kubernetes.io") || domain == "k8s.io" ||
           domain.ends_with(".k8s.io")))
        checker.forbidden(option, "names of Kubernetes' own domains are reserved");
    }
    return;
  case ObjectId::FlockerVolume: {
    Node name = source.get("datasetName"), uuid = source.get("datasetUUID");
    if (name.isEmptyText() && uuid.isEmptyText())
      checker.report(Level::Server, diag::NoAlternative, source.getPlace(), "Flocker volume",
                     "dataset: 'datasetName' or 'datasetUUID'");
    else if (!name.isEmptyText() && !uuid.isEmptyText())
      checker.report(Level::Server, diag::TwoAlternatives, uuid.getPlace(), "Flocker volume",
                     "dataset", "datasetName", "datasetUUID");
    if (auto text = name.getText(); text && text->contains('/'))
      checker.invalid(name.getRange(), "'" + *text + "' has a '/'");
    return;
  }
  default:
    return;
  }
}

//===-- Claims ------------------------------------------------------------===//

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
    checker.invalid(source.get("kind").getRange(),
                    "'" + *kind + "' without an 'apiGroup': only PersistentVolumeClaims have none");
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

/// The API server drops every other data source before it looks at it.
static bool isKeptSource(Node source) {
  auto kind = source.getText("kind");
  llvm::StringRef group = source.getText("apiGroup").value_or("");
  return (kind == "PersistentVolumeClaim" && group.empty()) ||
         (kind == "VolumeSnapshot" && group == "snapshot.storage.k8s.io");
}

void schema::checkClaimSpec(Checker &checker, Node claim) {
  Node modes = claim.get("accessModes");
  if (modes.isList() && modes.getValue()->getItems().size() > 1)
    for (Node mode : modes.getItems())
      if (mode.getText() == "ReadWriteOncePod") {
        checker.forbidden(modes, "'ReadWriteOncePod' excludes other access modes");
        break;
      }

  Node resources = claim.get("resources");
  Node storage = resources.at({"requests", "storage"});
  if (!storage.isGiven() && !storage.isUnclear())
    checker.missing(storage, "claim's 'resources.requests'");
  else if (auto amount = storage.getQuantity();
           amount && (amount->isNegative() || amount->isZero())) {
    // The API server calls it resources[storage].
    Node requests = resources.get("requests");
    bool isSole = resources.getPlaceOf(requests) == resources.getPlace() &&
                  requests.getPlaceOf(storage) == requests.getPlace();
    SourceRange place = isSole ? resources.getPlace() : storage.getRange();
    checker.report(Level::Server, diag::OutOfRange, place, "storage", storage.getValue()->getText(),
                   "and must be more than 0");
  }
  for (llvm::StringRef list : {"requests", "limits"})
    for (Node amount : resources.get(list).getMembers())
      if (llvm::StringRef name = amount.getName();
          !name.contains('/') && !findQualifiedNameFault(name) &&
          !llvm::is_contained({"storage", "cpu", "memory", "ephemeral-storage"}, name))
        checker.report(Level::Later, diag::BadFormat, amount.getPlace(), name, "a claim's resource",
                       "'storage' is");

  for (llvm::StringRef key : {"storageClassName", "volumeAttributesClassName"})
    if (auto text = claim.getText(key); text && !text->empty())
      checker.badFormat(claim.get(key), *text, getNoun(Format::DnsSubdomain),
                        findDnsSubdomainFault(*text));

  Node source = claim.get("dataSource"), reference = claim.get("dataSourceRef");
  bool isKept = source.isGiven() && isKeptSource(source);
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
