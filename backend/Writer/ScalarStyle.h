//===- ScalarStyle.h - how a string is spelled in YAML ----------*- C++ -*-===//
//
// Chooses, for every string, a spelling that YAML 1.1 and 1.2 readers take for just that string: no
// quotes where none are needed, block scalars for text of several lines, quotes and escapes for the
// rest.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_WRITER_SCALARSTYLE_H
#define STASHC_BACKEND_WRITER_SCALARSTYLE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace stash {

enum class ScalarStyle : uint8_t {
  Plain,
  SingleQuoted,
  DoubleQuoted,
  Literal, ///< a block scalar, `|`
};

/// The style for a string outside of brackets. Block scalars only if `mayBeBlock`.
ScalarStyle chooseStyle(llvm::StringRef text, bool mayBeBlock);

/// Appends the string in one of the styles of one line.
void appendScalar(std::string &out, llvm::StringRef text, ScalarStyle style);

/// Appends the string with JSON's quotes and escapes: the least that JSON asks for, or, for YAML,
/// also of what YAML counts as line ends, as unprintable or as a byte order mark. What is not UTF-8
/// becomes U+FFFD.
enum class EscapeSet : uint8_t { Json, Yaml };
void appendQuoted(std::string &out, llvm::StringRef text, EscapeSet set);

/// Whether some YAML reader takes the plain text for something else than a string: a boolean, null,
/// a number in any notation, a date, a merge key.
bool looksLikeOtherType(llvm::StringRef text);

} // namespace stash

#endif // STASHC_BACKEND_WRITER_SCALARSTYLE_H
