// Roles and bindings.

#include "sema/Schema/Checker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace stash;
using namespace stash::schema;

static constexpr llvm::StringLiteral rbacGroup = "rbac.authorization.k8s.io";

static bool isFilled(Node list) {
  return list.isUnclear() || (list.isList() && !list.getValue()->empty());
}

static void checkRule(Checker &checker, Node rule) {
  bool isNamespaced = checker.getKind() && checker.getKind()->isNamespaced;
  Node urls = rule.get("nonResourceURLs");
  bool hasGroups = isFilled(rule.get("apiGroups")), hasResources = isFilled(rule.get("resources"));
  if (isFilled(urls)) {
    if (isNamespaced)
      checker.forbidden(urls, "a Role is about resources of a namespace");
    if (hasGroups || hasResources || isFilled(rule.get("resourceNames")))
      checker.invalid(urls.getPlace(), "one rule for resources and for URLs");
    return;
  }
  if (!hasGroups)
    checker.missing(rule.get("apiGroups"), "rule");
  if (!hasResources)
    checker.missing(rule.get("resources"), "rule");
}

static void checkGroup(Checker &checker, Node group, llvm::StringRef wanted,
                       llvm::StringRef whose) {
  std::optional<llvm::StringRef> text = group.getText();
  // What is empty is filled in.
  if (!text || text->empty() || *text == wanted)
    return;
  checker.invalid(group.getRange(),
                  "'" + *text + "' is not the API group of " + whose + ": " +
                      (wanted.empty() ? "it has none" : "'" + wanted.str() + "' is"));
}

static void checkSubject(Checker &checker, Node subject, bool isNamespaced) {
  std::optional<llvm::StringRef> kind = subject.getText("kind");
  if (!kind)
    return;
  if (*kind == "ServiceAccount") {
    Node name = subject.get("name"), space = subject.get("namespace");
    if (auto text = name.getText(); text && !text->empty())
      checker.badFormat(name, *text, getNoun(Format::DnsSubdomain), findDnsSubdomainFault(*text));
    checkGroup(checker, subject.get("apiGroup"), "", "a ServiceAccount");
    if (!isNamespaced && space.isEmptyText() && !space.isUnclear())
      checker.missing(space, "ServiceAccount in a ClusterRoleBinding");
  } else if (*kind == "User" || *kind == "Group") {
    checkGroup(checker, subject.get("apiGroup"), rbacGroup, *kind == "User" ? "a User" : "a Group");
  }
}

static void checkBinding(Checker &checker, Node binding, bool isNamespaced) {
  Node role = binding.get("roleRef");
  if (role.isGiven()) {
    checkGroup(checker, role.get("apiGroup"), rbacGroup, "a role");
    Node kind = role.get("kind");
    if (auto text = kind.getText(); !kind.isUnclear() && !kind.isGiven())
      checker.missing(kind, "role reference");
    else if (text && *text != "ClusterRole" && (*text != "Role" || !isNamespaced))
      checker.invalid(kind.getRange(),
                      "'" + *text + "' is not a kind of role that a " +
                          (isNamespaced ? "RoleBinding gives: Role and ClusterRole are"
                                        : "ClusterRoleBinding gives: ClusterRole is"));
  }
  for (Node subject : binding.get("subjects").getItems())
    checkSubject(checker, subject, isNamespaced);
}

void schema::checkRbac(Checker &checker, const Object &object, Node node) {
  switch (object.id) {
  case ObjectId::PolicyRule:
    return checkRule(checker, node);
  case ObjectId::RoleBinding:
    return checkBinding(checker, node, /*isNamespaced=*/true);
  case ObjectId::ClusterRoleBinding:
    return checkBinding(checker, node, /*isNamespaced=*/false);
  default:
    return;
  }
}
