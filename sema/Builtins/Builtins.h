//===- Builtins.h - the variables that Stash sets ---------------*- C++ -*-===//
//
// Which variables a Function or Task finds set at run time (spec §3.1, §3.4), as a constant table.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_BUILTINS_BUILTINS_H
#define STASHC_SEMA_BUILTINS_BUILTINS_H

#include "frontend/Ast/Ast.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash::sema {

using ast::Direction;

enum class Availability : uint8_t { Never, Sometimes, Always };

struct Builtin {
  llvm::StringLiteral name;
  Availability backup, restore;
  /// What arrives when nothing is configured; null for something sensible.
  const char *backupBare, *restoreBare;
  llvm::StringLiteral doc;
  llvm::StringLiteral unsetWhen;

  /// The least that holds in a Task of this direction.
  Availability getAvailability(Direction direction) const;
  /// What it is when nothing is configured, where that is empty, `0` or `false` in any direction
  /// that `direction` stands for and the variable is there.
  std::optional<llvm::StringRef> getBareValue(Direction direction) const;
};

/// A variable in the text of a BackupBlueprint.
struct BlueprintVariable {
  llvm::StringLiteral name;
  llvm::StringLiteral when; ///< for which targets it is set: "for databases"; "" for all
  llvm::StringLiteral doc;
};

/// A variable of the documentation that nothing sets.
struct DeadVariable {
  llvm::StringLiteral name;
  llvm::StringLiteral instead; ///< the variable that has its value, or ""
};

/// Sorted by name.
llvm::ArrayRef<Builtin> getBuiltins();
const Builtin *findBuiltin(llvm::StringRef name);
const DeadVariable *findDeadVariable(llvm::StringRef name);

llvm::ArrayRef<BlueprintVariable> getBlueprintVariables();
const BlueprintVariable *findBlueprintVariable(llvm::StringRef name);
/// The variable that is meant by a name which no blueprint has; null when none comes to mind.
const BlueprintVariable *findMeantBlueprintVariable(llvm::StringRef name);

} // namespace stash::sema

#endif // STASHC_SEMA_BUILTINS_BUILTINS_H
