#include "sema/Analysis/Analysis.h"

#include "frontend/Basic/DiagnosticsSema.h"

using namespace stash;
using namespace stash::sema;

bool Analysis::spend(const Scope &scope, SourceRange range, uint64_t n) {
  if (budget.spend(n))
    return true;
  if (!outOfBudget && !budget.isCancelled())
    addUses(reportExhausted(budget, range, diags), scope);
  outOfBudget = true;
  return false;
}

bool Analysis::isKnownUndefined(const FileUnit &file, llvm::StringRef name, SourceRange range,
                                llvm::StringRef meant) {
  auto known = undefined.find({&file, name});
  if (known == undefined.end())
    return false;
  if (!isFirst(diag::UndefinedName, range))
    return false; // the same place once more, which `report` counts
  ++known->second.second;
  if (!meant.empty())
    known->second.first.fixit(range, meant);
  return true;
}

void Analysis::noteFurtherUses() {
  for (auto &[place, entry] : inDefinitions)
    if (entry.second)
      entry.first.note({}, "and in {0} more use{1}", entry.second, entry.second == 1 ? "" : "s");
  inDefinitions.clear();
  for (auto &[name, entry] : undefined)
    if (entry.second)
      entry.first.note({}, "it is used in {0} more place{1} of this file", entry.second,
                       entry.second == 1 ? "" : "s");
  undefined.clear();
}

llvm::ArrayRef<FileUnit::Import *> Analysis::getImports(FileUnit &user, const FileUnit &file) {
  auto [at, isNew] = imports.try_emplace(&user);
  if (isNew)
    for (FileUnit::Import &import : user.imports)
      if (import.file)
        at->second[import.file].push_back(&import);
  auto found = at->second.find(&file);
  return found == at->second.end() ? llvm::ArrayRef<FileUnit::Import *>() : found->second;
}

void Analysis::markImport(FileUnit &user, const FileUnit &file) {
  for (FileUnit::Import *import : getImports(user, file))
    import->used = true;
}

void Analysis::forEachDeclaring(FileUnit &unit, llvm::StringRef name,
                                llvm::function_ref<void(FileUnit::Import &)> visit) {
  if (unit.imports.size() <= fewNames || !areScopesOpen) {
    for (FileUnit::Import &import : unit.imports)
      if (import.file)
        visit(import);
    return;
  }
  if (!std::exchange(knowsDeclarers, true)) {
    for (auto [file, scope] : fileScopes)
      for (Binding *binding : scope->getBindings())
        declarers[binding->name].push_back(file);
    for (auto &[file, inFile] : definitions)
      for (auto &definition : inFile)
        declarers[definition.getKey()].push_back(file);
  }
  auto files = declarers.find(name);
  if (files == declarers.end())
    return;
  llvm::SmallVector<FileUnit::Import *, 4> found;
  for (const FileUnit *file : files->second)
    llvm::append_range(found, getImports(unit, *file));
  llvm::sort(found); // a file that declares both is there twice
  found.erase(llvm::unique(found), found.end());
  for (FileUnit::Import *import : found)
    visit(*import);
}

llvm::ArrayRef<const Invoker *> Analysis::getRepositories(llvm::StringRef name) {
  if (repositories.empty())
    for (const Invoker &invoker : program.invokers)
      if (invoker.invokerKind == ast::InvokerKind::Repository)
        repositories[invoker.name].push_back(&invoker);
  auto found = repositories.find(name);
  return found == repositories.end() ? llvm::ArrayRef<const Invoker *>() : found->second;
}

Binding *Analysis::find(Scope &scope, llvm::StringRef name, SourceRange range) {
  if (Binding *binding = scope.find(name))
    return binding;
  if (name.starts_with("_"))
    return nullptr; // a file's own
  Binding *found = nullptr;
  bool isAmbiguous = false;
  forEachDeclaring(*scope.file, name, [&](FileUnit::Import &import) {
    if (isAmbiguous || import.file->isManifest)
      return;
    Binding *binding = fileScopes.lookup(import.file)->findHere(name);
    if (!binding || binding == found)
      return;
    import.used = true;
    isAmbiguous = found;
    if (isAmbiguous)
      report(scope, diag::AmbiguousName, range, name)
          .note(found->range, "it is declared here")
          .note(binding->range, "and here");
    else
      found = binding;
  });
  return found;
}

Definition *Analysis::findDefinition(Scope &scope, llvm::StringRef name, SourceRange range) {
  auto findIn = [&](const FileUnit *file) -> Definition * {
    auto inFile = definitions.find(file);
    if (inFile == definitions.end())
      return nullptr;
    auto at = inFile->second.find(name);
    return at == inFile->second.end() ? nullptr : &at->second;
  };
  if (Definition *definition = findIn(scope.file))
    return definition;
  if (name.starts_with("_"))
    return nullptr;
  Definition *found = nullptr;
  bool isAmbiguous = false;
  forEachDeclaring(*scope.file, name, [&](FileUnit::Import &import) {
    Definition *definition = isAmbiguous ? nullptr : findIn(import.file);
    if (!definition || definition == found)
      return;
    import.used = true;
    isAmbiguous = found;
    if (isAmbiguous)
      report(scope, diag::AmbiguousName, range, name)
          .note(found->item->getName().range, "it is declared here")
          .note(definition->item->getName().range, "and here");
    else
      found = definition;
  });
  return found;
}

void Analysis::collectVisibleNames(Scope &scope, llvm::SmallVectorImpl<llvm::StringRef> &names) {
  for (Scope *at = &scope; at; at = at->parent)
    for (Binding *binding : at->getBindings())
      names.push_back(binding->name);
  for (const FileUnit::Import &import : scope.file->imports)
    if (import.file && !import.file->isManifest)
      for (Binding *binding : fileScopes.lookup(import.file)->getBindings())
        if (!binding->name.starts_with("_"))
          names.push_back(binding->name);
  for (const Builtin &builtin : getBuiltins())
    names.push_back(builtin.name);
}
