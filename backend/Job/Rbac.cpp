#include "backend/Job/Rbac.h"

#include "backend/Job/Cluster.h"
#include "backend/Job/Names.h"
#include "backend/Job/ObjectParts.h"

#include "llvm/ADT/SmallVector.h"

using namespace stash;

namespace {

constexpr llvm::StringLiteral rbacVersion = "rbac.authorization.k8s.io/v1";
constexpr llvm::StringLiteral rbacGroup = "rbac.authorization.k8s.io";

/// A rule of a role; lists are separated by spaces.
struct Rule {
  llvm::StringLiteral group, resources, verbs;
};

// The first rule occurs twice in the operator's own list.
constexpr Rule backupRules[] = {
    {"stash.appscode.com", "*", "*"},
    {"stash.appscode.com", "*", "*"},
    {"appcatalog.appscode.com", "appbindings", "get"},
    {"", "secrets endpoints pods", "get"},
    {"", "pods/exec", "get create"},
    {"", "events", "create"},
};
constexpr Rule restoreRules[] = {
    {"stash.appscode.com", "*", "*"},
    {"stash.appscode.com", "*", "*"},
    {"appcatalog.appscode.com", "appbindings", "get"},
    {"", "secrets endpoints persistentvolumeclaims", "get"},
    {"", "pods pods/exec", "get create list"},
    {"", "serviceaccounts", "get create patch"},
    {"apps", "statefulsets", "get patch"},
    {"rbac.authorization.k8s.io", "roles rolebindings", "get create patch"},
    {"", "events", "create"},
};

Value *makeRule(ValueArena &arena, llvm::StringRef group, llvm::StringRef resources,
                llvm::StringRef verbs, llvm::ArrayRef<llvm::StringRef> resourceNames = {}) {
  auto split = [&](llvm::StringRef words) {
    llvm::SmallVector<llvm::StringRef, 4> parts;
    words.split(parts, ' ');
    return makeStrings(arena, parts);
  };
  Value *rule = arena.map();
  rule->add(arena, "apiGroups", makeStrings(arena, {group}));
  rule->add(arena, "resources", split(resources));
  if (!resourceNames.empty())
    rule->add(arena, "resourceNames", makeStrings(arena, resourceNames));
  rule->add(arena, "verbs", split(verbs));
  return rule;
}

/// Completes a binding of `role` to a ServiceAccount.
void bind(ValueArena &arena, Value *binding, llvm::StringRef roleKind, llvm::StringRef role,
          llvm::StringRef account, llvm::StringRef nameSpace) {
  Value *roleRef = arena.map();
  roleRef->add(arena, "apiGroup", arena.string(rbacGroup));
  roleRef->add(arena, "kind", arena.string(roleKind));
  roleRef->add(arena, "name", arena.string(role));
  binding->add(arena, "roleRef", roleRef);
  Value *subject = arena.map();
  subject->add(arena, "kind", arena.string("ServiceAccount"));
  subject->add(arena, "name", arena.string(account));
  subject->add(arena, "namespace", arena.string(nameSpace));
  Value *subjects = arena.list();
  subjects->append(arena, subject);
  binding->add(arena, "subjects", subjects);
}

} // namespace

llvm::StringRef stash::makeRbac(ValueArena &arena, const JobInput &input, const Value *podSettings,
                                Value *labels, llvm::ArrayRef<llvm::StringRef> policies,
                                std::vector<Value *> &objects) {
  const Invoker &invoker = input.invoker;
  Value *owner = makeOwner(arena, invoker.kind, invoker.name, invoker.uid);
  llvm::StringRef name =
      arena.copy(serviceAccountName(invoker.kind, invoker.name, input.member.index));

  llvm::StringRef account = podSettings ? podSettings->getStringOr("serviceAccountName") : "";
  if (account.empty()) {
    account = name;
    Value *object =
        makeObject(arena, "v1", "ServiceAccount", name, invoker.nameSpace, labels, owner);
    if (Value *annotations = podSettings ? podSettings->get("serviceAccountAnnotations") : nullptr)
      object->get("metadata")->add(arena, "annotations", annotations);
    objects.push_back(object);
  }

  llvm::StringRef roleName = invoker.isBackup ? "stash-backup-job" : "stash-restore-job";
  Value *role = makeObject(arena, rbacVersion, "ClusterRole", roleName, "", labels, nullptr);
  Value *rules = arena.list();
  for (const Rule &rule :
       invoker.isBackup ? llvm::ArrayRef(backupRules) : llvm::ArrayRef(restoreRules))
    rules->append(arena, makeRule(arena, rule.group, rule.resources, rule.verbs));
  if (!policies.empty())
    rules->append(arena, makeRule(arena, "policy", "podsecuritypolicies", "use", policies));
  role->add(arena, "rules", rules);
  objects.push_back(role);

  Value *binding =
      makeObject(arena, rbacVersion, "RoleBinding", name, invoker.nameSpace, labels, owner);
  bind(arena, binding, "ClusterRole", roleName, account, invoker.nameSpace);
  objects.push_back(binding);

  llvm::StringRef repositoryNamespace = getNamespace(input.repository);
  if (repositoryNamespace != invoker.nameSpace) {
    llvm::StringRef foreign = arena.copy(
        repositoryRoleName(invoker.nameSpace, invoker.kind, invoker.name, input.member.index));
    const Value *backend = input.repository.at({"spec", "backend"});
    llvm::StringRef secret = backend ? backend->getStringOr("storageSecretName") : "";
    Value *foreignRole =
        makeObject(arena, rbacVersion, "Role", foreign, repositoryNamespace, labels, nullptr);
    Value *foreignRules = arena.list();
    foreignRules->append(arena,
                         makeRule(arena, "stash.appscode.com", "repositories repositories/status",
                                  "get list patch update", {getName(input.repository)}));
    foreignRules->append(arena, makeRule(arena, "", "secrets pods endpoints", "get", {secret}));
    foreignRole->add(arena, "rules", foreignRules);
    objects.push_back(foreignRole);
    Value *foreignBinding = makeObject(arena, rbacVersion, "RoleBinding", foreign,
                                       repositoryNamespace, labels, nullptr);
    bind(arena, foreignBinding, "Role", foreign, account, invoker.nameSpace);
    objects.push_back(foreignBinding);
  }

  Value *license =
      makeObject(arena, rbacVersion, "ClusterRoleBinding",
                 arena.copy(licenseBindingName(invoker.nameSpace, account)), "", labels,
                 makeOwner(arena, invoker.kind, invoker.name, invoker.uid, /*isController=*/false));
  bind(arena, license, "ClusterRole", "appscode:license-reader", account, invoker.nameSpace);
  objects.push_back(license);
  return account;
}
