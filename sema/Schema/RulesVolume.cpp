// Volume sources: ValidateVolumes.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Regex.h"

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

static void checkDownwardFile(Checker &checker, Node file) {
  Node field = file.get("fieldRef"), resource = file.get("resourceFieldRef");
  checkMode(checker, file.get("mode"));
  if (field.isGiven() && resource.isGiven())
    checker
        .report(Level::Server, diag::TwoAlternatives, file.getPlace(), "downward API file",
                "source", "fieldRef", "resourceFieldRef")
        .note(field.getPlace(), "one is here")
        .note(resource.getPlace(), "the other is here");
  else if (!field.isGiven() && !resource.isGiven())
    checker.report(Level::Server, diag::NoAlternative, file.getPlace(), "downward API file",
                   "source");
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

/// `iqn.2001-04.com.example:disk`, `eui.…`, `naa.…`, by the patterns of Kubernetes.
static void checkIqn(Checker &checker, Node node) {
  std::optional<llvm::StringRef> text = node.getText();
  if (!text)
    return;
  llvm::StringRef pattern = "^naa.[[:alnum:]]{32}$";
  if (text->starts_with("iqn"))
    pattern = "iqn\\.[0-9]{4}-[0-9]{2}\\.[[:alnum:].-]+:[^,;*&$|[:space:]]+$";
  else if (text->starts_with("eui"))
    pattern = "^eui.[[:alnum:]]{16}$";
  bool isGood = llvm::Regex(pattern).match(*text);
  if (!isGood)
    checker.invalid(node.getRange(),
                    "'" + *text + "' is not an iSCSI name: write iqn.yyyy-mm.domain:name");
}

static void checkIscsi(Checker &checker, Node source) {
  if (!source.get("iqn").isEmptyText())
    checkIqn(checker, source.get("iqn"));
  if (source.has("initiatorName"))
    checkIqn(checker, source.get("initiatorName"));
  bool isAuthenticated =
      source.get("chapAuthDiscovery").isTrue() || source.get("chapAuthSession").isTrue();
  if (isAuthenticated && !source.get("secretRef").isGiven())
    checker.missing(source.get("secretRef"), "iSCSI volume with authentication");
}

/// With an initiator the volume's name becomes a part of an interface's.
static void checkIscsiName(Checker &checker, Node volume) {
  Node source = volume.get("iscsi"), name = volume.get("name");
  constexpr size_t limit = 64;
  llvm::StringRef text = name.getText().value_or("");
  llvm::StringRef portal = source.getText("targetPortal").value_or("");
  if (source.has("initiatorName") && text.size() + 1 + portal.size() > limit)
    checker.invalid(name.getRange(), "the volume's name and its 'targetPortal' have more than 63 "
                                     "characters together, and there is an 'initiatorName'");
}

static void checkFc(Checker &checker, Node source) {
  Node targets = source.get("targetWWNs"), lun = source.get("lun"), wwids = source.get("wwids");
  auto isFilled = [](Node list) {
    return list.isUnclear() || (list.isList() && !list.getValue()->empty());
  };
  if (isFilled(targets) && isFilled(wwids))
    checker
        .report(Level::Server, diag::TwoAlternatives, targets.getPlace(), "Fibre Channel volume",
                "target", "targetWWNs", "wwids")
        .note(wwids.getPlace(), "the other is here");
  else if (!isFilled(targets) && !isFilled(wwids))
    checker.report(Level::Server, diag::NoAlternative, targets.getPlace(), "Fibre Channel volume",
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

/// Whether a text is `host:port` or `[host]:port`, either of which may be empty.
static bool isHostAndPort(llvm::StringRef text) {
  llvm::StringRef host, port;
  if (text.consume_front("[")) {
    std::tie(host, port) = text.split(']');
    if (!text.contains(']') || !port.consume_front(":"))
      return false;
  } else {
    if (!text.contains(':'))
      return false;
    std::tie(host, port) = text.split(':');
  }
  return !port.contains(':') && host.find_first_of("[]") == llvm::StringRef::npos &&
         port.find_first_of("[]") == llvm::StringRef::npos;
}

static void checkQuobyte(Checker &checker, Node source) {
  Node registry = source.get("registry"), tenant = source.get("tenant");
  std::optional<llvm::StringRef> text = registry.getText();
  if (!text || text->empty())
    return;
  constexpr size_t limit = 64;
  llvm::SmallVector<llvm::StringRef, 4> hosts;
  text->split(hosts, ',');
  if (tenant.getText().value_or("").size() > limit)
    checker.invalid(tenant.getRange(), "the tenant has more than 64 characters");
  else if (!llvm::all_of(hosts, isHostAndPort))
    checker.invalid(registry.getRange(), "'" + *text + "' is not a list of host:port");
}

static void checkStorageOs(Checker &checker, Node source) {
  if (source.get("volumeName").isEmptyText())
    checker.missing(source.get("volumeName"), "StorageOS volume");
  for (llvm::StringRef key : {"volumeName", "volumeNamespace"})
    if (Node name = source.get(key); auto text = name.getText())
      if (!text->empty())
        checker.badFormat(name, *text, getNoun(Format::DnsLabel), findDnsLabelFault(*text));
  checkReference(checker, source, "secretRef");
}

static void checkFlocker(Checker &checker, Node source) {
  Node name = source.get("datasetName"), uuid = source.get("datasetUUID");
  if (name.isEmptyText() && uuid.isEmptyText())
    checker.report(Level::Server, diag::NoAlternative, source.getPlace(), "Flocker volume",
                   "dataset: 'datasetName' or 'datasetUUID'");
  else if (!name.isEmptyText() && !uuid.isEmptyText())
    checker
        .report(Level::Server, diag::TwoAlternatives, source.getPlace(), "Flocker volume",
                "dataset", "datasetName", "datasetUUID")
        .note(name.getPlace(), "one is here")
        .note(uuid.getPlace(), "the other is here");
  if (auto text = name.getText(); text && text->contains('/'))
    checker.invalid(name.getRange(), "'" + *text + "' has a '/'");
}

static void checkFlex(Checker &checker, Node source) {
  for (Node option : source.get("options").getMembers()) {
    // A name without a domain is taken for one.
    std::string domain = "." + option.getName().split('/').first.lower();
    if (llvm::StringRef(domain).ends_with(".kubernetes.io") ||
        llvm::StringRef(domain).ends_with(".k8s.io"))
      checker.forbidden(option, "names of Kubernetes' own domains are reserved");
  }
}

/// No two files of a projected volume have one path; that of a token is not looked at.
static void checkProjectedPaths(Checker &checker, Node volume) {
  llvm::StringMap<SourceRange> seen;
  for (Node source : volume.get("sources").getItems())
    for (llvm::StringRef kind : {"secret", "configMap", "downwardAPI"})
      for (Node item : source.at({kind, "items"}).getItems()) {
        Node path = item.get("path");
        std::optional<llvm::StringRef> text = path.getText();
        if (!text || text->empty())
          continue;
        auto [it, isNew] = seen.try_emplace(*text, path.getRange());
        if (!isNew)
          checker
              .report(Level::Server, diag::DuplicateItem, path.getRange(), "file",
                      ("path '" + *text + "'").str())
              .note(it->second, "the first is here");
      }
}

/// `example.com/name`: who signs certificates.
static Fault findSignerFault(llvm::StringRef text) {
  auto [domain, name] = text.split('/');
  if (domain.empty() || name.empty() || name.contains('/'))
    return "it must be a domain and a name, as example.com/name";
  if (Fault fault = findDnsSubdomainFault(domain))
    return ("'" + domain + "' is not a DNS subdomain: " + *fault).str();
  if (!domain.contains('.'))
    return ("the domain '" + domain + "' must have two parts").str();
  return findDnsSubdomainFault(name);
}

static void checkSigner(Checker &checker, Node signer, llvm::StringRef noun) {
  if (signer.isEmptyText())
    checker.missing(signer, noun);
  else if (auto text = signer.getText())
    checker.badFormat(signer, *text, "the name of a signer", findSignerFault(*text));
}

/// The certificates of one bundle, or of all bundles of a signer.
static void checkTrustBundle(Checker &checker, Node source) {
  Node name = source.get("name"), signer = source.get("signerName"),
       selector = source.get("labelSelector");
  constexpr llvm::StringLiteral noun = "trust bundle projection";
  if (name.isGiven() && signer.isGiven())
    checker
        .report(Level::Server, diag::TwoAlternatives, signer.getPlace(), noun, "source", "name",
                "signerName")
        .note(name.getPlace(), "the other is here");
  else if (name.isGiven() && name.isEmptyText())
    checker.missing(name, noun);
  else if (name.isGiven() && selector.isGiven())
    checker.forbidden(selector, "it chooses among a signer's bundles, and there is a 'name'");
  else if (signer.isGiven())
    checkSigner(checker, signer, noun);
  else if (!name.isGiven())
    checker.report(Level::Server, diag::NoAlternative, source.getPlace(), noun,
                   "source: 'name' or 'signerName'");
}

static void checkPodCertificate(Checker &checker, Node source) {
  constexpr llvm::StringLiteral noun = "certificate projection";
  constexpr int64_t hour = 3600, day = 24 * hour, longest = 91 * day;
  Node signer = source.get("signerName"), seconds = source.get("maxExpirationSeconds");
  checkSigner(checker, signer, noun);
  llvm::StringRef domain = signer.getText().value_or("").split('/').first;
  bool isKubernetes = domain == "kubernetes.io" || domain.ends_with(".kubernetes.io");
  int64_t most = isKubernetes ? day : longest;
  if (auto n = seconds.getInteger(); n && (*n < hour || *n > most))
    checker.report(Level::Server, diag::OutOfRange, seconds.getRange(), seconds.getName(), *n,
                   "and 3600 to " + std::to_string(most) + " is its range");
  if (source.get("keyType").isEmptyText())
    checker.missing(source.get("keyType"), noun);
  bool hasPath = false;
  for (llvm::StringRef key : {"credentialBundlePath", "keyPath", "certificateChainPath"})
    hasPath |= !source.get(key).isEmptyText();
  if (!hasPath)
    checker.report(Level::Server, diag::NoAlternative, source.getPlace(), noun,
                   "file: 'credentialBundlePath', 'keyPath' or 'certificateChainPath'");
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

void schema::orderVolumeSources(llvm::SmallVectorImpl<Node> &sources) {
  static constexpr llvm::StringLiteral order[] = {"emptyDir",
                                                  "hostPath",
                                                  "gitRepo",
                                                  "gcePersistentDisk",
                                                  "awsElasticBlockStore",
                                                  "secret",
                                                  "nfs",
                                                  "iscsi",
                                                  "glusterfs",
                                                  "flocker",
                                                  "persistentVolumeClaim",
                                                  "rbd",
                                                  "cinder",
                                                  "cephfs",
                                                  "quobyte",
                                                  "downwardAPI",
                                                  "fc",
                                                  "flexVolume",
                                                  "configMap",
                                                  "azureFile",
                                                  "vsphereVolume",
                                                  "photonPersistentDisk",
                                                  "portworxVolume",
                                                  "azureDisk",
                                                  "storageos",
                                                  "projected",
                                                  "scaleIO",
                                                  "csi",
                                                  "ephemeral",
                                                  "image"};
  llvm::stable_sort(sources, [](const Node &a, const Node &b) {
    return llvm::find(order, a.getName()) < llvm::find(order, b.getName());
  });
}

void schema::checkVolumeSource(Checker &checker, const Object &object, Node source) {
  switch (object.id) {
  case ObjectId::Volume:
    return checkIscsiName(checker, source);
  case ObjectId::SecretVolume:
  case ObjectId::ConfigMapVolume:
    return checkMode(checker, source.get("defaultMode"));
  case ObjectId::ProjectedVolume:
    checkProjectedPaths(checker, source);
    return checkMode(checker, source.get("defaultMode"));
  case ObjectId::DownwardApiVolume:
  case ObjectId::DownwardApiProjection:
    checkMode(checker, source.get("defaultMode"));
    for (Node file : source.get("items").getItems())
      checkDownwardFile(checker, file);
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
    if (Node name = source.at({"nodePublishSecretRef", "name"}); !name.isEmptyText())
      if (auto text = name.getText())
        checker.badFormat(name, *text, getNoun(Format::DnsSubdomain), findDnsSubdomainFault(*text));
    return checkReference(checker, source, "nodePublishSecretRef");
  case ObjectId::TrustBundleProjection:
    return checkTrustBundle(checker, source);
  case ObjectId::PodCertificateProjection:
    return checkPodCertificate(checker, source);
  case ObjectId::ImageVolume:
    if (checker.isFrom(37) && source.get("reference").isEmptyText())
      checker.missing(source.get("reference"), "image volume");
    return;
  case ObjectId::EphemeralVolume:
    return checkEphemeral(checker, source);
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
    return checkStorageOs(checker, source);
  case ObjectId::FlexVolume:
    return checkFlex(checker, source);
  case ObjectId::FlockerVolume:
    return checkFlocker(checker, source);
  default:
    return;
  }
}
