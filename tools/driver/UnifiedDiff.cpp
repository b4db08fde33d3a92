#include "tools/driver/UnifiedDiff.h"

#include "tools/driver/Render/SourceLine.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::driver;

namespace {

constexpr size_t contextLines = 3;

/// Lines of the old text that other lines take the place of.
struct Change {
  size_t begin, end;
  std::vector<std::string> lines;
};

/// Lines with their ends; the last one may have none.
std::vector<llvm::StringRef> splitLines(llvm::StringRef text) {
  std::vector<llvm::StringRef> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.take_front(end));
    text = text.drop_front(end);
  }
  return lines;
}

class Differ {
public:
  Differ(llvm::StringRef text, llvm::ArrayRef<format::TextEdit> edits)
      : text(text), lines(splitLines(text)), edits(edits) {
    for (llvm::StringRef line : lines)
      begins.push_back(line.data() - text.data());
    begins.push_back(text.size());
  }

  std::vector<Change> run() {
    std::vector<Change> changes;
    for (size_t i = 0; i < edits.size();) {
      size_t first = i;
      size_t begin = getLine(edits[i].begin), end = getLineAfter(edits[i]);
      while (++i < edits.size() && getLine(edits[i].begin) < end)
        end = std::max(end, getLineAfter(edits[i]));
      std::string after;
      size_t offset = begins[begin];
      for (const format::TextEdit &edit : edits.slice(first, i - first)) {
        after += text.slice(offset, edit.begin);
        after += edit.replacement;
        offset = edit.end;
      }
      after += text.slice(offset, begins[end]);
      Change change = {begin, end, {}};
      for (llvm::StringRef line : splitLines(after))
        change.lines.push_back(line.str());
      trim(change);
      changes.push_back(std::move(change));
    }
    return changes;
  }

  llvm::ArrayRef<llvm::StringRef> getLines() const { return lines; }

private:
  size_t getLine(size_t offset) const {
    size_t line = llvm::upper_bound(begins, offset) - begins.begin() - 1;
    return std::min(line, lines.size());
  }
  /// The line after the last one that an edit touches.
  size_t getLineAfter(const format::TextEdit &edit) const {
    return std::min(getLine(edit.end) + 1, lines.size());
  }
  void trim(Change &change) const {
    while (change.begin < change.end && !change.lines.empty() &&
           lines[change.begin] == change.lines.front()) {
      ++change.begin;
      change.lines.erase(change.lines.begin());
    }
    while (change.begin < change.end && !change.lines.empty() &&
           lines[change.end - 1] == change.lines.back()) {
      --change.end;
      change.lines.pop_back();
    }
  }

  llvm::StringRef text;
  std::vector<llvm::StringRef> lines;
  std::vector<size_t> begins; // of lines, and the end
  llvm::ArrayRef<format::TextEdit> edits;
};

void printLine(llvm::raw_ostream &out, char sign, llvm::StringRef line) {
  bool isEnded = line.consume_back("\n");
  bool hasReturn = isEnded && line.consume_back("\r"); // as it is: the diff can be applied
  // The sign of a line that stays is a blank, which hides no command of a CI system.
  std::string shown = makePrintableLine(line);
  out << sign << shown << (hasReturn ? "\r" : "") << '\n';
  if (!isEnded)
    out << "\\ No newline at end of file\n";
}

/// `12,3`, as diff counts: an empty range lies behind the line before it.
void printRange(llvm::raw_ostream &out, size_t begin, size_t count) {
  out << (count ? begin + 1 : begin);
  if (count != 1)
    out << ',' << count;
}

} // namespace

void driver::printUnifiedDiff(llvm::raw_ostream &out, llvm::StringRef name, llvm::StringRef text,
                              llvm::ArrayRef<format::TextEdit> edits) {
  if (edits.empty())
    return;
  Differ differ(text, edits);
  std::vector<Change> changes = differ.run();
  llvm::ArrayRef<llvm::StringRef> lines = differ.getLines();
  std::string shown = makePrintable(name);
  out << "--- " << shown << "\n+++ " << shown << '\n';
  ptrdiff_t shift = 0; // of the new line numbers
  for (size_t i = 0; i < changes.size();) {
    size_t last = i, added = changes[i].lines.size(), removed = changes[i].end - changes[i].begin;
    while (last + 1 < changes.size() &&
           changes[last + 1].begin <= changes[last].end + 2 * contextLines) {
      ++last;
      added += changes[last].lines.size();
      removed += changes[last].end - changes[last].begin;
    }
    size_t begin = changes[i].begin - std::min(changes[i].begin, contextLines);
    size_t end = std::min(changes[last].end + contextLines, lines.size());
    out << "@@ -";
    printRange(out, begin, end - begin);
    out << " +";
    printRange(out, begin + shift, end - begin - removed + added);
    out << " @@\n";
    size_t line = begin;
    for (; i <= last; ++i) {
      for (; line < changes[i].begin; ++line)
        printLine(out, ' ', lines[line]);
      for (; line < changes[i].end; ++line)
        printLine(out, '-', lines[line]);
      for (llvm::StringRef one : changes[i].lines)
        printLine(out, '+', one);
    }
    for (; line < end; ++line)
      printLine(out, ' ', lines[line]);
    shift += static_cast<ptrdiff_t>(added) - static_cast<ptrdiff_t>(removed);
  }
}
