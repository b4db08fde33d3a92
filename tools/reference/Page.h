//===- Page.h - a reference before it is Markdown or HTML -------*- C++ -*-===//
//
// What a page says, as plain values: text is as it is meant, and whoever writes it escapes it. A
// Reference has one section per object; they refer to each other by id.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_REFERENCE_PAGE_H
#define STASHC_TOOLS_REFERENCE_PAGE_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <variant>
#include <vector>

namespace stash::reference {

/// Some text of one style.
struct Run {
  enum class Style : uint8_t { Plain, Code, Strong, Dim } style = Style::Plain;
  std::string text;
  std::string section = {}; ///< the id of the section that it links to
  std::string url = {};     ///< or an address, http or https
};
using Runs = std::vector<Run>;

struct Heading {
  std::string text;
};
struct Paragraph {
  Runs runs;
};
struct List {
  std::vector<Runs> items;
};
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<Runs>> rows;
};
/// A Task's steps, in order, and the volumes that they share.
struct Pipeline {
  struct Step {
    std::string name;
    std::string section;
  };
  struct Volume {
    std::string name;
    std::vector<unsigned> steps; ///< that mount it
  };
  std::string name;
  std::vector<Step> steps;
  std::vector<Volume> volumes;
};
using Block = std::variant<Heading, Paragraph, List, Table, Pipeline>;

struct Section {
  std::string id;
  std::string kind; ///< "Task"
  std::string name;
  std::vector<std::string> badges; ///< "backup", "external"
  Runs summary;                    ///< for the index: the first sentence of its documentation
  std::vector<Block> blocks;
};

/// Sections of one kind, with the title of the kind in the index.
struct Chapter {
  std::string title;
  std::vector<Section> sections;
};

struct Reference {
  std::string title;
  std::vector<Chapter> chapters;
};

/// A documentation comment: paragraphs and lists, with `code` and addresses in them.
std::vector<Block> parseDoc(llvm::StringRef doc);
/// Its first sentence; empty when there is none.
Runs summarizeDoc(llvm::StringRef doc);

} // namespace stash::reference

#endif // STASHC_TOOLS_REFERENCE_PAGE_H
