#include "backend/Job/Invoker.h"

#include "backend/Job/Cluster.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;

llvm::ArrayRef<Value *> stash::getItemsOf(const Value *list) {
  return list && list->isList() ? list->getItems() : llvm::ArrayRef<Value *>();
}

bool stash::isPresent(const Value *value) { return value && !value->isNull(); }

bool stash::hasUnknown(const Value *value) {
  if (!value)
    return false;
  if (value->isUnknown())
    return true;
  if (value->isList())
    return llvm::any_of(value->getItems(), hasUnknown);
  return value->isMap() && llvm::any_of(value->getMembers(), [](const Member &member) {
           return hasUnknown(member.value);
         });
}

bool TargetRef::isAppBinding() const {
  return kind == "AppBinding" && apiVersion.split('/').first == sema::appGroup;
}

bool TargetRef::isWorkload() const {
  const sema::TargetKindInfo *info = sema::findTargetKind(kind);
  return info && info->isWorkload;
}

llvm::StringRef InvokerMember::getTaskName() const {
  const Value *task = getTask();
  return task ? task->getStringOr("name") : "";
}

const Value *InvokerMember::getHook(llvm::StringRef name) const {
  const Value *hook = spec->at({"hooks", name});
  return isPresent(hook) ? hook : nullptr;
}

llvm::ArrayRef<Value *> InvokerMember::getTargetList(llvm::StringRef name) const {
  return getItemsOf(target ? target->get(name) : nullptr);
}

Invoker::Invoker(const Value &object)
    : object(object), kind(getKind(object)), name(getName(object)), nameSpace(getNamespace(object)),
      isBackup(sema::findInvokerKind(kind)->direction == sema::Direction::Backup),
      isBatch(sema::findInvokerKind(kind)->isBatch), spec(object.get("spec")) {
  if (!spec)
    spec = &object; // an object without a spec has none of its fields either
  if (const Value *metadata = object.get("metadata"))
    uid = metadata->getStringOr("uid");
  if (const Value *repository = spec->get("repository")) {
    repositoryName = repository->getStringOr("name");
    repositoryNamespace = repository->getStringOr("namespace");
  }
  if (repositoryNamespace.empty())
    repositoryNamespace = nameSpace;
}

size_t Invoker::getMemberCount() const {
  return isBatch ? getItemsOf(spec->get("members")).size() : 1;
}

InvokerMember Invoker::getMember(unsigned index) const {
  InvokerMember member;
  member.index = index;
  member.spec = isBatch ? getItemsOf(spec->get("members"))[index] : spec;
  member.target = member.spec->get("target");
  if (!isPresent(member.target))
    member.target = nullptr;
  if (!member.target && isBackup) {
    member.ref = {"na", "EmptyTarget", "na", "", {}};
    return member;
  }
  if (const Value *ref = member.target ? member.target->get("ref") : nullptr)
    member.ref = {ref->getStringOr("apiVersion"), ref->getStringOr("kind"),
                  ref->getStringOr("name"), ref->getStringOr("namespace"), ref->getRange()};
  if (member.ref.nameSpace.empty())
    member.ref.nameSpace = nameSpace;
  member.rules = member.getTargetList("rules");
  llvm::ArrayRef<Value *> deprecated = getItemsOf(spec->get("rules"));
  if (kind == "RestoreSession" && member.target && !deprecated.empty())
    member.rules = deprecated;
  return member;
}

SourceRange stash::getTaskPlace(const Invoker &invoker, const InvokerMember &member) {
  const Value *task = member.getTask();
  const Value *name = task ? task->get("name") : nullptr;
  if (name && name->getRange().isValid())
    return name->getRange();
  return member.ref.range.isValid() ? member.ref.range : getNameRange(invoker.object);
}
