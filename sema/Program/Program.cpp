#include "sema/Program/Program.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::sema;

bool FileUnit::isDamaged() const {
  return hasSyntaxErrors ||
         llvm::any_of(imports, [](const Import &import) { return !import.file; });
}
