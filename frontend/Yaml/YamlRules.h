//===- YamlRules.h - what Kubernetes' YAML reader refuses -------*- C++ -*-===//
//
// Kubernetes reads YAML with its own library (sigs.k8s.io/yaml), which refuses texts that yaml-cpp
// takes, and knows line ends that yaml-cpp does not. In goes the text of one document, out comes
// what is wrong with it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_YAML_YAMLRULES_H
#define STASHC_FRONTEND_YAML_YAMLRULES_H

#include "frontend/Yaml/YamlErrors.h"

#include "llvm/ADT/ArrayRef.h"

namespace stash {

/// What is wrong with the directives of a document and with its `---`.
std::optional<YamlSyntaxError> findHeadError(YamlText document);

/// A tab where a key, a dash or a value could begin. `opaque` are the parts of the text in which
/// tabs are no indentation, in order: scalars, and lists and maps in brackets.
std::optional<YamlSyntaxError> findTabError(YamlText document,
                                            llvm::ArrayRef<std::pair<size_t, size_t>> opaque);

/// A character that cannot stand in the name of the anchor or alias at `at`.
std::optional<YamlSyntaxError> findAnchorError(YamlText document, size_t at);

/// An escape of the double-quoted string at `begin` that is none.
std::optional<YamlSyntaxError> findEscapeError(YamlText document, size_t begin, size_t end);

/// Whether the text has a line end that is neither LF nor CR: U+0085, U+2028 or U+2029.
bool hasOtherBreaks(llvm::StringRef text);
/// The text with these as line ends that yaml-cpp knows, every byte in its place.
std::string replaceOtherBreaks(llvm::StringRef text);
/// The text with every carriage return that has no line feed behind it as a line feed: yaml-cpp
/// takes it for text. It is in `copy` if there are any.
llvm::StringRef replaceLoneReturns(llvm::StringRef text, std::string &copy);
/// What a scalar on several lines is whose only line ends are U+2028 and U+2029: these stay, the
/// blanks around them go.
std::string joinSeparatedLines(llvm::StringRef source);

} // namespace stash

#endif // STASHC_FRONTEND_YAML_YAMLRULES_H
