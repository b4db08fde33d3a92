//===- YamlReader.h - manifests in, values with origins out -----*- C++ -*-===//
//
// Reads YAML and JSON files as a Kubernetes API server does (YAML 1.1 scalars; see "YAML as it is
// read" in the project's notes on the API server), with the source range of every key and value.
// yaml-cpp's event interface does the parsing; its exceptions end here.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLREADER_H
#define STASHC_FRONTEND_YAML_YAMLREADER_H

#include "frontend/Basic/Budget.h"
#include "frontend/Basic/Diagnostic.h"
#include "frontend/Value/Value.h"

#include <vector>

namespace stash {

/// The documents of a file, in order; empty documents are left out. What is malformed (no YAML at
/// all, duplicate keys, aliases that explode, merge keys, tags, invalid UTF-8, nesting beyond
/// Budget::maxDepth) is reported; the documents that could be read are returned all the same.
/// A document that is a `List` (kind `List` or `…List` with `items`) is returned as its items.
std::vector<Value *> readYaml(const SourceFile &file, ValueArena &arena, DiagnosticEngine &diags,
                              Budget &budget);

/// Where a string's text stands in its source: maps offsets of the decoded text to the file,
/// exactly for plain scalars, quoted ones without escapes and block scalars line by line; as a
/// whole else.
class OffsetMap getOffsetMap(const Value &string, const SourceManager &sources);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLREADER_H
