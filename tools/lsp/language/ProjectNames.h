//===- ProjectNames.h - what files that are not imported declare -*- C++ -*-===//
//
// In: the text of a file. Out: the Functions and Tasks that it declares, found by the lines that
// begin them: the files of a project are too many to compile for a completion. Computed names are
// not among them.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_PROJECTNAMES_H
#define STASHC_TOOLS_LSP_LANGUAGE_PROJECTNAMES_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

std::vector<ProjectName> scanNames(llvm::StringRef path, llvm::StringRef text);

/// The declarations that a document does not see yet, the shipped library's first.
std::vector<ProjectName> findUnseenNames(const Question &question);
/// How the document would import a file: relative to itself.
std::string makeImportPath(const Question &question, llvm::StringRef path);
/// The edit of the document that imports a file.
TextEdit makeImportEdit(const Question &question, llvm::StringRef path);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_PROJECTNAMES_H
