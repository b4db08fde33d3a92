#include "tools/explain/Variables.h"

#include "frontend/Basic/Diagnostic.h"
#include "sema/Builtins/Builtins.h"

using namespace stash;
using sema::Availability;

namespace {

void printDirection(llvm::raw_ostream &out, const sema::Builtin &builtin, llvm::StringRef direction,
                    Availability availability, const char *bare) {
  out << "  " << direction;
  switch (availability) {
  case Availability::Never:
    out << "not set\n";
    return;
  case Availability::Sometimes:
    out << "set, unless " << builtin.unsetWhen << '\n';
    return;
  case Availability::Always:
    break;
  }
  out << "always set";
  if (bare && *bare)
    out << "; '" << bare << "' when nothing is configured";
  else if (bare)
    out << "; empty when nothing is configured";
  out << '\n';
}

} // namespace

bool explain::printVariable(llvm::raw_ostream &out, llvm::StringRef name) {
  if (name.consume_front("${"))
    name.consume_back("}");
  if (const sema::DeadVariable *dead = sema::findDeadVariable(name)) {
    out << name << "  a variable that Stash's documentation lists and nothing sets\n";
    if (!dead->instead.empty())
      out << "  its value is in " << dead->instead << '\n';
    return true;
  }
  const sema::Builtin *builtin = sema::findBuiltin(name);
  if (!builtin)
    return false;
  out << name << "  a variable that Stash sets\n  " << builtin->doc << "\n\n";
  printDirection(out, *builtin, "in a backup:   ", builtin->backup, builtin->backupBare);
  printDirection(out, *builtin, "in a restore:  ", builtin->restore, builtin->restoreBare);
  out << "\nIn a source:  " << name << ", or \"${" << name << "}\" in a string";
  if (builtin->getAvailability(sema::Direction::Both) == Availability::Always)
    out << '\n';
  else
    out << ", where it is set;\n              " << name << "? or " << name
        << " ?? \"default\" everywhere\n";
  return true;
}

llvm::StringRef explain::findNearestVariable(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef, 64> names;
  for (const sema::Builtin &builtin : sema::getBuiltins())
    names.push_back(builtin.name);
  return findNearest(name, names);
}
