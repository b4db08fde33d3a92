//===- TextReader.h - strings of manifests as strings of .stash -*- C++ -*-===//
//
// Takes a manifest's text apart in the way in which Stash will look at it: what arrives in the pod
// is written, and variables stay variables. The inverse of backend/Lower/TextEncoder.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_TEXTREADER_H
#define STASHC_TOOLS_IMPORT_TEXTREADER_H

#include "backend/Lower/TextEncoder.h"
#include "frontend/Template/Template.h"
#include "tools/import/Model.h"

namespace stash::importer {

class TextReader {
public:
  explicit TextReader(ImportModel &model) : model(model) {}

  /// The parts of a string that goes to `destination`. In a Function, its own parameters are
  /// written without their defaults. What has no form is reported, and is then no template.
  std::vector<TextPart> read(const Value &string, Destination destination,
                             const Declaration *function = nullptr);

  /// An element of the `args` of a Function, as a flag if it is one.
  Argument readArgument(const Value &item, const Declaration &function);

  /// Calls `visit` for each variable in the strings of a tree.
  void forEachVariable(const Value &value, llvm::function_ref<void(const Substitution &)> visit);

private:
  void cannot(const Value &value, llvm::StringRef reason);
  TextPart readVariable(const Substitution &variable, llvm::StringRef raw,
                        const Declaration *function);

  ImportModel &model;
};

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_TEXTREADER_H
