#include "sema/Program/Program.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::sema;

static const Parameter *findParameter(const std::vector<const Parameter *> &parameters,
                                      llvm::StringRef name) {
  auto at = llvm::find_if(parameters, [&](const Parameter *p) { return p->name == name; });
  return at == parameters.end() ? nullptr : *at;
}

const Parameter *Function::getParameter(llvm::StringRef name) const {
  return findParameter(parameters, name);
}

const Parameter *Task::getParameter(llvm::StringRef name) const {
  return findParameter(parameters, name);
}

bool FileUnit::isDamaged() const {
  return hasSyntaxErrors ||
         llvm::any_of(imports, [](const Import &import) { return !import.file; });
}
