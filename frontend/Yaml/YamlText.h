//===- YamlText.h - the text of a document and places in it -----*- C++ -*-===//

#ifndef STASHC_FRONTEND_YAML_YAMLTEXT_H
#define STASHC_FRONTEND_YAML_YAMLTEXT_H

#include "frontend/Basic/SourceManager.h"

namespace stash {

/// The text of one document and where it stands. Places are offsets in the text.
struct YamlText {
  llvm::StringRef text; ///< UTF-8, pointing into a SourceManager
  uint32_t base = 0;    ///< the offset of its first byte

  SourceRange range(size_t begin, size_t end) const {
    return {base + static_cast<uint32_t>(begin), base + static_cast<uint32_t>(end)};
  }
  /// The character at `at`, or the point at the end of a line.
  SourceRange character(size_t at) const;

  /// The place behind blanks, line ends and comments.
  size_t skipSpace(size_t at) const;
  /// The place behind an anchor and a tag, and the space after them.
  size_t skipProperties(size_t at) const;
  /// The place behind the bracket that closes a list or map, whose last child ends at `at`.
  size_t findBracket(size_t at, char bracket) const;
};

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLTEXT_H
