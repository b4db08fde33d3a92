//===- Spacing.h - what tokens need around them -----------------*- C++ -*-===//

#ifndef STASHC_TOOLS_FORMAT_SPACING_H
#define STASHC_TOOLS_FORMAT_SPACING_H

#include "frontend/Parse/Token.h"

namespace stash::format {

/// The columns of a text without line breaks: its code points.
unsigned getWidth(llvm::StringRef text);

/// How many lines a stretch of white space ends: none, one, or two for any more. Counted as the
/// parser does that looks for documentation comments, for which lone `\r`s make one line.
unsigned countBreaks(llvm::StringRef whitespace);

/// Whether a blank stands between two tokens of one entry on a line.
bool needsBlank(const Token &before, const Token &token);

/// Whether a `{` after `before` is the body of an item, rather than a value.
bool isBodyAfter(const Token &before);

bool isOpening(const Token &token);
bool isClosing(const Token &token);

} // namespace stash::format

#endif // STASHC_TOOLS_FORMAT_SPACING_H
