#include "sema/Builtins/Builtins.h"

#include "frontend/Basic/Diagnostic.h"

#include <algorithm>
#include <array>
#include <string>

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

/// The names by their lengths, of which few are shared: every variable of every text is looked for.
static constexpr auto byLength = [] {
  constexpr size_t longest =
      std::max_element(builtins.begin(), builtins.end(), [](const Builtin &a, const Builtin &b) {
        return a.name.size() < b.name.size();
      })->name.size();
  struct {
    std::array<const Builtin *, builtins.size()> order{};
    std::array<uint8_t, longest + 2> begin{}; ///< of each length in `order`, and its end
  } table;
  size_t next = 0;
  for (size_t length = 0; length <= longest; ++length) {
    for (const Builtin &builtin : builtins)
      if (builtin.name.size() == length)
        table.order[next++] = &builtin;
    table.begin[length + 1] = next;
  }
  return table;
}();

static constexpr BlueprintVariable blueprintVariables[] = {
#define BLUEPRINT_VARIABLE(NAME, WHEN, DOC) {NAME, WHEN, DOC},
#include "sema/Builtins/Builtins.def"
};

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
  if (name.size() + 1 >= byLength.begin.size())
    return nullptr;
  for (size_t i = byLength.begin[name.size()]; i < byLength.begin[name.size() + 1]; ++i) {
    const Builtin *builtin = byLength.order[i];
    if (builtin->name.back() == name.back() && builtin->name == name)
      return builtin;
  }
  return nullptr;
}

const DeadVariable *sema::findDeadVariable(llvm::StringRef name) {
  for (const DeadVariable &dead : deadVariables)
    if (dead.name == name)
      return &dead;
  return nullptr;
}

llvm::ArrayRef<BlueprintVariable> sema::getBlueprintVariables() { return blueprintVariables; }

const BlueprintVariable *sema::findBlueprintVariable(llvm::StringRef name) {
  for (const BlueprintVariable &variable : blueprintVariables)
    if (variable.name == name)
      return &variable;
  return nullptr;
}

const BlueprintVariable *sema::findMeantBlueprintVariable(llvm::StringRef name) {
  std::string upper = name.upper();
  // `${NAME}` and `${app_version}` stand for the variable without its beginning.
  for (llvm::StringRef beginning : {"", "TARGET_", "TARGET_APP_"})
    if (const BlueprintVariable *variable = findBlueprintVariable((beginning + upper).str()))
      return variable;
  llvm::SmallVector<llvm::StringRef, 16> names;
  for (const BlueprintVariable &variable : blueprintVariables)
    names.push_back(variable.name);
  return findBlueprintVariable(findNearest(upper, names));
}
