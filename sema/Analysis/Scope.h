//===- Scope.h - which name means what --------------------------*- C++ -*-===//
//
// Constants in scope, from the inside out. Scopes live in a ScopeArena as long as the analysis, for
// bodies are analysed after all declarations are known.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_SCOPE_H
#define STASHC_SEMA_ANALYSIS_SCOPE_H

#include "sema/Program/Program.h"

#include <deque>

namespace stash::sema {

class Scope;

/// What a name of a constant is bound to.
struct Binding {
  enum class Kind : uint8_t {
    Let,       ///< evaluated when it is first used
    Params,    ///< a parameter group, evaluated when it is first used
    Input,     ///< what -D gives, else the default
    Value,     ///< a loop variable or an argument of a definition
    Parameter, ///< a run-time parameter of the Function or Task around
    Volume,    ///< a volume of the Task around
  };
  Kind kind;
  llvm::StringRef name;
  SourceRange range;
  const ast::Item *item = nullptr; ///< the LetItem, ParamsItem or InputItem
  Scope *scope = nullptr;          ///< in which the item is evaluated
  const Constant *value = nullptr; ///< once it is known
  const Parameter *parameter = nullptr;
  bool isEvaluating = false;
  bool used = false;
};

/// One use of a definition, for notes on mistakes in its body.
struct Expansion {
  const ast::DefItem *definition;
  SourceRange use;
  const Expansion *parent;
  unsigned depth;
};

class Scope {
public:
  Scope(Scope *parent, FileUnit *file) : parent(parent), file(file) {
    if (parent) {
      function = parent->function;
      task = parent->task;
      expansion = parent->expansion;
      emitter = parent->emitter;
    }
  }

  Binding *findHere(llvm::StringRef name);
  /// Looks through this scope and those around it, up to the file's. Imports are not looked at.
  Binding *find(llvm::StringRef name);
  void add(Binding *binding);
  llvm::ArrayRef<Binding *> getBindings() const { return bindings; }

  Scope *const parent;
  FileUnit *const file;        ///< in which the text stands that is read in this scope
  FileUnit *emitter = nullptr; ///< to which what is declared here belongs; null: `file`
  Function *function = nullptr;
  Task *task = nullptr;
  const Expansion *expansion = nullptr;

private:
  NamedList<Binding *, &Binding::name> bindings;
};

class ScopeArena {
public:
  explicit ScopeArena(Budget &budget) : budget(budget) {}

  Scope *scope(Scope *parent, FileUnit *file) {
    budget.spendMemory(sizeof(Scope));
    return &scopes.emplace_back(parent, file);
  }
  Scope *scope(Scope *parent) { return scope(parent, parent->file); }
  Binding *binding(Binding binding) {
    budget.spendMemory(sizeof(Binding) + sizeof(Binding *));
    return &bindings.emplace_back(binding);
  }
  const std::deque<Binding> &getBindings() const { return bindings; }
  Binding &getBinding(size_t index) { return bindings[index]; }
  const Expansion *expansion(Expansion expansion) { return &expansions.emplace_back(expansion); }

private:
  Budget &budget;
  std::deque<Scope> scopes;
  std::deque<Binding> bindings;
  std::deque<Expansion> expansions;
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_SCOPE_H
