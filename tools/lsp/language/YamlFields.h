//===- YamlFields.h - which field a manifest's key is -----------*- C++ -*-===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_YAMLFIELDS_H
#define STASHC_TOOLS_LSP_LANGUAGE_YAMLFIELDS_H

#include "sema/Schema/Schema.h"

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace stash::lsp {

/// A key of a manifest of Stash's.
struct YamlField {
  const schema::Field *field;
  size_t begin, end; ///< offsets of the key in the text
};

/// The field of the key at an offset of the text; nothing where none of Stash's kinds has such a
/// key, or no key is there.
std::optional<YamlField> findYamlField(llvm::StringRef text, size_t offset);

/// The scalar at an offset of the text, with the field that it is the value of.
struct YamlValue {
  const schema::Field *field;
  llvm::StringRef text;
  size_t begin, end; ///< offsets of the text
};
std::optional<YamlValue> findYamlValue(llvm::StringRef text, size_t offset);

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_YAMLFIELDS_H
