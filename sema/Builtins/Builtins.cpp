#include "sema/Builtins/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <array>

using namespace stash;
using namespace stash::sema;
using enum Availability;

/// The table in the order of names, sorted by the compiler.
static constexpr auto builtins = [] {
  std::array table = {
#define BUILTIN(NAME, BACKUP, RESTORE, BACKUP_BARE, RESTORE_BARE, DOC, WHEN)                       \
  Builtin{NAME, BACKUP, RESTORE, BACKUP_BARE, RESTORE_BARE, DOC, WHEN},
#include "sema/Builtins/Builtins.def"
  };
  std::sort(table.begin(), table.end(), [](const Builtin &a, const Builtin &b) {
    return std::string_view(a.name.data(), a.name.size()) <
           std::string_view(b.name.data(), b.name.size());
  });
  return table;
}();

static constexpr DeadVariable deadVariables[] = {
#define DEAD(NAME, INSTEAD) {NAME, INSTEAD},
#include "sema/Builtins/Builtins.def"
};

Availability Builtin::getAvailability(Direction direction) const {
  switch (direction) {
  case Direction::Backup:
    return backup;
  case Direction::Restore:
    return restore;
  case Direction::Both:
    return std::min(backup, restore);
  }
  return Never;
}

std::optional<llvm::StringRef> Builtin::getBareValue(Direction direction) const {
  if (direction != Direction::Restore && backup != Never && backupBare)
    return backupBare;
  if (direction != Direction::Backup && restore != Never && restoreBare)
    return restoreBare;
  return std::nullopt;
}

llvm::ArrayRef<Builtin> sema::getBuiltins() { return builtins; }

const Builtin *sema::findBuiltin(llvm::StringRef name) {
  if (name.empty() || !llvm::isUpper(name[0]))
    return nullptr; // as parameters are usually called
  const auto *at = llvm::lower_bound(
      builtins, name, [](const Builtin &builtin, llvm::StringRef n) { return builtin.name < n; });
  return at != builtins.end() && at->name == name ? at : nullptr;
}

const DeadVariable *sema::findDeadVariable(llvm::StringRef name) {
  for (const DeadVariable &dead : deadVariables)
    if (dead.name == name)
      return &dead;
  return nullptr;
}
