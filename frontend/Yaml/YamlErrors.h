//===- YamlErrors.h - what yaml-cpp says, in our words ----------*- C++ -*-===//
//
// yaml-cpp notices a mistake where it can go no further, which is often behind the line that was
// spoilt. This finds the likely culprit, and says what is wrong there.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLERRORS_H
#define STASHC_FRONTEND_YAML_YAMLERRORS_H

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Yaml/YamlText.h"

#include <optional>

namespace stash {

/// What a parser has to say when it gives up.
struct YamlSyntaxError {
  SourceRange range;
  std::string message;
  std::optional<Note> note;
};

/// What was read before an error.
struct YamlContext {
  std::pair<size_t, size_t> lastScalar; ///< where it begins and ends
  std::optional<size_t> openBracket;    ///< the innermost
};

/// Explains a message of yaml-cpp's; `at` is the offset in `source` where it gave up.
YamlSyntaxError explainYamlError(YamlText source, llvm::StringRef yamlCppMessage, size_t at,
                                 const YamlContext &before);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLERRORS_H
