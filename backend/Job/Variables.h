//===- Variables.h - what a Job's templates can refer to --------*- C++ -*-===//
//
// The variables that the operator sets, with their values and where these come from (spec §3).
// Names and values point into manifests, settings or the arena that they were collected with.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_VARIABLES_H
#define STASHC_BACKEND_JOB_VARIABLES_H

#include "backend/Job/Invoker.h"
#include "backend/Job/OperatorSettings.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace stash {

/// Where a value comes from: a place in an object, or a setting.
struct Origin {
  llvm::StringRef text = {};     ///< `spec.target.alias`, `operator setting 'tag'`
  const Value *object = nullptr; ///< whose place it is; null for a setting
  SourceRange range = {};
  SourceRange nameRange = {}; ///< of a parameter's name

  /// `BackupConfiguration 'demo/pg', spec.target.alias`
  std::string describe() const;
};

struct Variable {
  llvm::StringRef name, value;
  Origin origin;
  /// The variable of the same name that this one hides, by its index; none: -1.
  int overrides = -1;
};

/// Variables in the order in which they were set; of one name the last counts.
class VariableSet {
public:
  void set(llvm::StringRef name, llvm::StringRef value, Origin origin);
  /// Null when it is unknown, which is not the same as empty.
  const Variable *find(llvm::StringRef name) const;
  std::optional<llvm::StringRef> getValue(llvm::StringRef name) const;

  llvm::ArrayRef<Variable> getAll() const { return variables; }
  const Variable &operator[](size_t index) const { return variables[index]; }

private:
  std::vector<Variable> variables;
  llvm::DenseMap<llvm::StringRef, unsigned> index;
};

/// The sets in which a template's variables are looked up, one after the other.
class VariableScope {
public:
  VariableScope(std::initializer_list<const VariableSet *> sets) : sets(sets) {}

  const Variable *find(llvm::StringRef name) const;
  std::optional<llvm::StringRef> getValue(llvm::StringRef name) const;
  /// All names, for "did you mean".
  llvm::SmallVector<llvm::StringRef> getNames() const;

private:
  llvm::SmallVector<const VariableSet *, 3> sets;
};

/// All that decides a Job besides Task and Functions.
struct JobInput {
  const Invoker &invoker;
  const InvokerMember &member;
  const BackupSessionRef &session;
  const Value &repository;
  const OperatorSettings &settings;
  bool mayLackAppBinding = false; ///< see ResolveRequest
};

/// The backend that the operator takes of a Repository, by its order of precedence (spec §1.11);
/// empty when there is none.
llvm::StringRef getBackendKind(const Value &repository);
/// The backend's maxConnections where it counts, else 0.
int64_t getMaxConnections(const Value &repository);

/// Collects the built-in variables (spec §3.1). False, with the reason in `problem`, where the
/// operator cannot (spec §3.5).
bool collectVariables(const JobInput &input, VariableSet &variables, ValueArena &arena,
                      std::string &problem);

/// Why a variable may be missing: when the operator sets it, or that it never does. Empty for names
/// that mean nothing to it.
std::string explainAbsence(llvm::StringRef name);

} // namespace stash

#endif // STASHC_BACKEND_JOB_VARIABLES_H
