#include "backend/Job/EffectiveTask.h"

#include "frontend/Basic/DiagnosticsJob.h"

using namespace stash;

namespace {

/// A TaskRef of an AppBinding or of an invoker; null members are the same as none.
struct TaskRef {
  const Value *name = nullptr;
  const Value *params = nullptr;

  llvm::StringRef getName() const { return name ? name->getText() : llvm::StringRef(); }
  bool hasParams() const { return params && !params->empty(); }
};

/// Reads the operator's own types out of an AppBinding's free-form parameters.
class AddonReader {
public:
  AddonReader(const Value &binding, DiagnosticEngine &diags) : binding(binding), diags(diags) {}

  bool read(TaskRef &backup, TaskRef &restore) {
    const Value *parameters = binding.at({"spec", "parameters"});
    if (!isPresent(parameters))
      return true;
    const Value *stash, *addon;
    return readMap(parameters, "spec.parameters", "stash", stash) &&
           readMap(stash, "stash", "addon", addon) && readTask(addon, "backupTask", backup) &&
           readTask(addon, "restoreTask", restore);
  }

private:
  bool fail(const Value *value, llvm::StringRef what, llvm::StringRef wanted) {
    diags.report(diag::AddonType, value->getRange(), what, describeObject(binding), wanted);
    return false;
  }
  /// The member `key` of a map that may be missing.
  bool readMap(const Value *map, llvm::StringRef what, llvm::StringRef key, const Value *&member) {
    member = nullptr;
    if (!isPresent(map))
      return true;
    if (!map->isMap())
      return fail(map, what, "a map");
    member = map->get(key);
    return true;
  }
  bool readString(const Value *map, llvm::StringRef what, llvm::StringRef key,
                  const Value *&string) {
    if (!readMap(map, what, key, string))
      return false;
    if (!isPresent(string))
      string = nullptr;
    return !string || string->isString() || fail(string, key, "a string");
  }
  bool readTask(const Value *addon, llvm::StringRef which, TaskRef &result) {
    const Value *task;
    if (!readMap(addon, "stash.addon", which, task) ||
        !readString(task, which, "name", result.name) ||
        !readMap(task, which, "params", result.params))
      return false;
    if (!isPresent(result.params)) {
      result.params = nullptr;
      return true;
    }
    if (!result.params->isList())
      return fail(result.params, "params", "a list");
    for (const Value *param : result.params->getItems()) {
      const Value *string;
      if (!readString(param, "params", "name", string) ||
          !readString(param, "params", "value", string))
        return false;
    }
    return true;
  }

  const Value &binding;
  DiagnosticEngine &diags;
};

void addParams(VariableSet &set, const Value *params, llvm::StringRef place, const Value *object) {
  for (const Value *param : getItemsOf(params)) {
    const Value *name = param->get("name"), *value = param->get("value");
    set.set(param->getStringOr("name"), param->getStringOr("value"),
            {place, object, value ? value->getRange() : param->getRange(),
             name ? name->getRange() : param->getRange()});
  }
}

} // namespace

std::optional<EffectiveTask>
stash::findEffectiveTask(const Invoker &invoker, const InvokerMember &member,
                         const Cluster &cluster, DiagnosticEngine &diags, bool mayLackAppBinding) {
  TaskRef backup, restore, own;
  const Value *binding = nullptr;
  if (member.ref.isAppBinding()) {
    binding = cluster.getAppBinding(member.ref.nameSpace, member.ref.name);
    std::string name = (member.ref.nameSpace + "/" + member.ref.name).str();
    const Value *task = member.getTask();
    if (!binding && mayLackAppBinding && task && !task->getStringOr("name").empty()) {
      diags.report(diag::UnknownAppBinding, member.ref.range, name)
          .note({}, "import its manifest, and its parameters count");
    } else if (!binding) {
      diags.report(diag::NoAppBinding, member.ref.range, name);
      return std::nullopt;
    } else if (!AddonReader(*binding, diags).read(backup, restore)) {
      return std::nullopt;
    }
  }
  if (const Value *task = member.getTask()) {
    const Value *name = task->get("name");
    if (name && name->isString() && !name->getText().empty())
      own.name = name;
    own.params = task->get("params");
    if (own.params && !own.params->isList())
      own.params = nullptr;
  }

  EffectiveTask result;
  const TaskRef &addon = invoker.isBackup ? backup : restore;
  llvm::StringRef place = invoker.isBackup ? "spec.parameters.stash.addon.backupTask.params"
                                           : "spec.parameters.stash.addon.restoreTask.params";
  if (own.name) {
    result.name = own.getName();
    result.nameOrigin = {"task.name", &invoker.object, own.name->getRange(), {}};
  } else if (addon.name) {
    result.name = addon.getName();
    result.nameOrigin = {"spec.parameters.stash.addon", binding, addon.name->getRange(), {}};
  }
  if (!own.hasParams()) {
    addParams(result.params, addon.params, place, binding);
    return result;
  }
  // The defect: with parameters of its own, a restore takes the AppBinding's for backups.
  addParams(result.params, backup.params, "spec.parameters.stash.addon.backupTask.params", binding);
  addParams(result.params, own.params, "task.params", &invoker.object);
  if (!invoker.isBackup && restore.hasParams()) {
    std::string effective;
    for (const Variable &variable : result.params.getAll())
      if (result.params.find(variable.name) == &variable)
        effective +=
            (effective.empty() ? "" : ", ") + variable.name.str() + "=" + variable.value.str();
    diags.report(diag::RestoreParamsLost, own.params->getRange(), describeObject(*binding))
        .note(restore.params->getRange(), "these are dropped")
        .note({}, "in effect are: {0}", effective);
  }
  return result;
}
