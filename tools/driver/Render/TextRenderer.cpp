#include "frontend/Basic/DiagnosticsSema.h"
#include "tools/driver/Render/Confidential.h"
#include "tools/driver/Render/Positions.h"
#include "tools/driver/Render/Render.h"
#include "tools/driver/Render/SourceLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>
#include <set>

using namespace stash;
using namespace stash::driver;
using Colors = llvm::raw_ostream::Colors;

namespace {
class TextRenderer {
public:
  TextRenderer(llvm::raw_ostream &out, const SourceManager &sources, const TextOptions &options)
      : out(out), positions(sources), confidential(sources), sources(sources), options(options) {}

  void render(const Diagnostic &diagnostic);

private:
  /// `place: severity: message`; the range is only named.
  void renderHead(SourceRange place, Severity severity, llvm::StringRef message,
                  llvm::StringRef tag = {});
  void renderSnippet(SourceRange range, llvm::ArrayRef<const Fixit *> fixits);
  void renderInsertions(const SourceLine &shown, uint32_t lineBegin,
                        llvm::ArrayRef<const Fixit *> fixits, unsigned margin);
  void renderFixitNotes(const Diagnostic &diagnostic, llvm::ArrayRef<const Fixit *> fixits);
  /// Whether a fix-it can stand under the line of `range`, at its place.
  bool fitsUnder(SourceRange range, const Fixit &fixit) const;

  void color(Colors which, bool bold = false) {
    if (options.color)
      out.changeColor(which, bold);
  }
  void resetColor() {
    if (options.color)
      out.resetColor();
  }

  llvm::raw_ostream &out;
  Positions positions;
  Confidential confidential;
  const SourceManager &sources;
  const TextOptions &options;
};
} // namespace

void TextRenderer::renderHead(SourceRange place, Severity severity, llvm::StringRef message,
                              llvm::StringRef tag) {
  color(Colors::SAVEDCOLOR, /*bold=*/true);
  if (const SourceFile *file = sources.getFile(place)) {
    LineColumn at = positions.get(place.begin);
    out << makePrintableLine(file->getName()) << ':' << at.line << ':' << at.column << ": ";
  } else {
    out << "stashc: ";
  }
  switch (severity) {
  case Severity::Error:
    color(Colors::RED, /*bold=*/true);
    out << "error: ";
    break;
  case Severity::Warning:
    color(Colors::MAGENTA, /*bold=*/true);
    out << "warning: ";
    break;
  case Severity::Note:
    color(Colors::CYAN, /*bold=*/true);
    out << "note: ";
    break;
  }
  resetColor();
  if (severity != Severity::Note)
    color(Colors::SAVEDCOLOR, /*bold=*/true);
  out << makePrintable(message) << tag;
  resetColor();
  out << '\n';
}

bool TextRenderer::fitsUnder(SourceRange range, const Fixit &fixit) const {
  const SourceFile *file = sources.getFile(range);
  if (!file || sources.getFile(fixit.range) != file)
    return false;
  unsigned line = file->getLineIndex(range.begin);
  return file->getLineIndex(fixit.range.begin) == line &&
         file->getLineIndex(fixit.range.end) == line && !fixit.replacement.empty() &&
         fixit.replacement.find('\n') == std::string::npos;
}

void TextRenderer::renderInsertions(const SourceLine &shown, uint32_t lineBegin,
                                    llvm::ArrayRef<const Fixit *> fixits, unsigned margin) {
  llvm::SmallVector<const Fixit *, 4> sorted(fixits);
  llvm::stable_sort(sorted,
                    [](const Fixit *a, const Fixit *b) { return a->range.begin < b->range.begin; });
  out.indent(margin) << "| ";
  color(Colors::GREEN);
  unsigned column = 0;
  for (const Fixit *fixit : sorted) {
    unsigned wanted = shown.getColumn(fixit->range.begin - lineBegin);
    if (column > 0)
      wanted = std::max(wanted, column + 1);
    out.indent(wanted - column);
    std::string text = makePrintable(fixit->replacement);
    out << text;
    column = wanted + getWidth(text);
  }
  resetColor();
  out << '\n';
}

void TextRenderer::renderSnippet(SourceRange range, llvm::ArrayRef<const Fixit *> fixits) {
  const SourceFile *file = sources.getFile(range);
  if (!file || confidential.covers(range))
    return;
  unsigned index = file->getLineIndex(range.begin);
  llvm::StringRef line = file->getLine(index);
  uint32_t lineBegin = file->getLineBegin(index);
  if (index == 0 && line.consume_front("\xEF\xBB\xBF"))
    lineBegin += 3;
  size_t begin = range.begin > lineBegin ? range.begin - lineBegin : 0;
  size_t end = std::clamp<size_t>(range.end > lineBegin ? range.end - lineBegin : 0, begin,
                                  std::max(begin, line.size()));
  // What goes on in the next lines is underlined to this one's last word.
  if (range.end > lineBegin + line.size())
    end = std::max(begin, line.rtrim().size());

  std::string number = llvm::utostr(index + 1);
  unsigned margin = std::max<size_t>(4, number.size()) + 2;
  SourceLine shown(line, begin, options.width - std::min(options.width / 2, margin + 2));
  out.indent(margin - 1 - number.size()) << number << " | " << shown.getText() << '\n';

  unsigned from = shown.getColumn(begin), to = shown.getColumn(end);
  out.indent(margin) << "| ";
  out.indent(from);
  color(Colors::GREEN, /*bold=*/true);
  out << '^' << std::string(to > from + 1 ? to - from - 1 : 0, '~');
  resetColor();
  out << '\n';
  if (!fixits.empty())
    renderInsertions(shown, lineBegin, fixits, margin);
}

void TextRenderer::renderFixitNotes(const Diagnostic &diagnostic,
                                    llvm::ArrayRef<const Fixit *> fixits) {
  constexpr size_t few = 3;
  for (const Fixit *fixit : fixits.take_front(few)) {
    if (confidential.covers(fixit->range))
      continue;
    llvm::StringRef old = sources.getText(fixit->range);
    std::string message;
    if (fixit->replacement.empty())
      message = ("fix-it: remove '" + old + "'").str();
    else if (old.empty())
      message = "fix-it: insert '" + fixit->replacement + "'";
    else
      message = ("fix-it: replace '" + old + "' with '" + fixit->replacement + "'").str();
    renderHead(fixit->range, Severity::Note, message);
    // The line is there already when the fix-it is inside of what is underlined.
    if (!diagnostic.range.contains(fixit->range))
      renderSnippet(fixit->range, {});
  }
  if (fixits.size() > few)
    renderHead(diagnostic.range, Severity::Note,
               ("fix-it: the same in " + llvm::Twine(fixits.size() - few) + " more places").str());
}

void TextRenderer::render(const Diagnostic &diagnostic) {
  const diag::Info &info = diag::getInfo(diagnostic.id);
  std::string tag = (" [" + info.code).str();
  bool isError = diagnostic.severity == Severity::Error;
  bool isOptional = !isError || !options.warnings || options.warnings->decides(diagnostic);
  if (!info.flag.empty() && isOptional)
    tag += isError ? (", -Werror=" + info.flag).str() : (", -W" + info.flag).str();
  tag += ']';
  renderHead(diagnostic.range, diagnostic.severity, diagnostic.message, tag);

  llvm::SmallVector<const Fixit *, 4> under, elsewhere;
  for (const Fixit &fixit : diagnostic.fixits)
    (fitsUnder(diagnostic.range, fixit) ? under : elsewhere).push_back(&fixit);
  renderSnippet(diagnostic.range, under);
  for (const Note &note : diagnostic.notes) {
    // A note without a place is told at that of its diagnostic, so that every line has one.
    bool hasPlace = sources.getFile(note.range);
    renderHead(hasPlace ? note.range : diagnostic.range, Severity::Note, note.message);
    if (hasPlace && note.range != diagnostic.range)
      renderSnippet(note.range, {});
  }
  renderFixitNotes(diagnostic, elsewhere);
}

std::string driver::describeCounts(llvm::ArrayRef<Diagnostic> diagnostics) {
  auto count = [&](Severity severity, llvm::StringRef name) -> std::string {
    size_t n =
        llvm::count_if(diagnostics, [&](const Diagnostic &d) { return d.severity == severity; });
    return n == 0 ? "" : (llvm::Twine(n) + " " + name + (n == 1 ? "" : "s")).str();
  };
  std::string errors = count(Severity::Error, "error");
  std::string warnings = count(Severity::Warning, "warning");
  if (errors.empty() && warnings.empty())
    return {};
  return errors + (errors.empty() || warnings.empty() ? "" : " and ") + warnings + " generated.";
}

namespace {
/// Counts warnings that are shown often enough already.
class Repeats {
public:
  Repeats(const SourceManager &sources, unsigned limit) : sources(sources), limit(limit) {}

  bool hides(const Diagnostic &diagnostic) {
    if (!limit || diagnostic.severity != Severity::Warning)
      return false;
    Group &group = groups[diagnostic.id];
    if (++group.count <= limit)
      return false;
    group.files.insert(sources.getFile(diagnostic.range));
    return true;
  }

  void print(llvm::raw_ostream &out) const {
    for (const auto &[id, group] : groups)
      if (group.count > limit)
        out << "stashc: note: " << group.count - limit << " more of " << diag::getInfo(id).code
            << " in " << group.files.size() << (group.files.size() == 1 ? " file" : " files")
            << "; 'stashc check FILE' shows those of a FILE\n";
  }

private:
  struct Group {
    unsigned count = 0;
    std::set<const SourceFile *> files;
  };
  const SourceManager &sources;
  unsigned limit;
  std::map<diag::Id, Group> groups;
};
} // namespace

/// "of ST2001 890, of ST3001 11", the most frequent first.
static std::string countByCode(llvm::ArrayRef<Diagnostic> diagnostics) {
  std::map<diag::Id, unsigned> counts;
  for (const Diagnostic &diagnostic : diagnostics)
    ++counts[diagnostic.id];
  std::vector<std::pair<diag::Id, unsigned>> sorted(counts.begin(), counts.end());
  llvm::stable_sort(sorted, [](const auto &a, const auto &b) { return a.second > b.second; });
  std::string text;
  for (auto [id, count] : sorted)
    text +=
        (text.empty() ? "" : ", ") + llvm::utostr(count) + " of " + diag::getInfo(id).code.str();
  return text;
}

void driver::renderText(llvm::raw_ostream &out, llvm::ArrayRef<Diagnostic> diagnostics,
                        const SourceManager &sources, const TextOptions &options) {
  bool hadColors = out.colors_enabled();
  if (options.color)
    out.enable_colors(true);
  TextRenderer renderer(out, sources, options);
  Repeats repeats(sources, options.maxRepeats);
  unsigned shown = 0;
  for (const Diagnostic &diagnostic : diagnostics) {
    bool isError = diagnostic.severity == Severity::Error;
    if (isError && options.maxErrors && shown == options.maxErrors) {
      // Nobody does without the reason for which all ended.
      for (const Diagnostic &rest : diagnostics.drop_front(&diagnostic - diagnostics.begin()))
        if (rest.id == diag::TooMuchWork)
          renderer.render(rest);
      out << "stashc: note: only the first " << shown
          << " errors are shown; '--max-errors=0' shows all\n";
      break;
    }
    shown += isError;
    if (!repeats.hides(diagnostic))
      renderer.render(diagnostic);
  }
  repeats.print(out);
  out.enable_colors(hadColors);
  // A wrong command line is one line; to count it would be another.
  bool hasPlace =
      llvm::any_of(diagnostics, [&](const Diagnostic &d) { return sources.getFile(d.range); });
  if (std::string counts = describeCounts(diagnostics); !counts.empty() && hasPlace) {
    out << counts << '\n';
    constexpr size_t screen = 20;
    if (diagnostics.size() > screen)
      out << countByCode(diagnostics) << '\n';
  }
}
