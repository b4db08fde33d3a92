//===- Source.h - text that is being written --------------------*- C++ -*-===//
//
// What the importer writes, before it is text: a row of fragments. Code is the same in every member
// of a family; texts, names and scalars may differ, and what differs becomes a variable of a loop.
// Comments hang on fragments, so that rows with different comments still fit together. Layout is
// the formatter's business: only what breaks a bracket is said here.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_IMPORT_SOURCE_H
#define STASHC_TOOLS_IMPORT_SOURCE_H

#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace stash::importer {

/// A run of a text: what it says, or a `${…}` as it is written.
struct TextPart {
  enum class Kind : uint8_t { Literal, Code, Variable } kind = Kind::Literal;
  std::string text; ///< of a variable: its name

  bool operator==(const TextPart &) const = default;
};

/// The comments above and behind one entry, without their marks.
struct EntryComments {
  std::vector<std::string> leading;
  std::string trailing;
  bool empty() const { return leading.empty() && trailing.empty(); }
};

struct Fragment {
  enum class Kind : uint8_t {
    Code,   ///< `code` as it stands
    Text,   ///< a string, where a value is wanted
    Name,   ///< a name, bare where that is possible
    Scalar, ///< `code`: a number, `true`, `false`
  } kind = Kind::Code;
  std::string code;
  std::vector<TextPart> parts;
  /// What a variable that stands here would be called; may be empty.
  std::string subject;
  std::vector<std::string> leading; ///< comments, without marks, on lines before it
  std::string trailing;             ///< a comment behind it, which ends its line
  size_t entryDistance = 0;         ///< of the beginning of the entry that `trailing` is about
  SourceRange origin;               ///< what of the manifest it says; may be invalid
};

/// From an offset of a text on, what the text was written for.
struct Origin {
  size_t offset;
  SourceRange range;
};

class Source {
public:
  void code(llvm::StringRef text);
  void text(std::vector<TextPart> parts, llvm::StringRef subject = {});
  void text(llvm::StringRef literal, llvm::StringRef subject = {});
  void name(llvm::StringRef literal, llvm::StringRef subject = {});
  void scalar(llvm::StringRef text, llvm::StringRef subject = {});
  /// A key of `key: value`, bare where that is possible.
  void key(llvm::StringRef text);
  void append(const Source &other);
  /// Begins an entry; returns what hang() wants, once its end and separator are written.
  size_t beginEntry();
  void hang(size_t entry, const EntryComments &comments);
  /// Says what of the manifest the entry that began there, or the last fragment, is written for.
  void setOrigin(size_t entry, SourceRange origin) { fragments[entry].origin = origin; }
  void setOrigin(SourceRange origin) { fragments.back().origin = origin; }

  bool empty() const { return fragments.empty(); }
  std::vector<Fragment> &getFragments() { return fragments; }
  llvm::ArrayRef<Fragment> getFragments() const { return fragments; }
  bool hasComments() const;

  /// Appends it as text, not laid out, and the origins of that.
  void render(std::string &text, std::vector<Origin> &origins) const;
  std::string render() const;
  /// Two sources of one skeleton differ in nothing but texts, names and scalars, comments, and how
  /// brackets are broken for those.
  std::string getSkeleton() const;
  /// An estimate of the columns that it takes on one line.
  size_t getWidth() const;

private:
  std::vector<Fragment> fragments;
};

/// Whether a name can be written without quotes wherever a name may stand.
bool isBareName(llvm::StringRef name);
/// Whether an object's name can, where one is declared or named.
bool isBareObjectName(llvm::StringRef name);
/// Whether a constant can have this name.
bool isConstantName(llvm::StringRef name);
/// Whether it can be the key of `key: value` without quotes.
bool isBareKey(llvm::StringRef name);
/// Whether a text is written as a text block: lines, or one line with many quotes.
bool isForBlock(llvm::ArrayRef<TextPart> parts);
/// A name or text as a string literal.
std::string quote(llvm::ArrayRef<TextPart> parts);
std::string quote(llvm::StringRef literal);

} // namespace stash::importer

#endif // STASHC_TOOLS_IMPORT_SOURCE_H
