//===- Writer.h - values out, as YAML or JSON -------------------*- C++ -*-===//
//
// Writes trees as YAML that means the same under YAML 1.1 and 1.2, or as JSON. Bytes are a pure
// function of the tree: LF, the order of the tree, no needless quotes, block scalars for text of
// several lines, two spaces of indentation and list items on the level of their key, as kubectl
// prints them.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_BACKEND_WRITER_WRITER_H
#define STASHC_BACKEND_WRITER_WRITER_H

#include "frontend/Value/Value.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/raw_ostream.h"

#include <utility>

namespace stash {

enum class OutputFormat : uint8_t { Yaml, Json };

/// The lines, from 1 and inclusive, that each value takes in the output.
using LineMap = llvm::DenseMap<const Value *, std::pair<unsigned, unsigned>>;

class Writer {
public:
  /// `lines`, if given, is filled while writing; what is written is spent from `budget`.
  Writer(llvm::raw_ostream &out, OutputFormat format, LineMap *lines = nullptr,
         Budget *budget = nullptr);

  /// Writes one document: in YAML preceded by `---` but for the first, in JSON followed by a
  /// newline. No value in it may be unknown. Nothing once the budget is used up.
  void write(const Value &document);

private:
  llvm::raw_ostream &out;
  OutputFormat format;
  LineMap *lines;
  Budget *budget;
  std::string text; ///< what is collected of a document before the stream gets it
  unsigned documents = 0;
  unsigned line = 1; // that is written next
};

/// Appends a string on one line, as a key or value outside of brackets that every YAML reader takes
/// for that string: plain where that is safe, else quoted.
void appendYamlScalar(std::string &out, llvm::StringRef text);

} // namespace stash

#endif // STASHC_BACKEND_WRITER_WRITER_H
