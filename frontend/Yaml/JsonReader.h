//===- JsonReader.h - JSON in, values with origins out ----------*- C++ -*-===//
//
// JSON is nearly YAML, but not for yaml-cpp: it refuses escaped surrogates, and of values one after
// the other it reads the first. So what is JSON is read as JSON, as kubectl does.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_JSONREADER_H
#define STASHC_FRONTEND_YAML_JSONREADER_H

#include "frontend/Basic/Budget.h"
#include "frontend/Value/Value.h"

#include <optional>
#include <vector>

namespace stash {

struct JsonResult {
  struct DuplicateKey {
    llvm::StringRef key;
    SourceRange first, second;
  };
  struct Error {
    enum class Kind : uint8_t { Syntax, TooDeep, TooLarge } kind = Kind::Syntax;
    SourceRange range;
    llvm::StringRef message; ///< what was expected, for Syntax
  };

  std::vector<Value *> values; ///< those before the error
  std::vector<DuplicateKey> duplicates;
  std::optional<Error> error;
};

/// Reads JSON values, one after the other. `text` must be UTF-8 and live as long as the arena;
/// `base` is the offset of its first byte.
JsonResult readJson(llvm::StringRef text, uint32_t base, ValueArena &arena, Budget &budget);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_JSONREADER_H
