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
      : program(program), diags(diags), budget(budget), constants(program.constants) {}

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
    auto builder = diags.report(id, range, std::forward<Args>(args)...);
    for (const Expansion *use = scope.expansion; use; use = use->parent)
      if (use->use.isValid()) // not so for a definition that nothing uses
        builder.note(use->use, "in this use of '{0}'", use->definition->getName().text);
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
    if (recordOccurrences && range.isValid())
      program.occurrences.push_back(
          {range, definition, kind, range == definition, name, value, entity});
  }

  /// The binding of a constant: in scope, else in the imports of the scope's file. Reports a name
  /// that two imports have.
  Binding *find(Scope &scope, llvm::StringRef name, SourceRange range);
  Definition *findDefinition(Scope &scope, llvm::StringRef name, SourceRange range);
  /// Marks the import through which `user` sees `file`.
  void markImport(FileUnit &user, const FileUnit &file);

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
  std::map<std::pair<const FileUnit *, llvm::StringRef>,
           std::pair<DiagnosticEngine::Builder, unsigned>>
      undefined;
  llvm::DenseSet<std::pair<unsigned, uint64_t>> reported;
  /// What was reported in a definition, and how often it came again.
  std::map<std::pair<unsigned, uint64_t>, std::pair<DiagnosticEngine::Builder, unsigned>>
      inDefinitions;
};

} // namespace stash::sema

#endif // STASHC_SEMA_ANALYSIS_ANALYSIS_H
