//===- YamlCursor.h - where in a manifest the cursor stands -----*- C++ -*-===//
//
// In: the text of a manifest, which need not be complete, and a byte offset. Out: the kind of the
// object around, the keys from it inwards, and what is being typed there. The text is read line by
// line, by its indentation: a parser would take nothing of a document that is being written.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_YAMLCURSOR_H
#define STASHC_TOOLS_LSP_LANGUAGE_YAMLCURSOR_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash::lsp {

struct YamlCursor {
  enum class Place : uint8_t {
    Nowhere,       ///< a comment, or the text of a block scalar
    Key,           ///< a key of the map at `path`, or an item of the list there
    Value,         ///< the value of the last key of `path`, or an item of a list
    Interpolation, ///< behind `${`
  };
  Place place = Place::Nowhere;
  llvm::StringRef apiVersion, kind; ///< of the document; empty where they are not written yet
  /// The keys from the document inwards; `*` for an item of a list.
  std::vector<std::string> path;
  /// For each key of `path`, and for the one that is typed, the members of the same map that stand
  /// before it on lines or in brackets of their own; what is not a scalar has no value.
  struct Given {
    llvm::StringRef key, value;
  };
  std::vector<std::vector<Given>> beside;
  /// Offsets in the text: from where the word that is being typed begins to where it ends.
  size_t begin = 0, end = 0;
  bool isQuoted = false;
  size_t documentBegin = 0, documentEnd = 0; ///< offsets of the document in the text

  /// The value of a key beside the one at an index of `path`; empty when there is none.
  llvm::StringRef getBeside(size_t index, llvm::StringRef key) const;
};

YamlCursor findYamlCursor(llvm::StringRef text, size_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_YAMLCURSOR_H
