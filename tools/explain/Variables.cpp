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
  const sema::BlueprintVariable *own = sema::findBlueprintVariable(name);
  const sema::Builtin *builtin = sema::findBuiltin(name);
  if (own && !builtin) {
    out << name << "  a variable of blueprints\n  " << own->doc << '\n';
    if (!own->when.empty())
      out << "  It is set " << own->when << " only.\n";
    out << "\nIn a source:  \"${" << name << "}\" in a string of a blueprint\n"
        << "              Functions and Tasks do not have it, whatever Stash's documentation "
           "says.\n";
    return true;
  }
  if (const sema::DeadVariable *dead = sema::findDeadVariable(name)) {
    out << name << "  a variable that Stash's documentation lists and nothing sets\n";
    if (!dead->instead.empty())
      out << "  its value is in " << dead->instead << '\n';
    return true;
  }
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
  if (own)
    out << "In a blueprint:  " << own->doc << '\n';
  return true;
}

llvm::StringRef explain::findNearestVariable(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef, 64> names;
  for (const sema::Builtin &builtin : sema::getBuiltins())
    names.push_back(builtin.name);
  for (const sema::BlueprintVariable &variable : sema::getBlueprintVariables())
    names.push_back(variable.name);
  return findNearest(name, names);
}
