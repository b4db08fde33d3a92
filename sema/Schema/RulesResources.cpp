// Resources: what containers, their pod and its runtime may use (validateResourceRequirements).

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

/// What the name of a resource says about its amounts.
namespace {
struct Resource {
  bool isHugePages, isExtended;
  /// Extended resources and huge pages are given to one container only.
  bool isShared() const { return !isHugePages && !isExtended; }
};
} // namespace

static bool isHugePages(llvm::StringRef resource) { return resource.starts_with("hugepages-"); }

static Resource classify(llvm::StringRef name) {
  bool isNative = !name.contains('/') || name.contains("kubernetes.io/");
  return {isHugePages(name), !isNative};
}

/// What is wrong with the name of a container's resource; bad characters are reported elsewhere.
static Fault findResourceFault(llvm::StringRef name) {
  if (findQualifiedNameFault(name))
    return std::nullopt;
  if (!name.contains('/')) {
    bool isStandard =
        llvm::is_contained({"cpu", "memory", "ephemeral-storage"}, name) || isHugePages(name);
    if (!isStandard)
      return "containers have cpu, memory, ephemeral-storage and hugepages-…, and names with a "
             "domain such as example.com/gpu";
  } else if (classify(name).isExtended && name.starts_with("requests.")) {
    return "an extended resource must not begin with 'requests.'";
  }
  return std::nullopt;
}

static void checkAmount(Checker &checker, Node amount) {
  llvm::StringRef name = amount.getName();
  if (Fault fault = findResourceFault(name))
    checker.report(Level::Server, diag::BadFormat, amount.getPlace(), name,
                   "the name of a resource", *fault);
  std::optional<Quantity> value = amount.getQuantity();
  if (!value)
    return;
  if (value->isNegative()) {
    checker.report(Level::Server, diag::OutOfRange, amount.getRange(), name,
                   amount.getValue()->getText(), "and 0 is the least");
    return;
  }
  Resource resource = classify(name);
  if (resource.isExtended && !value->isInteger())
    checker.invalid(amount.getRange(), "'" + name + "' is counted in whole units");
  if (!resource.isHugePages)
    return;
  std::optional<Quantity> page = Quantity::parse(name.drop_front(strlen("hugepages-")));
  if (!page || page->getCeiling() <= 0 || value->getCeiling() % page->getCeiling() != 0)
    checker.invalid(amount.getRange(), "'" + amount.getValue()->getText() +
                                           "' is not a multiple of the page of '" + name + "'");
}

void schema::checkResources(Checker &checker, Node resources) {
  Node limits = resources.get("limits"), requests = resources.get("requests");
  bool hasHugePages = false, hasOthers = limits.isUnclear() || requests.isUnclear();
  for (Node list : {limits, requests})
    for (Node amount : list.getMembers()) {
      checkAmount(checker, amount);
      hasHugePages |= classify(amount.getName()).isHugePages;
      hasOthers |= amount.getName() == "cpu" || amount.getName() == "memory";
    }
  for (Node request : requests.getMembers()) {
    Node limit = limits.get(request.getName());
    Resource resource = classify(request.getName());
    // To the API server null is 0.
    bool isNull = limit.getValue() && limit.getValue()->isNull() && checker.isBuiltIn();
    if (!limit.isGiven() && !isNull) {
      if (!resource.isShared() && !limits.isUnclear() && !findResourceFault(request.getName()))
        // What the API server misses are the limits.
        checker
            .invalid(limits.isGiven() ? limits.getPlace() : request.getPlace(),
                     "'" + request.getName() +
                         "' is requested without a limit, and is given to one container only")
            .note(request.getPlace(), "it is requested here");
      continue;
    }
    std::optional<Quantity> amount = request.getQuantity(), most = limit.getQuantity();
    if (isNull)
      most = Quantity();
    if (!amount || !most)
      continue;
    bool isOver = *amount > *most;
    if (!isOver && (resource.isShared() || *amount == *most))
      continue;
    checker
        .invalid(request.getRange(),
                 "the request of '" + request.getValue()->getText() + "' " + request.getName() +
                     (isOver ? " is over the limit of '" : " is not the limit of '") +
                     (isNull ? "0" : limit.getValue()->getText()) + "'")
        .note(limit.getRange(), "the limit is here");
  }
  if (hasHugePages && !hasOthers)
    checker.invalid(resources.getPlace(), "huge pages without cpu or memory");
}

//===-- Pods --------------------------------------------------------------===//

/// What the containers request together: those that run side by side, or, if that is more, an init
/// container and the sidecars that run already. In a pod a limit is a request, in a template it is
/// not yet.
static Quantity sumRequests(Node pod, llvm::StringRef resource, bool withLimits) {
  auto getRequest = [&](Node container) {
    Node resources = container.get("resources");
    if (auto request = resources.at({"requests", resource}).getQuantity())
      return *request;
    Quantity none;
    return withLimits ? resources.at({"limits", resource}).getQuantity().value_or(none) : none;
  };
  Quantity sidecars, most;
  for (Node container : pod.get("initContainers").getItems()) {
    Quantity now = sidecars + getRequest(container);
    if (container.getText("restartPolicy") == "Always")
      sidecars = now;
    if (now > most)
      most = now;
  }
  Quantity sum = sidecars;
  for (Node container : pod.get("containers").getItems())
    sum = sum + getRequest(container);
  return most > sum ? most : sum;
}

void schema::checkPodResources(Checker &checker, Node pod) {
  Node resources = pod.get("resources");
  if (!resources.isMap())
    return;
  if (Node own = resources.get("claims"); own.isGiven())
    checker.forbidden(own, "claims are the containers'");
  for (llvm::StringRef list : {"limits", "requests"})
    for (Node amount : resources.get(list).getMembers()) {
      llvm::StringRef name = amount.getName();
      bool isSupported = name == "cpu" || name == "memory" || isHugePages(name);
      if (!isSupported) {
        checker.report(Level::Server, diag::BadFormat, amount.getPlace(), name,
                       "a resource of a pod", "cpu, memory and hugepages-… are");
        continue;
      }
      std::optional<Quantity> whole = amount.getQuantity();
      if (!whole)
        continue;
      if (list == "requests") {
        bool isPod = checker.getKind() && checker.getKind()->object == ObjectId::Pod;
        bool isTooLow = sumRequests(pod, name, isPod) > *whole;
        if (isTooLow || sumRequests(pod, name, /*withLimits=*/true) > *whole)
          checker.invalid(amount.getRange(),
                          "the pod requests less " + name + " than its containers together",
                          isTooLow ? Level::Server : Level::Later);
        continue;
      }
      for (Node container : pod.get("containers").getItems()) {
        Node limit = container.at({"resources", "limits", name});
        if (std::optional<Quantity> part = limit.getQuantity(); part && *part > *whole)
          checker
              .invalid(amount.getRange(),
                       "the pod's limit of " + name + " is below that of a container")
              .note(limit.getRange(), "the container's limit is here");
      }
    }
}

/// An overhead is a container's limits to the API server, which calls it so.
void schema::checkOverhead(Checker &checker, Node overhead) {
  bool hasHugePages = false, hasOthers = false;
  for (Node amount : overhead.getMembers()) {
    checkAmount(checker, amount);
    hasHugePages |= isHugePages(amount.getName());
    hasOthers |= amount.getName() == "cpu" || amount.getName() == "memory";
  }
  if (hasHugePages && !hasOthers)
    checker.invalid(overhead.getPlace(), "huge pages without cpu or memory");
}
