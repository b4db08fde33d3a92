//===- YamlBuilder.h - one YAML document becomes values ---------*- C++ -*-===//
//
// Takes the text of one document; gives its tree, with the source range of every key and value, and
// reports what a Kubernetes API server would refuse. yaml-cpp finds the structure; its events have
// no ends, so these are found in the text. Its faults that this covers: duplicate keys and unclosed
// quotes pass in silence, `\N` and `\_` become bytes that are not UTF-8.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLBUILDER_H
#define STASHC_FRONTEND_YAML_YAMLBUILDER_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

#include <optional>

namespace stash {

/// The text of a document and where it stands.
struct YamlText {
  llvm::StringRef text; ///< UTF-8 without control characters, pointing into a SourceManager
  uint32_t base = 0;    ///< the offset of its first byte

  SourceRange range(size_t begin, size_t end) const {
    return {base + static_cast<uint32_t>(begin), base + static_cast<uint32_t>(end)};
  }
  /// The character at `at`, or the point at the end of a line.
  SourceRange character(size_t at) const;
};

/// What a parser has to say when it gives up.
struct YamlSyntaxError {
  SourceRange range;
  std::string message;
  std::optional<Note> note;
};

struct YamlDocument {
  Value *root = nullptr;                ///< null for an empty document
  bool refused = false;                 ///< an error was reported that left no tree
  std::optional<YamlSyntaxError> error; ///< not reported yet: it may be JSON's to tell
};

YamlDocument readYamlDocument(YamlText text, ValueArena &arena, DiagnosticEngine &diags,
                              Budget &budget);

/// Puts what yaml-cpp says into our words. `at` is the offset in `text` where it noticed.
YamlSyntaxError explainYamlError(YamlText text, llvm::StringRef yamlCppMessage, size_t at);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLBUILDER_H
