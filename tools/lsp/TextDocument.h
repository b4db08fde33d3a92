//===- TextDocument.h - an open document at one version ---------*- C++ -*-===//
//
// In: the text that a client opened, and its edits. Out: immutable snapshots that any thread may
// hold, each with the line table that turns the client's positions into byte offsets and back, in
// the unit of columns that was negotiated. A snapshot owns its text; an edit makes a new one.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_TEXTDOCUMENT_H
#define STASHC_TOOLS_LSP_TEXTDOCUMENT_H

#include "tools/lsp/Uri.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/LSP/Protocol.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stash::lsp {

using llvm::lsp::Position;
using llvm::lsp::Range;

/// What a column counts (LSP 3.17 `positionEncoding`).
enum class PositionEncoding : uint8_t { Utf8, Utf16, Utf32 };

/// One entry of didChange; without a range it replaces the whole text.
struct ContentChange {
  std::optional<Range> range;
  std::string text;
};

class TextDocument {
public:
  using Ptr = std::shared_ptr<const TextDocument>;

  /// A text is at most `maxSize` bytes; what a client sends beyond that is cut off.
  static constexpr size_t maxSize = UINT32_MAX / 2;

  static Ptr create(DocumentUri uri, int64_t version, std::string text, PositionEncoding encoding);

  /// The document after `changes`, applied one after the other. A position past the end of its line
  /// means the line's end, a line past the last one the text's end, and a range that runs backwards
  /// is read forwards (LSP 3.17 `Position`, `Range`).
  Ptr edit(llvm::ArrayRef<ContentChange> changes, int64_t newVersion) const;

  const DocumentUri &getUri() const { return uri; }
  int64_t getVersion() const { return version; }
  llvm::StringRef getText() const { return text; }
  PositionEncoding getEncoding() const { return encoding; }
  unsigned getLineCount() const { return static_cast<unsigned>(lineBegins.size()); }
  /// A line, from 0, without its line end.
  llvm::StringRef getLine(unsigned line) const;

  /// The byte offset of a position, clamped into the text; inside a character, its beginning.
  uint32_t toOffset(Position position) const;
  /// The position of a byte offset, clamped to the text's end.
  Position toPosition(uint32_t offset) const;
  Range toRange(uint32_t begin, uint32_t end) const { return {toPosition(begin), toPosition(end)}; }

private:
  TextDocument(DocumentUri uri, int64_t version, PositionEncoding encoding)
      : uri(std::move(uri)), version(version), encoding(encoding) {}

  /// A place in a long line, so that a column need not be counted from its beginning.
  struct Checkpoint {
    uint32_t offset;
    uint32_t column;
  };

  void replaceAll(std::string newText);
  void replace(uint32_t begin, uint32_t end, llvm::StringRef replacement);
  void measureLongLines();

  DocumentUri uri;
  int64_t version;
  PositionEncoding encoding;
  std::string text;
  std::vector<uint32_t> lineBegins; // of every line, the first one's 0 included
  std::vector<Checkpoint> checkpoints;
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_TEXTDOCUMENT_H
