// Containers and what stands in them: the rules of ValidateContainers in Kubernetes' core
// validation that need no more than one container.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

//===-- Environment -------------------------------------------------------===//

void schema::checkFieldRef(Checker &checker, Node reference, bool inVolume) {
  Node field = reference.get("fieldPath");
  std::optional<llvm::StringRef> path = field.getText();
  if (!path || path->empty())
    return;
  if (auto version = reference.getText("apiVersion");
      version && !version->empty() && *version != "v1") {
    checker.invalid(reference.get("apiVersion").getRange(),
                    "'" + *version + "' is not a version of a pod's fields: use v1");
    return;
  }
  // metadata.labels['key'] and metadata.annotations['key']
  if (path->ends_with("']") && path->contains("['") && !path->starts_with("['")) {
    auto [head, rest] = path->split("['");
    llvm::StringRef key = rest.drop_back(2);
    if (head == "metadata.annotations")
      checker.badFormat(field, key, getNoun(Format::AnnotationKey),
                        findFault(Format::AnnotationKey, key));
    else if (head == "metadata.labels")
      checker.badFormat(field, key, getNoun(Format::LabelKey), findQualifiedNameFault(key));
    else
      checker.invalid(field.getRange(), "'" + head + "' has no keys in brackets");
    return;
  }
  static constexpr llvm::StringLiteral inVariables[] = {"metadata.name",
                                                        "metadata.namespace",
                                                        "metadata.uid",
                                                        "spec.nodeName",
                                                        "spec.serviceAccountName",
                                                        "status.hostIP",
                                                        "status.hostIPs",
                                                        "status.podIP",
                                                        "status.podIPs"};
  static constexpr llvm::StringLiteral inVolumes[] = {"metadata.name", "metadata.namespace",
                                                      "metadata.uid", "metadata.labels",
                                                      "metadata.annotations"};
  llvm::ArrayRef<llvm::StringLiteral> known = inVolumes;
  if (!inVolume)
    known = inVariables;
  llvm::StringRef label = *path == "spec.host" ? "spec.nodeName" : *path;
  if (llvm::is_contained(known, label))
    return;
  auto report =
      checker.invalid(field.getRange(), "'" + *path + "' is not a field of the pod that " +
                                            (inVolume ? "a volume" : "a variable") + " can show");
  llvm::SmallVector<llvm::StringRef, 9> candidates(known.begin(), known.end());
  report.suggest({}, *path, candidates);
}

/// Whether a divisor is 1, a power of 1000 or of 1024, as a resource may be counted in.
static bool isUnit(const Quantity &divisor) {
  if (divisor.getSuffix() == Quantity::Suffix::Exponent)
    return false;
  bool isBinary = divisor.getSuffix() == Quantity::Suffix::Binary;
  if (!divisor.isInteger())
    return false;
  __int128 n = divisor.getCeiling(), base = isBinary ? 1024 : 1000;
  if (n <= 0 || (isBinary && n == 1))
    return false;
  while (n % base == 0)
    n /= base;
  return n == 1;
}

void schema::checkResourceRef(Checker &checker, Node reference, bool inVolume) {
  Node name = reference.get("containerName"), resource = reference.get("resource");
  if (inVolume && name.isEmptyText())
    checker.missing(name, "resource reference of a volume");
  std::optional<llvm::StringRef> text = resource.getText();
  if (!text || text->empty())
    return;
  auto [kind, rest] = text->split('.');
  bool isKnown = (kind == "limits" || kind == "requests") &&
                 (llvm::is_contained({"cpu", "memory", "ephemeral-storage"}, rest) ||
                  rest.starts_with("hugepages-"));
  if (!isKnown) {
    checker.invalid(resource.getRange(),
                    "'" + *text +
                        "' is not a resource that can be shown: limits or requests of cpu, "
                        "memory or ephemeral-storage are");
    return;
  }
  Node divisor = reference.get("divisor");
  std::optional<Quantity> amount = divisor.getQuantity();
  if (!amount || amount->isZero())
    return;
  bool isGood = rest == "cpu"
                    ? *amount == *Quantity::parse("1") || *amount == *Quantity::parse("1m")
                    : isUnit(*amount);
  if (!isGood)
    checker.invalid(divisor.getRange(),
                    rest == "cpu" ? "the divisor of a cpu is 1 or 1m"
                                  : "the divisor is not a unit: use 1, 1k, 1M … or 1Ki, 1Mi …");
}

void schema::checkEnvVar(Checker &checker, Node variable) {
  Node source = variable.get("valueFrom");
  if (source.isGiven() && !source.isUnclear()) {
    Node value = variable.get("value");
    if (!value.isEmptyText() && !value.isUnclear())
      checker
          .report(Level::Server, diag::TwoAlternatives, source.getPlace(), "environment variable",
                  "source", "value", "valueFrom")
          .note(value.getPlace(), "the first is here");
  }
  if (source.has("fieldRef"))
    checkFieldRef(checker, source.get("fieldRef"), /*inVolume=*/false);
  if (source.has("resourceFieldRef"))
    checkResourceRef(checker, source.get("resourceFieldRef"), /*inVolume=*/false);
}

//===-- Probes ------------------------------------------------------------===//

void schema::checkProbe(Checker &checker, Node probe) {
  bool isReadiness = probe.getName() == "readinessProbe";
  Node threshold = probe.get("successThreshold");
  if (auto n = threshold.getInteger(); n && *n > 1 && !isReadiness)
    checker.report(Level::Server, diag::OutOfRange, threshold.getRange(), "successThreshold", *n,
                   "and 1 is the only value in a " + probe.getName().str());
  if (Node grace = probe.get("terminationGracePeriodSeconds"); isReadiness && grace.isGiven())
    checker.forbidden(grace, "a readiness probe ends no container");
}

//===-- Mounts and ports --------------------------------------------------===//

void schema::checkVolumeMount(Checker &checker, Node mount) {
  Node path = mount.get("subPath"), expression = mount.get("subPathExpr");
  if (!path.isEmptyText() && !expression.isEmptyText())
    checker
        .report(Level::Server, diag::TwoAlternatives, expression.getPlace(), "volume mount",
                "sub-path", "subPath", "subPathExpr")
        .note(path.getPlace(), "the first is here");
  Node recursive = mount.get("recursiveReadOnly");
  std::optional<llvm::StringRef> mode = recursive.getText();
  if (mode != "IfPossible" && mode != "Enabled")
    return;
  Node readOnly = mount.get("readOnly");
  if (!readOnly.isTrue() && !readOnly.isUnclear())
    checker.forbidden(recursive, "the mount is not 'readOnly: true'");
  Node propagation = mount.get("mountPropagation");
  if (auto text = propagation.getText(); text && *text != "None")
    checker.forbidden(recursive, "the mount has the mount propagation '" + *text + "'");
}

/// Reports the second of two items with the same `key`.
static void checkUnique(Checker &checker, Node list, llvm::StringRef key, llvm::StringRef noun) {
  llvm::StringMap<SourceRange> seen;
  for (Node item : list.getItems()) {
    Node member = item.get(key);
    std::optional<llvm::StringRef> text = member.getText();
    if (!text || text->empty())
      continue;
    auto [it, isNew] = seen.try_emplace(*text, member.getRange());
    if (!isNew)
      checker
          .report(Level::Server, diag::DuplicateItem, member.getRange(), noun,
                  (key + " '" + *text + "'").str())
          .note(it->second, "the first is here");
  }
}

/// Says of variables that are set twice that the first has no effect.
static void checkVariables(Checker &checker, Node variables) {
  llvm::StringMap<Node> seen;
  for (Node variable : variables.getItems()) {
    std::optional<llvm::StringRef> name = variable.getText("name");
    if (!name || name->empty())
      continue;
    auto [it, isNew] = seen.try_emplace(*name, variable);
    if (isNew)
      continue;
    checker.getDiags()
        .report(diag::IgnoredField, it->second.get("name").getRange(), *name,
                "the variable is set again")
        .note(variable.get("name").getRange(), "it is set again here");
    it->second = variable;
  }
}

/// Looks up the names of ports in probes and hooks among the container's own.
static void checkPortNames(Checker &checker, Node ports, Node settings) {
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (Node port : ports.getItems()) {
    Node name = port.get("name");
    if (name.isUnclear())
      return;
    if (auto text = name.getText())
      names.push_back(*text);
  }
  if (ports.isUnclear())
    return;
  auto check = [&](Node handler) {
    for (llvm::StringRef kind : {"httpGet", "tcpSocket"}) {
      Node port = handler.at({kind, "port"});
      std::optional<llvm::StringRef> name = port.getText();
      if (!name || findPortNameFault(*name) || llvm::is_contained(names, *name))
        continue;
      auto report = checker.report(Level::Later, diag::UnknownReference, port.getRange(), "port",
                                   *name, " in this container");
      report.suggest({}, *name, names);
    }
  };
  for (llvm::StringRef probe : {"livenessProbe", "readinessProbe", "startupProbe"})
    check(settings.get(probe));
  for (llvm::StringRef hook : {"postStart", "preStop"})
    check(settings.at({"lifecycle", hook}));
}

/// Reports the host ports that two ports of a list take.
static void checkHostPorts(Checker &checker, Node container) {
  llvm::StringMap<SourceRange> seen;
  for (Node port : container.get("ports").getItems()) {
    Node host = port.get("hostPort");
    std::optional<int64_t> n = host.getInteger();
    if (!n || *n == 0)
      continue;
    llvm::StringRef protocol = port.getText("protocol").value_or("TCP");
    std::string identity = llvm::formatv("{0}/{1}/{2}", protocol.empty() ? "TCP" : protocol,
                                         port.getText("hostIP").value_or(""), *n);
    auto [it, isNew] = seen.try_emplace(identity, host.getRange());
    if (!isNew)
      checker
          .report(Level::Server, diag::DuplicateItem, host.getRange(), "port",
                  "hostPort " + std::to_string(*n))
          .note(it->second, "the first is here");
  }
}

void schema::checkContainerParts(Checker &checker, Node container) {
  Node mounts = container.get("volumeMounts"), devices = container.get("volumeDevices");
  checkUnique(checker, mounts, "mountPath", "volume mount");
  checkUnique(checker, devices, "devicePath", "volume device");
  checkUnique(checker, devices, "name", "volume device");
  checkUnique(checker, container.get("ports"), "name", "port");
  checkHostPorts(checker, container);
  // A volume is mounted or a device, and a path one of both.
  for (Node device : devices.getItems())
    for (Node mount : mounts.getItems()) {
      auto name = device.getText("name"), path = device.getText("devicePath");
      if (name && !name->empty() && name == mount.getText("name"))
        checker
            .invalid(device.get("name").getRange(),
                     "the volume '" + *name + "' is mounted and a device")
            .note(mount.get("name").getRange(), "it is mounted here");
      if (path && !path->empty() && path == mount.getText("mountPath"))
        checker
            .invalid(mount.get("mountPath").getRange(),
                     "a device appears at '" + *path + "', where this volume is mounted")
            .note(device.get("devicePath").getRange(), "the device is here");
    }
  // A Function has its settings apart.
  bool isFunction = checker.getKind() && checker.getKind()->object == ObjectId::Function;
  Node settings = isFunction ? container.get("runtimeSettings") : container;
  checkVariables(checker, settings.get("env"));
  checkPortNames(checker, container.get("ports"), settings);
  for (Node mount : mounts.getItems()) {
    Node propagation = mount.get("mountPropagation");
    if (propagation.getText() != "Bidirectional")
      continue;
    Node privileged = settings.at({"securityContext", "privileged"});
    if (!privileged.isTrue() && !privileged.isUnclear())
      checker.forbidden(propagation, "'Bidirectional' is for privileged containers");
  }
}
