//===- PageWriters.h - what the writers of pages share ----------*- C++ -*-===//

#ifndef STASHC_TOOLS_REFERENCE_PAGEWRITERS_H
#define STASHC_TOOLS_REFERENCE_PAGEWRITERS_H

#include "tools/reference/Writer.h"

namespace stash::reference {

/// The address of a section, by its id.
using MakeAddress = std::string (*)(llvm::StringRef id);

/// The contents of a chapter: names with what they are for.
Table makeIndex(const Chapter &chapter);

std::string writeMarkdownPage(const Reference &reference);
std::vector<PageFile> writeMarkdownPages(const Reference &reference);
std::string writeHtmlPage(const Reference &reference);
std::vector<PageFile> writeHtmlPages(const Reference &reference);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_PAGEWRITERS_H
