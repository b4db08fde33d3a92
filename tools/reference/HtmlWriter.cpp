#include "tools/reference/Escape.h"
#include "tools/reference/PageWriters.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::reference;

static constexpr llvm::StringLiteral style = R"css(
:root {
  color-scheme: light dark;
  --back: #ffffff; --panel: #f6f7f9; --line: #dfe3e8; --text: #1d2530; --dim: #67717f;
  --link: #0b5fc0; --code: #eef1f5; --step: #e7f0fd; --step-line: #7fb0ee; --volume: #fdf3e1;
  --volume-line: #dfae5b; --badge: #e9ecf1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14181e; --panel: #1a2028; --line: #2d3540; --text: #dde3ea; --dim: #98a3b1;
    --link: #78b1ff; --code: #222a34; --step: #1a2f4b; --step-line: #4a7ec0; --volume: #3a2e17;
    --volume-line: #a98240; --badge: #2a323d;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, .pipeline text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: 0.88em; background: var(--code); padding: 0.1em 0.35em; border-radius: 4px;
  overflow-wrap: anywhere; }
a code { color: inherit; }
td a code { white-space: nowrap; }
.page { display: grid; grid-template-columns: minmax(12rem, 18rem) minmax(0, 1fr); min-height: 100vh; }
nav { background: var(--panel); border-right: 1px solid var(--line); padding: 1.25rem 1rem;
  position: sticky; top: 0; height: 100vh; overflow-y: auto; font-size: 0.92em; }
nav h1 { font-size: 1.1rem; margin: 0 0 0.75rem; }
nav h2 { font-size: 0.75rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--dim);
  margin: 1.1rem 0 0.3rem; }
#search { width: 100%; font: inherit; padding: 0.25rem 0.5rem; color: inherit;
  background: var(--back); border: 1px solid var(--line); border-radius: 4px; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: 0.08rem 0; overflow-wrap: anywhere; }
nav code { background: none; padding: 0; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 76rem; min-width: 0; }
main > h1 { margin: 0 0 1.25rem; font-size: 1.7rem; }
section { border-top: 1px solid var(--line); padding-top: 0.4rem; margin-top: 2.2rem; }
section:first-of-type { border-top: 0; margin-top: 0; }
h2 { font-size: 1.25rem; margin: 0.6rem 0; overflow-wrap: anywhere; }
h2 .kind { color: var(--dim); font-weight: 400; margin-right: 0.4rem; }
h2 code { background: none; padding: 0; font-size: 1em; }
h3 { font-size: 0.95rem; margin: 1.3rem 0 0.4rem; }
.badge { background: var(--badge); border-radius: 999px; font-size: 0.72rem; font-weight: 500;
  padding: 0.15rem 0.6rem; margin-left: 0.4rem; vertical-align: middle; white-space: nowrap; }
.dim { color: var(--dim); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.93em; min-width: min(100%, 30rem); }
th { text-align: left; font-weight: 600; color: var(--dim); font-size: 0.85em; white-space: nowrap; }
th, td { padding: 0.4rem 1.1rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child code { white-space: nowrap; overflow-wrap: normal; }
ul.facts { padding-left: 1.1rem; margin: 0.5rem 0; }
.pipeline { display: block; margin: 0.8rem 0; }
.pipeline text { font-size: 13px; text-anchor: middle; dominant-baseline: central; fill: var(--text); }
.step rect { fill: var(--step); stroke: var(--step-line); }
a:hover .step rect { stroke-width: 2; }
.volume rect { fill: var(--volume); stroke: var(--volume-line); }
.arrow { fill: none; stroke: var(--dim); stroke-width: 1.5; }
.tie { fill: none; stroke: var(--volume-line); stroke-dasharray: 4 3; }
@media (max-width: 50rem) {
  .page { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
}
@media print { nav { display: none; } .page { display: block; } }
)css";

/// Hides the names that do not have what is typed; without scripts it is not there.
static constexpr llvm::StringLiteral search =
    R"html(<input id="search" type="search" placeholder="Search" aria-label="Search" hidden>
<script>
const search = document.getElementById("search");
search.hidden = false;
search.addEventListener("input", () => {
  for (const item of document.querySelectorAll("nav li"))
    item.hidden = !item.textContent.toLowerCase().includes(search.value.trim().toLowerCase());
});
</script>
)html";

namespace {

class HtmlWriter {
public:
  HtmlWriter(std::string &out, MakeAddress makeAddress) : out(out), makeAddress(makeAddress) {}

  void open(llvm::StringRef title) {
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"generator\" content=\"stashc\">\n<title>" +
           escapeHtml(title) + "</title>\n<style>" + style.str() +
           "</style>\n</head>\n<body>\n<div class=\"page\">\n";
  }
  void close() { out += "</main>\n</div>\n</body>\n</html>\n"; }

  /// `home`: the address of the title; empty for none. `isShort`: nothing but the title.
  void writeNavigation(const Reference &reference, llvm::StringRef home, bool isShort = false) {
    out += "<nav>\n<h1>";
    std::string title = escapeHtml(reference.title);
    out += home.empty() ? title : "<a href=\"" + escapeHtml(home) + "\">" + title + "</a>";
    out += "</h1>\n";
    if (!isShort)
      out += search.str();
    for (const Chapter &chapter : reference.chapters) {
      if (isShort)
        break;
      out += "<h2>" + escapeHtml(chapter.title) + "</h2>\n<ul>\n";
      for (const Section &section : chapter.sections) {
        out += "<li>";
        writeRun({Run::Style::Code, section.name, section.id});
        out += "</li>\n";
      }
      out += "</ul>\n";
    }
    out += "</nav>\n<main>\n";
  }

  void writeSection(const Section &section) {
    out += "<section id=\"" + escapeHtml(section.id) + "\">\n<h2><span class=\"kind\">" +
           escapeHtml(section.kind) + "</span><code>" + escapeHtml(section.name) + "</code>";
    for (const std::string &badge : section.badges)
      out += "<span class=\"badge\">" + escapeHtml(badge) + "</span>";
    out += "</h2>\n";
    for (const Block &block : section.blocks)
      writeBlock(block);
    out += "</section>\n";
  }

  void writeTable(const Table &table) {
    out += "<div class=\"scroll\"><table>\n<thead><tr>";
    for (const std::string &cell : table.header)
      out += "<th scope=\"col\">" + escapeHtml(cell) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto &row : table.rows) {
      out += "<tr>";
      for (const Runs &cell : row) {
        out += "<td>";
        writeRuns(cell);
        out += "</td>";
      }
      out += "</tr>\n";
    }
    out += "</tbody>\n</table></div>\n";
  }

private:
  void writeBlock(const Block &block) {
    if (const auto *heading = std::get_if<Heading>(&block)) {
      out += "<h3>" + escapeHtml(heading->text) + "</h3>\n";
    } else if (const auto *paragraph = std::get_if<Paragraph>(&block)) {
      out += "<p>";
      writeRuns(paragraph->runs);
      out += "</p>\n";
    } else if (const auto *list = std::get_if<List>(&block)) {
      out += "<ul class=\"facts\">\n";
      for (const Runs &item : list->items) {
        out += "<li>";
        writeRuns(item);
        out += "</li>\n";
      }
      out += "</ul>\n";
    } else if (const auto *table = std::get_if<Table>(&block)) {
      writeTable(*table);
    } else {
      out += "<div class=\"scroll\">" + drawPipeline(std::get<Pipeline>(block), makeAddress) +
             "</div>\n";
    }
  }

  void writeRuns(const Runs &runs) {
    for (const Run &run : runs)
      writeRun(run);
  }

  void writeRun(const Run &run) {
    bool isLink = !run.section.empty() || !run.url.empty();
    if (isLink)
      out +=
          "<a href=\"" + escapeHtml(run.url.empty() ? makeAddress(run.section) : run.url) + "\">";
    std::string text = escapeHtml(run.text);
    switch (run.style) {
    case Run::Style::Plain:
      out += text;
      break;
    case Run::Style::Code:
      out += "<code>" + text + "</code>";
      break;
    case Run::Style::Strong:
      out += "<strong>" + text + "</strong>";
      break;
    case Run::Style::Dim:
      out += "<span class=\"dim\">" + text + "</span>";
      break;
    }
    if (isLink)
      out += "</a>";
  }

  std::string &out;
  MakeAddress makeAddress;
};

} // namespace

std::string stash::reference::writeHtmlPage(const Reference &reference) {
  std::string out;
  HtmlWriter writer(out, [](llvm::StringRef id) { return "#" + id.str(); });
  writer.open(reference.title);
  writer.writeNavigation(reference, "");
  for (const Chapter &chapter : reference.chapters)
    for (const Section &section : chapter.sections)
      writer.writeSection(section);
  writer.close();
  return out;
}

std::vector<PageFile> stash::reference::writeHtmlPages(const Reference &reference) {
  std::vector<PageFile> files;
  auto makeAddress = [](llvm::StringRef id) { return (id + ".html").str(); };
  std::string index;
  HtmlWriter writer(index, makeAddress);
  writer.open(reference.title);
  writer.writeNavigation(reference, "");
  index += "<h1>" + escapeHtml(reference.title) + "</h1>\n";
  for (const Chapter &chapter : reference.chapters)
    writer.writeTable(makeIndex(chapter));
  writer.close();
  files.push_back({"index.html", std::move(index)});
  // Each page lists all others, which must not make their bytes the square of their number.
  constexpr size_t many = 500;
  size_t count = 0;
  for (const Chapter &chapter : reference.chapters)
    count += chapter.sections.size();
  for (const Chapter &chapter : reference.chapters)
    for (const Section &section : chapter.sections) {
      std::string out;
      HtmlWriter page(out, makeAddress);
      page.open(section.name + " · " + reference.title);
      page.writeNavigation(reference, "index.html", /*isShort=*/count > many);
      page.writeSection(section);
      page.close();
      files.push_back({section.id + ".html", std::move(out)});
    }
  return files;
}
