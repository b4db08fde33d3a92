#include "sema/Analysis/Scope.h"

using namespace stash::sema;

Binding *Scope::findHere(llvm::StringRef name) {
  Binding **found = bindings.find(name);
  return found ? *found : nullptr;
}

Binding *Scope::find(llvm::StringRef name) {
  for (Scope *scope = this; scope; scope = scope->parent)
    if (Binding *binding = scope->findHere(name))
      return binding;
  return nullptr;
}

void Scope::add(Binding *binding) { bindings.push_back(binding); }
