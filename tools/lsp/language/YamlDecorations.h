//===- YamlDecorations.h - hints, links, lenses in manifests ----*- C++ -*-===//
//
// What Decorations.cpp shows beside a manifest, and what it shares with it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_YAMLDECORATIONS_H
#define STASHC_TOOLS_LSP_LANGUAGE_YAMLDECORATIONS_H

#include "tools/lsp/language/Questions.h"

namespace stash::lsp {

std::vector<InlayHint> listManifestHints(const Question &question, SourceRange range);
std::vector<DocumentLink> listManifestLinks(const Question &question);
std::vector<CodeLens> listManifestLenses(const Question &question);

/// The places that use what this file declares, by the offset of the declaration's name.
std::map<uint32_t, std::vector<Location>> collectReferences(const Question &question);
/// How often what has its name at this range is used, and where.
CodeLens makeReferencesLens(const Question &question, SourceRange name,
                            const std::map<uint32_t, std::vector<Location>> &references);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_YAMLDECORATIONS_H
