//===- Writer.h - pages as Markdown and as HTML -----------------*- C++ -*-===//
//
// A Reference as files: one, or an index and a page per section. Links between sections are
// relative, so that the files can lie anywhere. HTML needs nothing beside it and runs no script.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_WRITER_H
#define STASHC_TOOLS_REFERENCE_WRITER_H

#include "tools/reference/Page.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace stash::reference {

enum class PageFormat : uint8_t { Markdown, Html };

struct PageFile {
  std::string name; ///< "task-acme-dump.html"
  std::string bytes;
};

std::string writePage(const Reference &reference, PageFormat format);
/// The index first.
std::vector<PageFile> writePages(const Reference &reference, PageFormat format);

/// A picture of a Task as an SVG element for HTML; `makeAddress` gives the address of a section.
std::string drawPipeline(const Pipeline &pipeline,
                         llvm::function_ref<std::string(llvm::StringRef)> makeAddress);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_WRITER_H
