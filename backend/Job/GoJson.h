//===- GoJson.h - JSON text as the operator writes and reads it -*- C++ -*-===//
//
// Stash substitutes in the JSON text of an object (spec §2.5), so the text must be the operator's:
// compact, fields in the order of its types, `<`, `>`, `&` and the line separators escaped. Reading
// back is strict where Go is, because that is how bad values are noticed.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_JOB_GOJSON_H
#define STASHC_BACKEND_JOB_GOJSON_H

#include "backend/Job/TypedObject.h"
#include "frontend/Value/Value.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <variant>
#include <vector>

namespace stash {

/// A string in JSON text: where its contents begin and end, without the quotes, and what it is.
struct JsonString {
  uint32_t begin, end;
  const Value *value;   ///< null for a key of a map
  SourceRange keyRange; ///< of such a key
};

struct JsonText {
  std::string text;
  std::vector<JsonString> strings; ///< ascending

  /// The string that holds a byte of the text, or null.
  const JsonString *find(uint32_t offset) const;
};

/// Writes an object that makeTyped() made.
JsonText encodeJson(const Value &object, TypeId type);

/// The length of what the first `size` bytes of a JSON string's contents stand for.
uint32_t getDecodedSize(llvm::StringRef contents, uint32_t size);

struct JsonError {
  uint32_t offset;
  std::string message; ///< the situation, for a diagnostic: "a line break in a string"
};

/// Reads JSON. Strings point into `text` where they can, else into the arena.
std::variant<Value *, JsonError> decodeJson(llvm::StringRef text, ValueArena &arena);

} // namespace stash

#endif // STASHC_BACKEND_JOB_GOJSON_H
