//===- TemplateGlob.h - the patterns of ${a#p} and ${a%p} -------*- C++ -*-===//
//
// Strips prefixes that match a glob, in exactly the way of Stash's envsubst (spec §2.4).
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_TEMPLATE_TEMPLATEGLOB_H
#define STASHC_FRONTEND_TEMPLATE_TEMPLATEGLOB_H

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash {

/// `value` without its shortest or longest non-empty prefix that matches `pattern` as a whole;
/// all of it when none does or the pattern is malformed. Nothing when the search is hopeless:
/// it is cubic, and pattern and value come from users.
std::optional<llvm::StringRef> trimPrefix(llvm::StringRef value, llvm::StringRef pattern,
                                          bool longest);

} // namespace stash

#endif // STASHC_FRONTEND_TEMPLATE_TEMPLATEGLOB_H
