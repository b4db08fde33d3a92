#include "backend/Job/Cluster.h"

#include "backend/Job/BuiltinObjects.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "sema/Builtins/Operator.h"

using namespace stash;

llvm::StringRef stash::getKind(const Value &object) { return object.getStringOr("kind"); }

llvm::StringRef stash::getName(const Value &object) {
  const Value *name = object.at({"metadata", "name"});
  return name ? name->getStringOrNone().value_or("") : "";
}

llvm::StringRef stash::getNamespace(const Value &object) {
  if (isClusterScoped(getKind(object)))
    return {};
  const Value *nameSpace = object.at({"metadata", "namespace"});
  llvm::StringRef text = nameSpace ? nameSpace->getStringOrNone().value_or("") : "";
  return text.empty() ? "default" : text;
}

SourceRange stash::getNameRange(const Value &object) {
  const Value *name = object.at({"metadata", "name"});
  return name && name->getRange().isValid() ? name->getRange() : object.getRange();
}

std::string stash::describeObject(const Value &object) {
  llvm::StringRef nameSpace = getNamespace(object);
  return (getKind(object) + " '" + nameSpace + (nameSpace.empty() ? "" : "/") + getName(object) +
          "'")
      .str();
}

bool stash::isInvokerKind(llvm::StringRef kind) { return sema::findInvokerKind(kind) != nullptr; }

bool stash::isClusterScoped(llvm::StringRef kind) {
  return kind == "Function" || kind == "Task" || kind == "BackupBlueprint" ||
         kind == "ClusterRole" || kind == "ClusterRoleBinding" || kind == "Namespace";
}

/// The group of an object's kind: of `v1` it is "".
static llvm::StringRef getGroup(const Value &object) {
  llvm::StringRef version = object.getStringOr("apiVersion");
  return version.contains('/') ? version.split('/').first : llvm::StringRef();
}

/// Whether an object is one of Stash's, an AppBinding or a Secret: other groups have kinds of these
/// names.
static bool isOurs(const Value &object) {
  llvm::StringRef kind = getKind(object);
  return getGroup(object) == (kind == "AppBinding" ? llvm::StringRef(sema::appGroup)
                              : kind == "Secret"   ? llvm::StringRef()
                                                   : llvm::StringRef(sema::stashGroup));
}

std::string Cluster::makeKey(llvm::StringRef kind, llvm::StringRef nameSpace,
                             llvm::StringRef name) {
  return (kind + "/" + nameSpace + "/" + name).str();
}

Cluster::Cluster(llvm::ArrayRef<const Value *> objects, const OperatorSettings &settings,
                 DiagnosticEngine &diags) {
  // The operator overwrites its own objects: what a manifest says of them does not count.
  for (const Value *object : makeBuiltinObjects(settings, builtinArena))
    add(object, nullptr);
  for (const Value *object : objects) {
    if (!object->isMap())
      continue;
    llvm::StringRef kind = getKind(*object), name = getName(*object);
    if (!isOurs(*object)) {
      others[(getGroup(*object) + "/" + kind).str()].push_back(object);
      continue;
    }
    if ((kind == "Function" && sema::isOperatorFunction(name)) ||
        (kind == "Task" && sema::isOperatorTask(name)))
      continue;
    // Nothing is resolved from a Secret; that there are two is not ours to say.
    if (!add(object, kind == "Secret" ? nullptr : &diags))
      continue;
    if (isInvokerKind(kind))
      invokers.push_back(object);
    if (kind != "BackupSession")
      continue;
    if (const Value *invoker = object->at({"spec", "invoker"}))
      sessions[makeKey(invoker->getStringOr("kind"), getNamespace(*object),
                       invoker->getStringOr("name"))]
          .push_back(object);
  }
}

bool Cluster::add(const Value *object, DiagnosticEngine *diags) {
  auto [at, isNew] =
      index.try_emplace(makeKey(getKind(*object), getNamespace(*object), getName(*object)), object);
  if (isNew) {
    names[getKind(*object)].push_back(getName(*object));
    all[getKind(*object)].push_back(object);
    return true;
  }
  if (diags && !equal(*at->second, *object))
    diags->report(diag::DuplicateObject, getNameRange(*object), describeObject(*object))
        .note(getNameRange(*at->second), "the other one is here");
  return false;
}

const Value *Cluster::get(llvm::StringRef kind, llvm::StringRef nameSpace,
                          llvm::StringRef name) const {
  auto at = index.find(makeKey(kind, nameSpace, name));
  return at == index.end() ? nullptr : at->second;
}

void Cluster::addExternRepository(llvm::StringRef nameSpace, llvm::StringRef name) {
  externs.insert(makeKey("Repository", nameSpace.empty() ? "default" : nameSpace, name));
}

const Value *Cluster::getSession(const Value &invoker, llvm::StringRef name) const {
  if (!name.empty())
    return get("BackupSession", getNamespace(invoker), name);
  auto at = sessions.find(makeKey(getKind(invoker), getNamespace(invoker), getName(invoker)));
  if (at == sessions.end())
    return nullptr;
  // Names end in the time at which the session began.
  const Value *last = nullptr;
  for (const Value *session : at->second)
    if (!last || getName(*last) < getName(*session))
      last = session;
  return last;
}

llvm::ArrayRef<const Value *> Cluster::getAll(llvm::StringRef kind) const {
  auto at = all.find(kind);
  if (at == all.end())
    return {};
  return at->second;
}

llvm::ArrayRef<const Value *> Cluster::getOthers(llvm::StringRef group,
                                                 llvm::StringRef kind) const {
  auto at = others.find((group + "/" + kind).str());
  if (at == others.end())
    return {};
  return at->second;
}

const Value *Cluster::getOther(llvm::StringRef group, llvm::StringRef kind,
                               llvm::StringRef nameSpace, llvm::StringRef name) const {
  for (const Value *object : getOthers(group, kind))
    if (getName(*object) == name && getNamespace(*object) == nameSpace)
      return object;
  return nullptr;
}

llvm::ArrayRef<llvm::StringRef> Cluster::getNames(llvm::StringRef kind) const {
  auto at = names.find(kind);
  if (at == names.end())
    return {};
  return at->second;
}
