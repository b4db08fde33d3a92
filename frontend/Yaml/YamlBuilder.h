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
#include "frontend/Value/Value.h"
#include "frontend/Yaml/YamlErrors.h"

#include <optional>

namespace stash {

struct YamlDocument {
  Value *root = nullptr;                ///< null for an empty document
  bool refused = false;                 ///< an error was reported that left no tree
  std::optional<YamlSyntaxError> error; ///< not reported yet: it may be JSON's to tell
};

YamlDocument readYamlDocument(YamlText text, ValueArena &arena, DiagnosticEngine &diags,
                              Budget &budget);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLBUILDER_H
