//===- SourceEdits.h - repairs as edits of a source -------------*- C++ -*-===//
//
// Where in a source, of YAML or .stash alike, and how a member of a map is written, so that a
// fix-it keeps the style of what is around it. What cannot be written safely gives no edit.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_VALUE_SOURCEEDITS_H
#define STASHC_FRONTEND_VALUE_SOURCEEDITS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

namespace stash {

/// `text` between the quotes, if any, that the source has around the scalar at `range`.
std::string quoteLike(const SourceManager &sources, SourceRange range, llvm::StringRef text);

/// A replacement of a string by `text`; nothing when it does not stand in the source as it is.
std::optional<Fixit> replaceText(const SourceManager &sources, const Value *value,
                                 llvm::StringRef text);

/// Adds a member `key: text` behind `last`, a scalar that is a member's value on the same line.
std::optional<Fixit> addMemberAfter(const SourceManager &sources, const Member *last,
                                    llvm::StringRef key, llvm::StringRef text);

/// Adds a line `text` of its own before the line on which the key of `next` stands; nothing when
/// other text stands before it.
std::optional<Fixit> addLineBefore(const SourceManager &sources, const Member *next,
                                   llvm::StringRef text);

/// Whether a place is in a .stash file, and not in YAML.
bool isStashSource(const SourceManager &sources, SourceRange range);

} // namespace stash

#endif // STASHC_FRONTEND_VALUE_SOURCEEDITS_H
