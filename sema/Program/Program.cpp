#include "sema/Program/Program.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::sema;

bool FileUnit::isDamaged() const {
  return llvm::any_of(module.items,
                      [](const ast::Item *item) { return llvm::isa<ast::ErrorItem>(item); }) ||
         llvm::any_of(imports, [](const Import &import) { return !import.file; });
}
