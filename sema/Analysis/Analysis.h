//===- Analysis.h - what the parts of the analysis share --------*- C++ -*-===//
//
// The state of one semantic analysis: the program that is being made, where to report, what may be
// spent, and which scopes and definitions each file has.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_ANALYSIS_ANALYSIS_H
#define STASHC_SEMA_ANALYSIS_ANALYSIS_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "sema/Analysis/Scope.h"

#include "llvm/ADT/DenseSet.h"

#include <map>

namespace stash::sema {

/// A definition and the file it stands in.
struct Definition {
  const ast::DefItem *item;
  FileUnit *file;
  bool used = false;
};

struct Analysis {
  Analysis(Program &program, DiagnosticEngine &diags, Budget &budget)
      : program(program), diags(diags), budget(budget), constants(program.constants),
        scopes(budget) {
    constants.setBudget(&budget);
  }
  ~Analysis() { constants.setBudget(nullptr); }
  Analysis(const Analysis &) = delete;

  Program &program;
  DiagnosticEngine &diags;
  Budget &budget;
  ConstantArena &constants;
  ScopeArena scopes;
  llvm::DenseMap<const FileUnit *, Scope *> fileScopes;
  llvm::DenseMap<const FileUnit *, llvm::StringMap<Definition>> definitions;
  bool recordOccurrences = false;
  bool judgesManifests = false; ///< see CompilationOptions
  bool outOfBudget = false;
  bool areScopesOpen = false; ///< all files have theirs, with what they declare at their tops

  /// Whether `id` was not asked for at a place before.
  bool isFirst(diag::Id id, SourceRange range) {
    return reported.insert({id, (static_cast<uint64_t>(range.begin) << 32) | range.end}).second;
  }

  /// Reports `id` once at a place, however often loops and definitions come by. Within a
  /// definition, notes say where it is used.
  template <typename... Args>
  DiagnosticEngine::Builder report(const Scope &scope, diag::Id id, SourceRange range,
                                   Args &&...args) {
    uint64_t place = (static_cast<uint64_t>(range.begin) << 32) | range.end;
    if (!isFirst(id, range)) {
      if (auto first = inDefinitions.find({id, place}); first != inDefinitions.end())
        ++first->second.second;
      return diags.silent();
    }
    auto builder = addUses(diags.report(id, range, std::forward<Args>(args)...), scope);
    if (builder && scope.expansion && scope.expansion->use.isValid())
      inDefinitions.try_emplace({id, place}, builder, 0);
    return builder;
  }

  /// Whether an object stands in a manifest that is a FILE itself: that one is only judged, and
  /// what the operator would not take of it is a warning.
  bool isJudged(const Object &object) const {
    return judgesManifests && object.manifest && object.file && object.file->isRoot;
  }

  /// Reports `id` about an object: where that is only judged, as what shows when it runs.
  template <typename... Args>
  DiagnosticEngine::Builder report(const Object &object, diag::Id id, SourceRange range,
                                   Args &&...args) {
    DiagnosticEngine::StageScope scope(diags, getStage(isJudged(object)));
    return diags.report(id, range, std::forward<Args>(args)...);
  }

  static diag::Stage getStage(bool isJudged) {
    return isJudged ? diag::Stage::Run : diag::Stage::Now;
  }

  /// Spends from the budget; reports once when it is used up.
  bool spend(const Scope &scope, SourceRange range, uint64_t n = 1);

  void occur(SourceRange range, SourceRange definition, SymbolKind kind, llvm::StringRef name,
             const Constant *value = nullptr, const void *entity = nullptr) {
    if (!recordOccurrences || !range.isValid())
      return;
    budget.spendMemory(sizeof(Occurrence));
    program.occurrences.push_back(
        {range, definition, kind, range == definition, name, value, entity});
  }

  /// The binding of a constant: in scope, else in the imports of the scope's file. Reports a name
  /// that two imports have.
  Binding *find(Scope &scope, llvm::StringRef name, SourceRange range);
  Definition *findDefinition(Scope &scope, llvm::StringRef name, SourceRange range);
  /// Marks the import through which `user` sees `file`.
  void markImport(FileUnit &user, const FileUnit &file);
  /// Calls `visit` for the imports of a file, in their order, but for such as are known not to
  /// declare a constant or definition of this name.
  void forEachDeclaring(FileUnit &unit, llvm::StringRef name,
                        llvm::function_ref<void(FileUnit::Import &)> visit);

  /// The Repositories of a name, in whatever namespaces; once all invokers are declared.
  llvm::ArrayRef<const Invoker *> getRepositories(llvm::StringRef name);

  /// Names that could have been meant where a constant is wanted.
  void collectVisibleNames(Scope &scope, llvm::SmallVectorImpl<llvm::StringRef> &names);

  /// Whether an undefined name is used again in a file: then that is one mistake, told at the first
  /// use, whose fix-it is for all of them.
  bool isKnownUndefined(const FileUnit &file, llvm::StringRef name, SourceRange range,
                        llvm::StringRef meant);
  void rememberUndefined(const FileUnit &file, llvm::StringRef name,
                         DiagnosticEngine::Builder report) {
    if (report)
      undefined.try_emplace({&file, name}, report, 0);
  }

  /// Says of what was reported in definitions how many of their uses have it, too.
  void noteFurtherUses();

private:
  static DiagnosticEngine::Builder addUses(DiagnosticEngine::Builder builder, const Scope &scope) {
    for (const Expansion *use = scope.expansion; use; use = use->parent)
      if (use->use.isValid()) // not so for a definition that nothing uses
        builder.note(use->use, "in this use of '{0}'", use->definition->getName().text);
    return builder;
  }

  std::map<std::pair<const FileUnit *, llvm::StringRef>,
           std::pair<DiagnosticEngine::Builder, unsigned>>
      undefined;
  llvm::DenseSet<std::pair<unsigned, uint64_t>> reported;
  /// What was reported in a definition, and how often it came again.
  std::map<std::pair<unsigned, uint64_t>, std::pair<DiagnosticEngine::Builder, unsigned>>
      inDefinitions;
  using Imports = llvm::SmallVector<FileUnit::Import *, 1>;
  /// The imports of `file` in `user`, in their order.
  llvm::ArrayRef<FileUnit::Import *> getImports(FileUnit &user, const FileUnit &file);

  llvm::DenseMap<const FileUnit *, llvm::DenseMap<const FileUnit *, Imports>> imports;
  /// The files that declare a name at their top; made when a file with many imports asks.
  llvm::DenseMap<llvm::StringRef, llvm::SmallVector<const FileUnit *, 1>> declarers;
  bool knowsDeclarers = false;
  llvm::DenseMap<llvm::StringRef, llvm::SmallVector<const Invoker *, 1>> repositories;
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_ANALYSIS_H
