// Metadata and label selectors: what apimachinery's validation asks of every object.

#include "frontend/Basic/DiagnosticsSchema.h"
#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

/// The names of RBAC objects need only be parts of a path.
static bool hasPathName(const Kind &kind) { return kind.getGroup() == "rbac.authorization.k8s.io"; }

static void checkNames(Checker &checker, Node meta) {
  const Kind &kind = *checker.getKind();
  Node name = meta.get("name"), generate = meta.get("generateName");
  if (auto text = generate.getText(); text && !text->empty()) {
    if (hasPathName(kind))
      checker.badFormat(generate, *text, getNoun(Format::PathSegment),
                        findFault(Format::PathSegment, *text), Level::Schema);
    else {
      Fault fault = findDnsSubdomainPrefixFault(*text);
      // Without a name the API server makes one: at most 58 characters and five of its own.
      if (!fault && name.isEmptyText())
        fault = findDnsSubdomainFault((text->take_front(58) + "xxxxx").str());
      checker.badFormat(generate, *text, "the beginning of a DNS subdomain", fault, Level::Schema);
    }
  }
  if (name.isUnclear() || generate.isUnclear())
    return;
  if (name.isEmptyText()) {
    if (generate.isEmptyText() && !checker.getOptions().isNameless)
      checker.report(Level::Schema, diag::MissingField,
                     name.isGiven() ? name.getRange() : generate.getRange(), "name",
                     (kind.kind + "'s metadata").str());
    return;
  }
  std::optional<llvm::StringRef> text = name.getText();
  if (!text)
    return;
  Format format = hasPathName(kind) ? Format::PathSegment : Format::DnsSubdomain;
  checker.badFormat(name, *text, getNoun(format), findFault(format, *text), Level::Schema);
}

static void checkNamespace(Checker &checker, Node meta) {
  Node space = meta.get("namespace");
  std::optional<llvm::StringRef> text = space.getText();
  if (!text || text->empty())
    return;
  if (checker.getKind()->isNamespaced)
    checker.badFormat(space, *text, "a namespace", findDnsLabelFault(*text), Level::Schema);
  else
    checker.ignored(space, "a " + checker.getKind()->kind + " belongs to the whole cluster");
}

/// Of Jobs, Pods and custom resources the API server sets the generation to 1.
static void checkGeneration(Checker &checker, Node meta) {
  const Kind &kind = *checker.getKind();
  if (kind.world == World::CustomResource || kind.object == ObjectId::Job ||
      kind.object == ObjectId::Pod)
    return;
  Node generation = meta.get("generation");
  if (auto n = generation.getInteger(); n && *n < 0)
    checker.report(Level::Schema, diag::OutOfRange, generation.getRange(), "generation", *n,
                   "and 0 is the least");
}

static void checkFinalizers(Checker &checker, Node meta) {
  bool orphan = false, foreground = false;
  for (Node finalizer : meta.get("finalizers").getItems()) {
    std::optional<llvm::StringRef> text = finalizer.isGiven() ? finalizer.getText() : "";
    if (!text)
      continue;
    orphan |= *text == "orphan";
    foreground |= *text == "foregroundDeletion";
    Fault fault = findQualifiedNameFault(*text);
    // Built-in kinds know the finalizers of Kubernetes by heart.
    bool isKnown = text->contains('/') ||
                   llvm::is_contained({"kubernetes", "orphan", "foregroundDeletion"}, *text);
    if (!fault && !isKnown && checker.getKind()->world == World::BuiltIn)
      fault = "it has no domain before a '/', and is not one of Kubernetes' own";
    checker.badFormat(finalizer, *text, "a finalizer", fault, Level::Schema);
  }
  if (orphan && foreground)
    checker.invalid(meta.get("finalizers").getRange(),
                    "the finalizers 'orphan' and 'foregroundDeletion' exclude one another",
                    Level::Schema);
}

/// Whether two owner references are the same: the API server keeps one of them.
static bool isSameOwner(Node a, Node b) {
  for (llvm::StringRef key : {"apiVersion", "kind", "name", "uid"})
    if (a.getText(key) != b.getText(key))
      return false;
  return a.get("blockOwnerDeletion").isTrue() == b.get("blockOwnerDeletion").isTrue() &&
         a.has("blockOwnerDeletion") == b.has("blockOwnerDeletion");
}

static void checkOwners(Checker &checker, Node meta) {
  Node controller;
  for (Node owner : meta.get("ownerReferences").getItems()) {
    for (llvm::StringRef key : {"apiVersion", "kind", "name", "uid"})
      if (owner.get(key).isEmptyText() && !owner.isUnclear())
        checker.missing(owner.get(key), "owner reference", Level::Schema);
    if (auto version = owner.getText("apiVersion"); version && !version->empty()) {
      if (version->count('/') > 1 || version->ends_with("/"))
        checker.invalid(owner.get("apiVersion").getRange(),
                        "'" + *version + "' is not an apiVersion: write group/version",
                        Level::Schema);
      if (*version == "v1" && owner.getText("kind") == "Event")
        checker.invalid(owner.get("kind").getRange(), "an Event cannot own an object",
                        Level::Schema);
    }
    if (!owner.get("controller").isTrue())
      continue;
    if (controller.isGiven() && isSameOwner(controller, owner))
      continue;
    if (controller.isGiven())
      checker
          .invalid(controller.getPlace(),
                   "two owners are the object's controller, and only one can be", Level::Schema)
          .note(owner.getPlace(), "the other is here");
    else
      controller = owner;
  }
}

void schema::checkMetadata(Checker &checker, Node meta) {
  bool isTop = checker.getKind() && checker.getParents().size() == 1;
  if (isTop) {
    checkNames(checker, meta);
    checkNamespace(checker, meta);
    checkGeneration(checker, meta);
    checkFinalizers(checker, meta);
    checkOwners(checker, meta);
  }
  size_t size = 0;
  for (Node annotation : meta.get("annotations").getMembers())
    size += annotation.getName().size() + annotation.getText().value_or("").size();
  constexpr size_t limit = 256 * 1024;
  if (size > limit)
    checker.invalid(meta.get("annotations").getPlace(),
                    "the annotations have " + llvm::Twine(size) + " bytes, and " +
                        llvm::Twine(limit) + " is the limit",
                    Level::Schema);
}

void schema::checkLabelSelectorRequirement(Checker &checker, Node requirement) {
  std::optional<llvm::StringRef> op = requirement.getText("operator");
  Node values = requirement.get("values");
  bool hasValues = values.isUnclear() || (values.isList() && !values.getValue()->empty());
  if ((op == "In" || op == "NotIn") && !hasValues)
    checker.missing(values, ("condition with the operator '" + *op + "'").str());
  if ((op == "Exists" || op == "DoesNotExist") && hasValues && !values.isUnclear())
    checker.forbidden(values, "the operator '" + *op + "' compares with nothing");
}

bool schema::selects(Node selector, Node labels, bool isPart) {
  if (labels.isUnclear() || selector.isUnclear())
    return true;
  for (Node label : selector.get("matchLabels").getMembers()) {
    Node actual = labels.get(label.getName());
    if (label.isUnclear() || actual.isUnclear())
      continue;
    if (!actual.isGiven() && isPart)
      continue;
    if (!actual.isGiven() || actual.getText() != label.getText())
      return false;
  }
  for (Node requirement : selector.get("matchExpressions").getItems()) {
    std::optional<llvm::StringRef> key = requirement.getText("key"),
                                   op = requirement.getText("operator");
    if (!key || !op)
      continue;
    Node actual = labels.get(*key);
    if (actual.isUnclear() || (isPart && !actual.isGiven()))
      continue;
    bool isAmong = false;
    for (Node value : requirement.get("values").getItems())
      isAmong |= value.isUnclear() || (actual.isGiven() && value.getText() == actual.getText());
    bool holds = *op == "In"       ? isAmong
                 : *op == "NotIn"  ? !isAmong || !actual.isGiven()
                 : *op == "Exists" ? actual.isGiven()
                                   : !actual.isGiven();
    if (!holds)
      return false;
  }
  return true;
}
