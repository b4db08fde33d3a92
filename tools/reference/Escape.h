//===- Escape.h - text that stays text --------------------------*- C++ -*-===//
//
// Any text, in the form in which each output shows it as it is. Bytes that are no UTF-8 and control
// characters become U+FFFD.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_ESCAPE_H
#define STASHC_TOOLS_REFERENCE_ESCAPE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash::reference {

/// Valid UTF-8 without control characters; tabs and line ends become blanks.
std::string sanitize(llvm::StringRef text);

/// Content of an element or of a quoted attribute, in HTML and XML.
std::string escapeHtml(llvm::StringRef text);

/// Plain text in a paragraph or a table's cell of GitHub's Markdown.
std::string escapeMarkdown(llvm::StringRef text);
/// Text as code, with its fences. `inTable`: in a table's cell.
std::string writeMarkdownCode(llvm::StringRef text, bool inTable);

/// A label of Mermaid, with its quotes.
std::string quoteMermaid(llvm::StringRef text);
/// A string of DOT, with its quotes.
std::string quoteDot(llvm::StringRef text);

/// How many characters a text shows, roughly: its code points.
size_t countCharacters(llvm::StringRef text);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_ESCAPE_H
