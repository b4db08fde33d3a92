#include "sema/Analysis/Analysis.h"

#include "frontend/Basic/DiagnosticsSema.h"

using namespace stash;
using namespace stash::sema;

bool Analysis::spend(const Scope &scope, SourceRange range, uint64_t n) {
  if (budget.spend(n))
    return true;
  if (!outOfBudget && !budget.isCancelled())
    report(scope, diag::TooMuchWork, range);
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

void Analysis::markImport(FileUnit &user, const FileUnit &file) {
  for (FileUnit::Import &import : user.imports)
    if (import.file == &file)
      import.used = true;
}

Binding *Analysis::find(Scope &scope, llvm::StringRef name, SourceRange range) {
  if (Binding *binding = scope.find(name))
    return binding;
  if (name.starts_with("_"))
    return nullptr; // a file's own
  Binding *found = nullptr;
  const FileUnit *where = nullptr;
  for (FileUnit::Import &import : scope.file->imports) {
    if (!import.file || import.file->isManifest || import.file == where)
      continue;
    Binding *binding = fileScopes.lookup(import.file)->findHere(name);
    if (!binding)
      continue;
    import.used = true;
    if (found) {
      report(scope, diag::AmbiguousName, range, name)
          .note(found->range, "it is declared here")
          .note(binding->range, "and here");
      break;
    }
    found = binding;
    where = import.file;
  }
  return found;
}

Definition *Analysis::findDefinition(Scope &scope, llvm::StringRef name, SourceRange range) {
  auto findIn = [&](const FileUnit *file) -> Definition * {
    auto &inFile = definitions[file];
    auto at = inFile.find(name);
    return at == inFile.end() ? nullptr : &at->second;
  };
  if (Definition *definition = findIn(scope.file))
    return definition;
  if (name.starts_with("_"))
    return nullptr;
  Definition *found = nullptr;
  for (FileUnit::Import &import : scope.file->imports) {
    Definition *definition = import.file ? findIn(import.file) : nullptr;
    if (!definition || definition == found)
      continue;
    import.used = true;
    if (found) {
      report(scope, diag::AmbiguousName, range, name)
          .note(found->item->getName().range, "it is declared here")
          .note(definition->item->getName().range, "and here");
      break;
    }
    found = definition;
  }
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
