//===- SourceManager.h - the bytes that everything points into --*- C++ -*-===//
//
// Owns the text of every file of a compilation and turns offsets into lines and columns. A position
// is a 32-bit offset into the concatenation of all files, so a range takes eight bytes and names
// its file too. Offset 0 belongs to no file: a default range is invalid.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_BASIC_SOURCEMANAGER_H
#define STASHC_FRONTEND_BASIC_SOURCEMANAGER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace stash {

/// Half-open range of bytes, in the offsets of a SourceManager. `begin == end` is a point.
struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool isValid() const { return begin != 0; }
  uint32_t size() const { return end - begin; }
  bool contains(uint32_t offset) const { return begin <= offset && offset < end; }
  bool contains(SourceRange other) const { return begin <= other.begin && other.end <= end; }
  /// From the beginning of this range to the end of `last`.
  SourceRange to(SourceRange last) const { return {begin, last.end}; }
  bool operator==(const SourceRange &) const = default;
};

/// A place as people count it: lines from 1, columns from 1 in code points.
struct LineColumn {
  unsigned line = 0;
  unsigned column = 0;
};

/// One file: its name as diagnostics show it, and its text. Owned by a SourceManager.
class SourceFile {
public:
  SourceFile(std::string name, std::unique_ptr<llvm::MemoryBuffer> buffer, uint32_t base)
      : name(std::move(name)), buffer(std::move(buffer)), base(base) {}

  llvm::StringRef getName() const { return name; }
  /// The bytes as they were read, a byte order mark included.
  llvm::StringRef getText() const { return buffer->getBuffer(); }
  /// The offset of the first byte.
  uint32_t getBase() const { return base; }
  SourceRange getRange() const { return {base, base + static_cast<uint32_t>(getText().size())}; }
  /// The line of `offset`, from 0. `\n`, `\r\n` and a lone `\r` end a line.
  unsigned getLineIndex(uint32_t offset) const;
  /// The text of a line, from 0, without its line end.
  llvm::StringRef getLine(unsigned index) const;
  /// The offset at which a line, from 0, begins.
  uint32_t getLineBegin(unsigned index) const;
  unsigned getLineCount() const;

private:
  const std::vector<uint32_t> &lines() const;

  std::string name;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  uint32_t base;
  mutable std::vector<uint32_t> lineBegins; // relative to base, built when first asked for
};

class SourceManager {
public:
  /// Takes over a file's text. Returns null when all files together would pass 4 GiB.
  const SourceFile *add(std::string name, std::unique_ptr<llvm::MemoryBuffer> buffer);

  /// The file of an offset, or null for an invalid one. The end of a file counts as part of it.
  const SourceFile *getFile(uint32_t offset) const;
  const SourceFile *getFile(SourceRange range) const { return getFile(range.begin); }

  /// The bytes of a range; empty for an invalid one.
  llvm::StringRef getText(SourceRange range) const;
  LineColumn getLineColumn(uint32_t offset) const;

  size_t size() const { return files.size(); }
  const SourceFile &operator[](size_t index) const { return *files[index]; }

private:
  std::vector<std::unique_ptr<SourceFile>> files;
  uint32_t next = 1;
};

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_SOURCEMANAGER_H
