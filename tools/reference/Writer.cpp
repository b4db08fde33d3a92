#include "tools/reference/Writer.h"

#include "tools/reference/PageWriters.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::reference;

Table stash::reference::makeIndex(const Chapter &chapter) {
  Table table;
  table.header = {chapter.title};
  bool hasSummaries = llvm::any_of(chapter.sections,
                                   [](const Section &section) { return !section.summary.empty(); });
  if (hasSummaries)
    table.header.push_back("Summary");
  for (const Section &section : chapter.sections) {
    auto &row = table.rows.emplace_back();
    row.push_back({{Run::Style::Code, section.name, section.id}});
    if (hasSummaries)
      row.push_back(section.summary);
  }
  return table;
}

std::string stash::reference::writePage(const Reference &reference, PageFormat format) {
  return format == PageFormat::Html ? writeHtmlPage(reference) : writeMarkdownPage(reference);
}

std::vector<PageFile> stash::reference::writePages(const Reference &reference, PageFormat format) {
  return format == PageFormat::Html ? writeHtmlPages(reference) : writeMarkdownPages(reference);
}
