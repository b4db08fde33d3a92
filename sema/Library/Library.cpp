#include "sema/Library/Library.h"

using namespace stash;

static constexpr char defaults[] =
#include "sema/Library/defaults.inc"
    ;

static constexpr llvm::StringRef names[] = {"stash/defaults.stash"};

std::optional<llvm::StringRef> sema::getShippedFile(llvm::StringRef name) {
  if (name == names[0])
    return llvm::StringRef(defaults, sizeof(defaults) - 1);
  return std::nullopt;
}

llvm::ArrayRef<llvm::StringRef> sema::getShippedNames() { return names; }
