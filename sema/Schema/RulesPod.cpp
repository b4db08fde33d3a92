// Pods: what containers, volumes and settings of one pod say together (ValidatePodSpec).

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

namespace {

enum class Role { Container, InitContainer, Sidecar };

/// The rules of one pod; lives as long as it is looked at.
class PodRules {
public:
  PodRules(Checker &checker, Node pod) : checker(checker), pod(pod) {}
  void check();

private:
  void collect();
  void checkContainer(Node container, Role role);
  void checkNames();
  Node findVolume(Node name);
  void checkMounts(Node container);
  void checkFileKeys(Node container);
  void checkRestart(Node container, Role role);
  void checkLifecycle(Node container, Role role);
  void checkClaims(Node resources, llvm::StringRef noun);
  void checkHost();
  void checkAccount();
  void checkOs();
  void checkDns();
  void checkWindowsHost();
  void forbid(Node context, llvm::StringRef os, llvm::ArrayRef<llvm::StringRef> names);

  Checker &checker;
  Node pod;
  llvm::StringMap<Node> volumes;
  llvm::StringMap<Node> claims;
  bool hasUnclearVolumes = false;
};

} // namespace

void PodRules::collect() {
  Node list = pod.get("volumes");
  hasUnclearVolumes = list.isUnclear();
  for (Node volume : list.getItems()) {
    hasUnclearVolumes |= volume.isUnclear() || volume.get("name").isUnclear();
    if (auto name = volume.getText("name"))
      volumes.try_emplace(*name, volume);
  }
  for (Node claim : pod.get("resourceClaims").getItems())
    if (auto name = claim.getText("name"))
      claims.try_emplace(*name, claim);
}

//===-- Containers --------------------------------------------------------===//

/// The volume that is named; what is not there is reported.
Node PodRules::findVolume(Node name) {
  std::optional<llvm::StringRef> text = name.getText();
  if (!text || text->empty() || hasUnclearVolumes)
    return Node();
  auto it = volumes.find(*text);
  if (it != volumes.end())
    return it->second;
  auto report = checker.report(Level::Server, diag::UnknownReference, name.getRange(), "volume",
                               *text, " in this pod");
  report.suggest({}, *text, [&](auto &names) { llvm::append_range(names, volumes.keys()); });
  return Node();
}

void PodRules::checkMounts(Node container) {
  for (Node mount : container.get("volumeMounts").getItems())
    findVolume(mount.get("name"));
  for (Node device : container.get("volumeDevices").getItems()) {
    Node volume = findVolume(device.get("name"));
    if (volume.isMap() && !volume.has("persistentVolumeClaim") && !volume.has("ephemeral"))
      checker.invalid(
          device.get("name").getRange(),
          "the volume '" + *device.getText("name") +
              "' is not a device: it has no 'persistentVolumeClaim' and no 'ephemeral'");
  }
}

/// Variables from files: those of an emptyDir, which is what a volume without a source becomes.
void PodRules::checkFileKeys(Node container) {
  for (Node variable : container.get("env").getItems()) {
    Node name = variable.at({"valueFrom", "fileKeyRef", "volumeName"});
    Node volume = findVolume(name);
    if (!volume.isMap() || volume.has("emptyDir"))
      continue;
    Node source;
    for (Node member : volume.getMembers())
      if (member.getName() != "name" && member.isGiven())
        source = member;
    if (source.isGiven())
      checker.invalid(name.getRange(), "the volume '" + *name.getText() + "' is not an 'emptyDir'")
          .note(source.getPlace(), "its source is here");
  }
}

void PodRules::checkRestart(Node container, Role role) {
  Node rules = container.get("restartPolicyRules");
  bool hasRules = rules.isList() && !rules.getValue()->empty();
  Node policy = container.get("restartPolicy");
  if (hasRules && !policy.isGiven() && !policy.isUnclear())
    checker.missing(policy, "container with 'restartPolicyRules'");
  // Kubernetes 1.34 drops what it does not restart by, and older ones know only sidecars.
  if (!checker.isFrom(34) && policy.isGiven() && !policy.isUnclear()) {
    if (role == Role::Container)
      checker.forbidden(policy, "only sidecars have it before Kubernetes 1.34");
    else if (auto text = policy.getText(); text && *text != "Always")
      checker.invalid(policy.getRange(),
                      "an init container's 'restartPolicy' is 'Always' before Kubernetes 1.34");
  }
  constexpr size_t maxRules = 20, maxCodes = 255;
  if (rules.getItems().size() > maxRules)
    checker.invalid(rules.getPlace(), "more than 20 restart rules");
  for (Node rule : rules.getItems()) {
    if (Node action = rule.get("action");
        action.getText() == "RestartAllContainers" && !checker.isFrom(36))
      checker.invalid(action.getRange(), "'RestartAllContainers' needs Kubernetes 1.36");
    if (rule.isMap() && !rule.has("exitCodes"))
      checker.missing(rule.get("exitCodes"), "restart rule");
    if (Node codes = rule.at({"exitCodes", "values"}); codes.getItems().size() > maxCodes)
      checker.invalid(codes.getPlace(), "more than 255 exit codes");
  }
  Node resizes = container.get("resizePolicy");
  for (Node resize : resizes.getItems())
    if (Node restart = resize.get("restartPolicy"); pod.getText("restartPolicy") == "Never" &&
                                                    restart.getText() == "RestartContainer" &&
                                                    role != Role::Sidecar)
      checker.invalid(
          resizes.getItems().size() == 1 ? resizes.getPlace() : restart.getRange(),
          "'RestartContainer' in a pod that is never restarted: 'NotRequired' is wanted");
}

/// Whether the API server drops a lifecycle because it has nothing but a stop signal, whose feature
/// gate is off. An empty one stays.
static bool isDroppedLifecycle(Node member) {
  if (member.getName() != "lifecycle" || !member.isMap())
    return false;
  const Value *signal = member.getValue()->get("stopSignal");
  return signal && !signal->isNull() && !member.has("postStart") && !member.has("preStop");
}

void PodRules::checkLifecycle(Node container, Role role) {
  // The API server does not even take an empty one.
  if (role == Role::InitContainer)
    for (llvm::StringRef name : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"})
      if (Node member = container.get(name); member.isGiven() && !isDroppedLifecycle(member))
        checker.forbidden(member, "this is an init container and no sidecar");
  Node lifecycle = container.get("lifecycle");
  Node period = pod.get("terminationGracePeriodSeconds");
  int64_t grace = period.getInteger().value_or(30);
  for (llvm::StringRef name : {"postStart", "preStop"}) {
    Node seconds = lifecycle.at({name, "sleep", "seconds"});
    if (auto n = seconds.getInteger(); n && *n > 0 && grace <= 0)
      checker.invalid(period.getRange(), "no grace period, and a hook that sleeps")
          .note(seconds.getRange(), "it sleeps here");
    else if (int64_t least = checker.isFrom(33) ? 0 : 1; n && (*n < least || *n > grace))
      checker.report(Level::Server, diag::OutOfRange, seconds.getRange(), "seconds", *n,
                     "and " + std::to_string(least) + " to the pod's grace period of " +
                         std::to_string(grace) + " is its range");
  }
}

/// Each request of a claim is used once, and none beside the whole claim.
void PodRules::checkClaims(Node resources, llvm::StringRef noun) {
  struct Use {
    llvm::StringRef name, request;
    SourceRange place;
  };
  llvm::SmallVector<Use, 4> uses;
  for (Node claim : resources.get("claims").getItems()) {
    Node name = claim.get("name");
    std::optional<llvm::StringRef> text = name.getText();
    if (!text || text->empty())
      continue;
    if (!claims.contains(*text)) {
      checker.report(Level::Server, diag::UnknownReference, name.getRange(), "resource claim",
                     *text, " in this pod");
      continue;
    }
    llvm::StringRef request = claim.getText("request").value_or("");
    const Use *other = llvm::find_if(uses, [&](const Use &use) {
      return use.name == *text &&
             (use.request.empty() || request.empty() || use.request == request);
    });
    if (other != uses.end())
      checker
          .report(Level::Server, diag::DuplicateItem, name.getRange(), noun,
                  ("claim '" + *text + "'").str())
          .note(other->place, "the first is here");
    else if (!claim.get("request").isUnclear())
      uses.push_back({*text, request, name.getRange()});
  }
}

void PodRules::checkContainer(Node container, Role role) {
  if (!container.isMap())
    return;
  checkContainerParts(checker, container);
  checkMounts(container);
  checkFileKeys(container);
  checkRestart(container, role);
  checkLifecycle(container, role);
  checkClaims(container.get("resources"), "container");
  // On the node's network a host port is the container's own.
  if (role == Role::Container && pod.get("hostNetwork").isTrue())
    for (Node port : container.get("ports").getItems()) {
      auto host = port.get("hostPort").getInteger(), own = port.get("containerPort").getInteger();
      if (host && own && *host != 0 && *host != *own)
        checker.invalid(port.get("hostPort").getRange(),
                        "on the node's network 'hostPort' is the 'containerPort'");
    }
  Node unmasked = container.at({"securityContext", "procMount"});
  if (unmasked.getText() == "Unmasked" && !pod.get("hostUsers").isFalse() &&
      !pod.get("hostUsers").isUnclear())
    checker.forbidden(unmasked, "'Unmasked' needs 'hostUsers: false' in the pod");
}

/// Names of containers are unique in a pod, those of init containers among them.
void PodRules::checkNames() {
  llvm::StringMap<SourceRange> seen;
  for (Node container : pod.get("containers").getItems())
    if (auto name = container.getText("name"); name && !name->empty())
      seen.try_emplace(*name, container.get("name").getRange());
  for (Node container : pod.get("initContainers").getItems())
    if (auto name = container.getText("name"))
      if (auto it = seen.find(*name); it != seen.end())
        checker
            .report(Level::Server, diag::DuplicateItem, container.get("name").getRange(),
                    "container", ("name '" + *name + "'").str())
            .note(it->second, "the other is here");
  // Host ports are unique among the containers that run side by side.
  llvm::StringMap<SourceRange> ports;
  for (Node container : pod.get("containers").getItems()) {
    llvm::StringMap<SourceRange> own;
    for (Node port : container.get("ports").getItems()) {
      auto host = port.get("hostPort").getInteger();
      if (!host || *host == 0)
        continue;
      llvm::StringRef protocol = port.getText("protocol").value_or("TCP");
      std::string identity = llvm::formatv("{0}/{1}/{2}", protocol.empty() ? "TCP" : protocol,
                                           port.getText("hostIP").value_or(""), *host);
      if (auto it = ports.find(identity); it != ports.end() && !own.contains(identity))
        checker
            .report(Level::Server, diag::DuplicateItem, port.get("hostPort").getRange(), "port",
                    "hostPort " + std::to_string(*host))
            .note(it->second, "the first is here");
      own.try_emplace(identity, port.get("hostPort").getRange());
    }
    for (auto &entry : own)
      ports.try_emplace(entry.getKey(), entry.getValue());
  }
}

//===-- The pod -----------------------------------------------------------===//

void PodRules::checkHost() {
  Node share = pod.get("shareProcessNamespace");
  if (share.isTrue() && pod.get("hostPID").isTrue())
    checker.invalid(share.getPlace(), "'shareProcessNamespace' with 'hostPID: true'")
        .note(pod.get("hostPID").getPlace(), "the node's processes are shared here");
  if (pod.get("hostUsers").isFalse())
    for (llvm::StringRef name : {"hostNetwork", "hostPID", "hostIPC"})
      if (Node host = pod.get(name); host.isTrue())
        checker.forbidden(host, "the pod has 'hostUsers: false'");
  if (pod.get("hostUsers").isFalse())
    for (llvm::StringRef list : {"containers", "initContainers", "ephemeralContainers"})
      for (Node container : pod.get(list).getItems())
        if (Node devices = container.get("volumeDevices"); !devices.getItems().empty())
          checker.forbidden(devices, "the pod has 'hostUsers: false'");
  Node override = pod.get("hostnameOverride");
  constexpr size_t maxHostName = 64;
  if (override.getText().value_or("").size() > maxHostName)
    checker.invalid(override.getRange(), "'hostnameOverride' has more than 64 characters");
  if (!override.isEmptyText()) {
    if (Node fqdn = pod.get("setHostnameAsFQDN"); fqdn.isTrue())
      checker.forbidden(override, "the pod has 'setHostnameAsFQDN: true'");
    if (pod.get("hostNetwork").isTrue())
      checker.forbidden(override, "the pod is on the node's network");
  }
  for (Node sysctl : pod.at({"securityContext", "sysctls"}).getItems()) {
    std::string name = sysctl.getText("name").value_or("").str();
    std::replace(name.begin(), name.end(), '/', '.');
    llvm::StringRef text = name;
    bool isIpc = text.starts_with("kernel.shm") || text.starts_with("kernel.msg") ||
                 text == "kernel.sem" || text.starts_with("fs.mqueue.");
    if (isIpc && pod.get("hostIPC").isTrue())
      checker.forbidden(sysctl.get("name"), "the pod uses the node's shared memory");
    if (text.starts_with("net.") && pod.get("hostNetwork").isTrue())
      checker.forbidden(sysctl.get("name"), "the pod is on the node's network");
  }
}

/// Reports the settings that a pod of the operating system cannot have.
void PodRules::forbid(Node context, llvm::StringRef os, llvm::ArrayRef<llvm::StringRef> names) {
  for (llvm::StringRef name : names)
    if (Node member = context.get(name); member.isGiven() && !member.isUnclear())
      checker.forbidden(member, "a " + os + " pod does not have it");
}

void PodRules::checkOs() {
  Node name = pod.at({"os", "name"});
  std::optional<llvm::StringRef> os = name.getText();
  auto forEachContext = [&](llvm::function_ref<void(Node)> visit) {
    for (llvm::StringRef list : {"containers", "initContainers"})
      for (Node container : pod.get(list).getItems())
        visit(container.get("securityContext"));
  };
  if (os == "linux") {
    forbid(pod.get("securityContext"), "linux", {"windowsOptions"});
    forEachContext([&](Node context) { forbid(context, "linux", {"windowsOptions"}); });
  } else if (os == "windows") {
    forbid(pod, "windows",
           {"hostPID", "hostIPC", "hostUsers", "shareProcessNamespace", "resources"});
    forbid(pod.get("securityContext"), "windows",
           {"seLinuxOptions", "seccompProfile", "appArmorProfile", "fsGroup", "fsGroupChangePolicy",
            "sysctls", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
            "seLinuxChangePolicy"});
    forEachContext([&](Node context) {
      forbid(context, "windows",
             {"seLinuxOptions", "seccompProfile", "appArmorProfile", "capabilities",
              "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount",
              "runAsUser", "runAsGroup"});
    });
  }
}

/// Host process containers come alone, and on the node's network.
void PodRules::checkWindowsHost() {
  Node shared = pod.get("securityContext"), whole = shared.at({"windowsOptions", "hostProcess"});
  Node first; // where it is asked for
  bool hasOthers = false;
  for (llvm::StringRef list : {"containers", "initContainers"})
    for (Node container : pod.get(list).getItems()) {
      Node context = container.get("securityContext"),
           own = context.at({"windowsOptions", "hostProcess"});
      if (own.isGiven() && whole.isGiven() && own.isTrue() != whole.isTrue())
        checker.invalid(own.getRange(), "'hostProcess' is not what the pod says")
            .note(whole.getRange(), "the pod says it here");
      if (own.isGiven() ? own.isTrue() : whole.isTrue())
        first = own.isGiven() ? own : whole;
      else
        hasOthers = true;
    }
  if (!first.isGiven())
    return;
  if (hasOthers)
    checker.invalid(first.getRange(), "some containers are host processes and some are not");
  if (Node network = pod.get("hostNetwork"); !network.isTrue() && !network.isUnclear())
    checker.invalid(first.getRange(), "host processes need 'hostNetwork: true' in the pod");
}

void PodRules::checkDns() {
  Node config = pod.get("dnsConfig");
  if (pod.getText("dnsPolicy") != "None")
    return;
  Node servers = config.get("nameservers");
  if (!config.isGiven())
    checker.report(Level::Server, diag::MissingField, pod.get("dnsPolicy").getRange(), "dnsConfig",
                   "pod with the DNS policy 'None'");
  else if (!servers.isUnclear() && (!servers.isList() || servers.getValue()->empty()))
    checker.missing(servers, "DNS settings of a pod with the DNS policy 'None'");
}

/// The old name of the service account's field counts when the new one is not there.
void PodRules::checkAccount() {
  Node name = pod.get("serviceAccountName"), alias = pod.get("serviceAccount");
  if (auto text = alias.getText(); text && !text->empty() && name.isEmptyText())
    checker.badFormat(alias, *text, getNoun(Format::DnsSubdomain), findDnsSubdomainFault(*text));
}

void PodRules::check() {
  collect();
  checkNames();
  for (Node container : pod.get("containers").getItems())
    checkContainer(container, Role::Container);
  for (Node container : pod.get("initContainers").getItems()) {
    Node policy = container.get("restartPolicy");
    // An unclear policy may make it a sidecar.
    bool isSidecar = policy.getText() == "Always" || policy.isUnclear();
    checkContainer(container, isSidecar ? Role::Sidecar : Role::InitContainer);
  }
  checkHost();
  checkPodResources(checker, pod);
  checkOs();
  checkWindowsHost();
  checkDns();
  checkOverhead(checker, pod.get("overhead"));
  checkAccount();
  bool isPod = checker.getKind() && checker.getKind()->kind == "Pod";
  Node gates = pod.get("schedulingGates");
  if (isPod && gates.isList() && !gates.getValue()->empty() && !pod.get("nodeName").isEmptyText())
    checker.forbidden(pod.get("nodeName"), "the pod has scheduling gates");
}

void schema::checkPodSpec(Checker &checker, Node pod) { PodRules(checker, pod).check(); }
