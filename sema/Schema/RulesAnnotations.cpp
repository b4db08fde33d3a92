// Annotations of pods that Kubernetes reads itself: ValidatePodSpecificAnnotations.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/JSON.h"

using namespace stash;
using namespace stash::schema;

static constexpr llvm::StringLiteral seccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
static constexpr llvm::StringLiteral seccompOfContainer =
    "container.seccomp.security.alpha.kubernetes.io/";
static constexpr llvm::StringLiteral appArmorOfContainer =
    "container.apparmor.security.beta.kubernetes.io/";

static bool hasContainer(Node pod, llvm::StringRef name) {
  for (llvm::StringRef list : {"containers", "initContainers", "ephemeralContainers"}) {
    if (pod.get(list).isUnclear())
      return true;
    for (Node container : pod.get(list).getItems())
      if (container.get("name").isUnclear() || container.getText("name") == name)
        return true;
  }
  return false;
}

static Fault findSeccompFault(llvm::StringRef profile) {
  if (llvm::is_contained({"runtime/default", "docker/default", "unconfined"}, profile))
    return std::nullopt;
  if (profile.consume_front("localhost/"))
    return findLocalPathFault(profile);
  return "runtime/default, docker/default, unconfined and localhost/… are";
}

static Fault findAppArmorFault(llvm::StringRef profile) {
  if (llvm::is_contained({"", "runtime/default", "unconfined"}, profile) ||
      profile.starts_with("localhost/"))
    return std::nullopt;
  return "runtime/default, unconfined and localhost/… are";
}

/// A number of 32 bits without a plus sign and leading zeros.
static Fault findCostFault(llvm::StringRef text) {
  int32_t n;
  bool isPlain = text == "0" || text.starts_with("-") ||
                 (!text.empty() && text.front() >= '1' && text.front() <= '9');
  if (!isPlain || text.getAsInteger(10, n))
    return "an integer of 32 bits is wanted";
  return std::nullopt;
}

/// Tolerations, as JSON.
static Fault findTolerationsFault(llvm::StringRef text) {
  if (text.empty())
    return std::nullopt;
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value) {
    llvm::consumeError(value.takeError());
    return "it is not JSON";
  }
  if (!value->getAsArray() && value->kind() != llvm::json::Value::Null)
    return "a list is wanted";
  return std::nullopt;
}

/// The old annotation of a container and the profile of its security context say the same.
static void checkAppArmorMatch(Checker &checker, Node annotations, Node pod) {
  if (pod.at({"os", "name"}).getText() == "windows")
    return;
  Node shared = pod.at({"securityContext", "appArmorProfile"});
  for (llvm::StringRef list : {"containers", "initContainers", "ephemeralContainers"})
    for (Node container : pod.get(list).getItems()) {
      Node annotation =
          annotations.get((appArmorOfContainer + container.getText("name").value_or("")).str());
      Node own = container.at({"securityContext", "appArmorProfile"});
      Node profile = own.isGiven() ? own : shared;
      std::optional<llvm::StringRef> text = annotation.getText(), type = profile.getText("type");
      if (!text || !type)
        continue;
      llvm::StringRef expected = *type == "Unconfined"       ? "unconfined"
                                 : *type == "RuntimeDefault" ? "runtime/default"
                                                             : "localhost/";
      Node part = profile.get("type");
      bool isSame = *text == expected;
      if (*type == "Localhost") {
        llvm::StringRef name = *text;
        isSame = name.consume_front(expected);
        if (isSame)
          part = profile.get("localhostProfile");
        isSame &= name == profile.getText("localhostProfile");
      }
      if (!isSame && !part.isUnclear())
        checker
            .forbidden(part, "the container's AppArmor annotation has the profile '" + *text + "'")
            .note(annotation.getRange(), "the annotation is here");
    }
}

void schema::checkPodAnnotations(Checker &checker, Node annotations, Node pod) {
  for (Node annotation : annotations.getMembers()) {
    std::optional<llvm::StringRef> text = annotation.getText();
    if (!text)
      continue;
    llvm::StringRef key = annotation.getName();
    SourceRange place = annotation.getRange();
    auto check = [&](llvm::StringRef noun, const Fault &fault) {
      if (fault)
        checker.report(Level::Server, diag::BadFormat, place, *text, noun, *fault);
    };
    if (key == "kubernetes.io/config.mirror" && pod.get("nodeName").isEmptyText())
      checker.invalid(place, "the annotation of a mirror pod in one without 'nodeName'");
    else if (key == "scheduler.alpha.kubernetes.io/tolerations")
      check("a list of tolerations", findTolerationsFault(*text));
    else if (key == "controller.kubernetes.io/pod-deletion-cost")
      check("the cost of a pod's deletion", findCostFault(*text));
    else if (key == seccompOfPod || key.starts_with(seccompOfContainer))
      check("a seccomp profile", findSeccompFault(*text));
    else if (llvm::StringRef name = key; name.consume_front(appArmorOfContainer)) {
      if (!hasContainer(pod, name))
        checker.report(Level::Server, diag::UnknownReference, place, "container", name,
                       " in this pod");
      check("an AppArmor profile", findAppArmorFault(*text));
    }
  }
  checkAppArmorMatch(checker, annotations, pod);
}
