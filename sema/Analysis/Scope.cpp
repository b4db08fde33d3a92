#include "sema/Analysis/Scope.h"

using namespace stash::sema;

Binding *Scope::findHere(llvm::StringRef name) {
  constexpr size_t few = 12; // as long as comparing is as fast as hashing
  if (bindings.size() <= few) {
    for (Binding *binding : bindings)
      if (binding->name == name)
        return binding;
    return nullptr;
  }
  if (index.size() != bindings.size())
    for (Binding *binding : bindings)
      index.try_emplace(binding->name, binding);
  return index.lookup(name);
}

Binding *Scope::find(llvm::StringRef name) {
  for (Scope *scope = this; scope; scope = scope->parent)
    if (Binding *binding = scope->findHere(name))
      return binding;
  return nullptr;
}

void Scope::add(Binding *binding) { bindings.push_back(binding); }
