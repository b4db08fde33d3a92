#include "tools/reference/Escape.h"
#include "tools/reference/PageWriters.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash::reference;

namespace {

class MarkdownWriter {
public:
  MarkdownWriter(std::string &out, MakeAddress makeAddress) : out(out), makeAddress(makeAddress) {}

  void writeRuns(const Runs &runs, bool inTable) {
    for (const Run &run : runs)
      writeRun(run, inTable);
  }

  void writeTable(const Table &table) {
    out += '|';
    for (const std::string &cell : table.header)
      out += " " + escapeMarkdown(cell) + " |";
    out += "\n|";
    for (size_t i = 0; i < table.header.size(); ++i)
      out += " --- |";
    out += '\n';
    for (const auto &row : table.rows) {
      out += '|';
      for (const Runs &cell : row) {
        out += ' ';
        writeRuns(cell, /*inTable=*/true);
        out += cell.empty() ? "|" : " |";
      }
      out += '\n';
    }
    out += '\n';
  }

  void writeBlock(const Block &block) {
    if (!std::holds_alternative<List>(block))
      lastMark = "";
    if (const auto *heading = std::get_if<Heading>(&block)) {
      out += "#### " + escapeMarkdown(heading->text) + "\n\n";
    } else if (const auto *paragraph = std::get_if<Paragraph>(&block)) {
      writeRuns(paragraph->runs, /*inTable=*/false);
      out += "\n\n";
    } else if (const auto *list = std::get_if<List>(&block)) {
      // A list after a list is another one: its mark says so.
      lastMark = lastMark == "- " ? "* " : "- ";
      for (const Runs &item : list->items) {
        out += lastMark;
        writeRuns(item, /*inTable=*/false);
        out += '\n';
      }
      out += '\n';
    } else if (const auto *table = std::get_if<Table>(&block)) {
      writeTable(*table);
    } else {
      writePipeline(std::get<Pipeline>(block));
    }
  }

  void writeSection(const Section &section, llvm::StringRef level) {
    out += "<a id=\"" + escapeHtml(section.id) + "\"></a>\n\n";
    out +=
        level.str() + " " + section.kind + " " + writeMarkdownCode(section.name, /*inTable=*/false);
    if (!section.badges.empty())
      out += " (" + escapeMarkdown(llvm::join(section.badges, ", ")) + ")";
    out += "\n\n";
    for (const Block &block : section.blocks)
      writeBlock(block);
  }

  void writeIndex(const Reference &reference) {
    out += "# " + escapeMarkdown(reference.title) + "\n\n";
    for (const Chapter &chapter : reference.chapters)
      writeTable(makeIndex(chapter));
  }

private:
  void writeRun(const Run &run, bool inTable) {
    bool isLink = !run.section.empty() || !run.url.empty();
    if (isLink)
      out += '[';
    switch (run.style) {
    case Run::Style::Code:
      out += writeMarkdownCode(run.text, inTable);
      break;
    case Run::Style::Strong:
      out += "**" + escapeMarkdown(run.text) + "**";
      break;
    case Run::Style::Plain:
    case Run::Style::Dim:
      out += escapeMarkdown(run.text);
      break;
    }
    if (isLink)
      out += "](" + (run.url.empty() ? makeAddress(run.section) : run.url) + ")";
  }

  void writePipeline(const Pipeline &pipeline) {
    out += "```mermaid\nflowchart LR\n";
    for (auto [index, step] : llvm::enumerate(pipeline.steps)) {
      std::string id = "s" + std::to_string(index + 1);
      out += "  " + (index ? "s" + std::to_string(index) + " --> " : "") + id + "[" +
             quoteMermaid(step.name) + "]\n";
    }
    for (auto [index, volume] : llvm::enumerate(pipeline.volumes)) {
      std::string id = "v" + std::to_string(index + 1);
      out += "  " + id + "[(" + quoteMermaid(volume.name) + ")]\n";
      for (unsigned step : volume.steps)
        out += "  " + id + " -.- s" + std::to_string(step + 1) + "\n";
    }
    out += "```\n\n";
  }

  std::string &out;
  llvm::StringRef lastMark; ///< of the list that was just written; empty after anything else
  MakeAddress makeAddress;
};

} // namespace

std::string stash::reference::writeMarkdownPage(const Reference &reference) {
  std::string out;
  MarkdownWriter writer(out, [](llvm::StringRef id) { return "#" + id.str(); });
  writer.writeIndex(reference);
  for (const Chapter &chapter : reference.chapters) {
    out += "## " + chapter.title + "\n\n";
    for (const Section &section : chapter.sections)
      writer.writeSection(section, "###");
  }
  out.pop_back(); // one line end is enough
  return out;
}

std::vector<PageFile> stash::reference::writeMarkdownPages(const Reference &reference) {
  std::vector<PageFile> files;
  auto makeAddress = [](llvm::StringRef id) { return (id + ".md").str(); };
  std::string index;
  MarkdownWriter(index, makeAddress).writeIndex(reference);
  index.pop_back();
  files.push_back({"index.md", std::move(index)});
  for (const Chapter &chapter : reference.chapters)
    for (const Section &section : chapter.sections) {
      std::string out = "[" + escapeMarkdown(reference.title) + "](index.md)\n\n";
      MarkdownWriter(out, makeAddress).writeSection(section, "#");
      out.pop_back();
      files.push_back({section.id + ".md", std::move(out)});
    }
  return files;
}
