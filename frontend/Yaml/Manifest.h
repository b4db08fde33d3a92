//===- Manifest.h - what a text is, before it is read -----------*- C++ -*-===//
//
// Tells manifests from .stash sources, templates of Helm from YAML, and files that have to do with
// Stash from the many others of a repository. Each looks at the text once and reads nothing.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_MANIFEST_H
#define STASHC_FRONTEND_YAML_MANIFEST_H

#include "frontend/Basic/SourceManager.h"

#include <optional>

namespace stash {

/// Whether a file of this name is YAML or JSON.
bool isManifestName(llvm::StringRef name);

/// Whether a file is a manifest, YAML or JSON, and no .stash source: its name says so, or its text
/// where the name is no help (`-`, a pipe).
bool isManifest(llvm::StringRef name, llvm::StringRef text);
inline bool isManifest(const SourceFile &file) {
  return isManifest(file.getName(), file.getText());
}

/// What a manifest of a repository is to stashc.
enum class Relevance : uint8_t {
  None,    ///< nothing
  Context, ///< objects that Stash's refer to, or that change them on their way
  Stash,   ///< objects of Stash, most likely
};
/// By its text; `name` is without directories.
Relevance findRelevance(llvm::StringRef text, llvm::StringRef name);

/// An action of a template, by its place in a text.
struct HelmAction {
  size_t begin, end;
  bool isCertain; ///< else only if the text is no YAML
};
/// The first action of a text that makes it a template of Helm; nothing when there is none. The
/// hooks of Stash have templates too, but not of charts.
std::optional<HelmAction> findHelmAction(llvm::StringRef text);

/// Whether a document, by its apiVersion and kind, is an object of Stash, or is meant to be one.
/// Everything else is somebody else's, whatever it looks like.
bool isStashObject(llvm::StringRef apiVersion, llvm::StringRef kind);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_MANIFEST_H
