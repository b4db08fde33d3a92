//===- Library.h - the .stash files that ship inside stashc -----*- C++ -*-===//
//
// The files of sema/Library as text in the binary: read when they are imported, at no cost before.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_LIBRARY_LIBRARY_H
#define STASHC_SEMA_LIBRARY_LIBRARY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash::sema {

/// The text of a shipped file, by the name it is imported by ("stash/defaults.stash").
std::optional<llvm::StringRef> getShippedFile(llvm::StringRef name);
llvm::ArrayRef<llvm::StringRef> getShippedNames();

} // namespace stash::sema

#endif // STASHC_SEMA_LIBRARY_LIBRARY_H
