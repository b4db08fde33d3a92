#include "tools/reference/Project.h"

#include "backend/Lower/Lower.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;
using namespace stash::reference;

static std::optional<EntryKind> getEntryKind(llvm::StringRef kind) {
  return llvm::StringSwitch<std::optional<EntryKind>>(kind)
      .Cases({"BackupConfiguration", "BackupBatch"}, EntryKind::Backup)
      .Cases({"RestoreSession", "RestoreBatch"}, EntryKind::Restore)
      .Case("Repository", EntryKind::Repository)
      .Case("BackupBlueprint", EntryKind::Blueprint)
      .Default(std::nullopt);
}

static llvm::StringRef getPrefix(EntryKind kind) {
  switch (kind) {
  case EntryKind::Task:
    return "task-";
  case EntryKind::Function:
    return "function-";
  case EntryKind::Backup:
    return "backup-";
  case EntryKind::Restore:
    return "restore-";
  case EntryKind::Repository:
    return "repository-";
  case EntryKind::Blueprint:
    return "blueprint-";
  }
  return {};
}

std::string reference::makeId(llvm::StringRef text) {
  std::string id = text.lower();
  for (char &c : id)
    if (!llvm::isAlnum(c) && c != '-' && c != '_' && c != '.')
      c = '-';
  return id;
}

static llvm::StringRef getMetadata(const Value &object, llvm::StringRef key) {
  const Value *metadata = object.get("metadata");
  return metadata ? metadata->getStringOr(key) : llvm::StringRef();
}

static std::string makeKey(llvm::StringRef ns, llvm::StringRef name) {
  return (ns + "/" + name).str();
}

std::vector<Call> reference::getCalls(const Value &invoker) {
  std::vector<Call> calls;
  auto add = [&](const Value *member) {
    const Value *task = member->get("task");
    calls.push_back({member, task ? task->getStringOr("name") : llvm::StringRef()});
  };
  const Value *spec = invoker.get("spec");
  if (!spec)
    return calls;
  const Value *members = spec->get("members");
  if (members && members->isList())
    llvm::for_each(members->getItems(), add);
  else
    add(spec);
  return calls;
}

Project::Project(const sema::Program &program) : program(program) {
  llvm::DenseMap<const sema::FileUnit *, std::vector<const sema::Declared *>> byFile;
  for (const sema::Declared &declared : program.declared)
    byFile[declared.file].push_back(&declared);
  for (const auto &unit : program.files)
    if (!unit->isRoot)
      for (const sema::Declared *declared : byFile[unit.get()])
        if (declared->kind == sema::Declared::Kind::Manifest &&
            declared->manifest->getStringOr("kind") == "Repository") {
          std::string key = makeKey(getMetadata(*declared->manifest, "namespace"),
                                    getMetadata(*declared->manifest, "name"));
          knownRepositories[key] = declared->manifest;
          repositoryFiles[key] = unit.get();
        }
  for (const sema::FileUnit *root : program.roots)
    for (const sema::Declared *declared : byFile[root])
      if (Entry *entry = add(*declared))
        entry->isOwn = true;
  // What connects may add: the list grows while it is gone through.
  for (size_t i = 0; i < entries.size(); ++i)
    connect(entries[i]);
}

Entry *Project::makeEntry(EntryKind kind, llvm::StringRef name, llvm::StringRef ns,
                          const sema::FileUnit *file) {
  Entry &entry = entries.emplace_back();
  entry.kind = kind;
  entry.name = name;
  entry.ns = ns;
  entry.file = file;
  entry.id = (getPrefix(kind) + (ns.empty() ? "" : makeId(ns) + ".") + makeId(name)).str();
  // Names of different letters may have one id.
  std::string wanted = entry.id;
  for (unsigned n = 2; !ids.try_emplace(entry.id).second; ++n)
    entry.id = wanted + "-" + std::to_string(n);
  return &entry;
}

Entry *Project::add(const sema::Declared &declared) {
  switch (declared.kind) {
  case sema::Declared::Kind::Function:
    return useFunction(declared.function->name);
  case sema::Declared::Kind::Task:
    return useTask(declared.task->name);
  case sema::Declared::Kind::Invoker: {
    const sema::Invoker &invoker = *declared.invoker;
    if (invoker.isExternal)
      return nullptr;
    // What lowering has to say was said when the program was compiled.
    DiagnosticEngine silent(program.sources);
    const Value *object = Lowering(arena, silent).lower(invoker);
    Entry *entry = addInvoker(object, declared.file);
    if (entry)
      entry->doc = invoker.doc;
    return entry;
  }
  case sema::Declared::Kind::Manifest:
    return addInvoker(declared.manifest, declared.file);
  }
  return nullptr;
}

Entry *Project::addInvoker(const Value *object, const sema::FileUnit *file) {
  std::optional<EntryKind> kind = getEntryKind(object->getStringOr("kind"));
  if (!kind)
    return nullptr;
  llvm::StringRef name = getMetadata(*object, "name"), ns = getMetadata(*object, "namespace");
  Entry *entry = makeEntry(*kind, name, ns, file);
  entry->object = object;
  if (kind == EntryKind::Repository)
    repositories[makeKey(ns, name)] = entry;
  return entry;
}

Entry *Project::useFunction(llvm::StringRef name) {
  const sema::Function *function = program.functionsByName.lookup(name);
  if (!function || function->name.empty())
    return nullptr;
  Entry *&entry = functions[name];
  if (!entry) {
    entry = makeEntry(EntryKind::Function, function->name, {}, function->file);
    entry->function = function;
    entry->doc = function->doc;
    entry->isExternal = function->isExternal && !function->manifest;
  }
  return entry;
}

Entry *Project::useTask(llvm::StringRef name) {
  const sema::Task *task = program.tasksByName.lookup(name);
  if (!task || task->name.empty())
    return nullptr;
  Entry *&entry = tasks[name];
  if (!entry) {
    entry = makeEntry(EntryKind::Task, task->name, {}, task->file);
    entry->task = task;
    entry->doc = task->doc;
    entry->isExternal = task->isExternal && !task->manifest;
  }
  return entry;
}

void Project::connect(Entry &entry) {
  auto use = [&](Entry *used) {
    if (!used || llvm::is_contained(entry.uses, used))
      return;
    entry.uses.push_back(used);
    used->usedBy.push_back(&entry);
  };
  if (entry.task)
    for (const sema::Step &step : entry.task->steps)
      use(useFunction(step.functionName));
  if (!entry.object || entry.kind == EntryKind::Repository)
    return;
  for (const Call &call : getCalls(*entry.object))
    use(useTask(call.task));
  if (const Value *name = entry.object->at({"spec", "repository", "name"});
      name && name->isString()) {
    const Value *ns = entry.object->at({"spec", "repository", "namespace"});
    std::string key = makeKey(ns && ns->isString() ? ns->getText() : entry.ns, name->getText());
    if (const Value *known = knownRepositories.lookup(key); known && !repositories.count(key))
      addInvoker(known, repositoryFiles.lookup(key));
    use(repositories.lookup(key));
  }
}

const Entry *Project::findRepository(const Entry &invoker) const {
  auto found = llvm::find_if(invoker.uses,
                             [](const Entry *used) { return used->kind == EntryKind::Repository; });
  return found == invoker.uses.end() ? nullptr : *found;
}

//===-- Mounts ------------------------------------------------------------===//

/// Text with the arguments of a step and the defaults of its Function in place of variables; what
/// only Stash knows stays as `${NAME}`.
static std::string fill(const sema::Constant &constant, const sema::Step &step) {
  std::string text;
  if (!constant.isText())
    return text;
  for (const sema::Piece &piece : constant.getText()) {
    if (!piece.variable) {
      text += piece.literal;
      continue;
    }
    llvm::StringRef name = piece.variable->name;
    auto argument = llvm::find_if(
        step.arguments, [&](const sema::Argument &argument) { return argument.name == name; });
    const sema::Constant *value = nullptr;
    if (argument != step.arguments.end())
      value = argument->value;
    else if (const sema::Parameter *parameter = step.function->getParameter(name))
      value = parameter->defaultValue;
    if (std::optional<std::string> literal = value ? value->getLiteral() : std::nullopt)
      text += *literal;
    else
      text += ("${" + name + "}").str();
  }
  return text;
}

std::vector<StepMount> reference::getMounts(const sema::Step &step) {
  std::vector<StepMount> mounts;
  if (!step.function || !step.function->spec)
    return mounts;
  const sema::Constant *list = step.function->spec->get("volumeMounts");
  if (!list || !list->isList())
    return mounts;
  for (const sema::Constant *mount : list->getItems()) {
    const sema::Constant *name = mount->isMap() ? mount->get("name") : nullptr;
    if (!name)
      continue;
    const sema::Constant *path = mount->get("mountPath"), *readOnly = mount->get("readOnly");
    mounts.push_back({fill(*name, step), path ? fill(*path, step) : "",
                      readOnly && readOnly->isBool() && readOnly->getBool()});
  }
  return mounts;
}
