#include "tools/format/Printer.h"

#include "tools/format/Formatter.h"
#include "tools/format/Spacing.h"
#include "tools/format/TextBuilder.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::format;
using enum TokenKind;

namespace {

/// Where the entries of a broken group begin lines, and whether commas end these.
struct Lines {
  std::vector<bool> breaks; ///< before each entry
  bool hasCommas = false;
};

class Printer {
public:
  Printer(const TokenBuffer &buffer, llvm::StringRef lineEnd)
      : buffer(buffer), out(buffer, lineEnd) {}

  Printed run(const Tree &tree) {
    printEntries(*tree.file, 0);
    Printed result;
    result.text = out.finish();
    result.tokens = out.takeTokens();
    return result;
  }

private:
  const Token &getToken(const Piece &piece) const { return buffer.tokens[piece.token]; }
  const Token &getLastToken(const Piece &piece) const {
    return buffer.tokens[piece.group ? piece.group->close : piece.token];
  }

  //===-- Widths ----------------------------------------------------------===//

  /// The columns from the beginning of a piece to the first place where the line may end; `after`
  /// is what follows the piece until then.
  static unsigned getLead(const Piece &piece, unsigned after) {
    if (piece.group)
      return piece.group->isEmpty() ? 2 + after : 1;
    return piece.measure.first + (piece.measure.isMulti ? 0 : after);
  }

  /// For each piece, the columns behind it until the line may end; `after` follows the entry.
  llvm::SmallVector<unsigned, 8> getTails(const Entry &entry, unsigned after) const {
    llvm::SmallVector<unsigned, 8> tails(entry.pieces.size());
    for (size_t i = entry.pieces.size(); i-- > 0;) {
      tails[i] = after;
      const Piece &piece = entry.pieces[i];
      if (i == 0)
        break;
      const Piece &before = entry.pieces[i - 1];
      if (piece.before != Break::None || piece.endsLine)
        after = 0;
      else
        after = needsBlank(getLastToken(before), getToken(piece)) + getLead(piece, after);
    }
    return tails;
  }

  bool fits(const Measure &measure, unsigned after) const {
    if (!measure.isMulti)
      return out.getColumn() + measure.first + after <= maxColumns;
    return out.getColumn() + measure.first <= maxColumns &&
           out.getIndentation() + measure.middle <= maxColumns &&
           out.getIndentation() + measure.last + after <= maxColumns;
  }

  //===-- Entries ---------------------------------------------------------===//

  /// Prints an entry at the column at hand. `base` is the indentation of what it belongs to.
  void printEntry(const Entry &entry, unsigned base, unsigned after,
                  const Piece *broken = nullptr) {
    bool breaksPipes = entry.is(PipelineMark) && isPipeBroken(entry, after);
    llvm::SmallVector<unsigned, 8> tails = getTails(entry, after);
    for (size_t i = 0; i < entry.pieces.size(); ++i) {
      const Piece &piece = entry.pieces[i];
      unsigned tail = tails[i];
      if (breaksPipes && i + 1 < entry.pieces.size() && getToken(entry.pieces[i + 1]).kind == PIPE)
        tail = 0;
      if (i > 0) {
        const Piece &before = entry.pieces[i - 1];
        if (isBrokenBefore(piece, tail) || (breaksPipes && getToken(piece).kind == PIPE))
          out.startLine(isAtBase(entry, i) ? base : base + 2);
        else if (!(piece.endsLine && !piece.isOnNewLine) &&
                 needsBlank(getLastToken(before), getToken(piece)))
          out.add(" ");
      }
      if (piece.group)
        printGroup(*piece.group, piece.isBody ? base : out.getIndentation(), tail,
                   &piece == broken);
      else if (piece.endsLine && !piece.isOnNewLine)
        out.addTrailing(piece.token);
      else if (piece.endsLine)
        out.addComment(piece.token);
      else
        out.addToken(piece.token);
    }
  }

  bool isPipeBroken(const Entry &entry, unsigned after) const {
    bool hasPipes = false;
    for (const Piece &piece : entry.pieces) {
      if (getToken(piece).kind == PIPE || piece.endsLine) {
        hasPipes |= getToken(piece).kind == PIPE;
        if (piece.before == Break::Hard || piece.endsLine)
          return true;
      }
    }
    return hasPipes && !fits(entry.measure, after);
  }

  bool isBrokenBefore(const Piece &piece, unsigned tail) const {
    if (piece.before != Break::Soft)
      return piece.before == Break::Hard;
    return out.getColumn() + 1 + piece.measure.first + tail > maxColumns;
  }

  /// Whether a line that begins with this piece is not indented more than its entry.
  bool isAtBase(const Entry &entry, size_t i) const {
    while (i < entry.pieces.size() && getToken(entry.pieces[i]).isComment())
      ++i;
    if (i == entry.pieces.size())
      return false;
    TokenKind kind = getToken(entry.pieces[i]).kind;
    return i == 0 || entry.pieces[i].isBody || kind == ELSE || kind == ELSE_IF;
  }

  //===-- Groups ----------------------------------------------------------===//

  void printGroup(const Group &group, unsigned base, unsigned after, bool isForced) {
    if (group.isEmpty()) {
      out.addToken(group.open);
      out.addToken(group.close);
      return;
    }
    if (!group.isBroken && !isForced) {
      if (fits(group.measure, after)) {
        printOnLine(group, after, nullptr);
        return;
      }
      if (const Piece *last = findHugged(group, after)) {
        printOnLine(group, after, last);
        return;
      }
    }
    out.addToken(group.open);
    for (uint32_t comment : group.opening)
      out.addTrailing(comment);
    printEntries(group, base + 2);
    out.startLine(base);
    out.addToken(group.close);
  }

  /// The list or map that ends a call, or is all that a list has, if breaking it is enough.
  const Piece *findHugged(const Group &group, unsigned after) const {
    if (group.measure.isMulti ||
        !(group.kind == CALL || (group.kind == LBRACKET && group.entries.size() == 1)))
      return nullptr;
    const Entry &entry = group.entries.back();
    const Piece &last = entry.pieces.back();
    bool isPlain = entry.pieces.size() == 1 ||
                   (entry.pieces.size() == 3 && getToken(entry.pieces[0]).kind == KEY);
    if (!isPlain || !last.group || last.group->isEmpty() ||
        (last.group->kind != LBRACKET && last.group->kind != LBRACE))
      return nullptr;
    unsigned head = group.measure.first - last.measure.first; // with the bracket that it breaks at
    if (out.getColumn() + head > maxColumns || out.getIndentation() + 2 + after > maxColumns)
      return nullptr;
    return &last;
  }

  /// Prints a group without breaks of its own.
  void printOnLine(const Group &group, unsigned after, const Piece *broken) {
    llvm::SmallVector<unsigned, 8> tails(group.entries.size());
    after += group.getCloseWidth();
    for (size_t i = group.entries.size(); i-- > 0;) {
      const Entry &entry = group.entries[i];
      tails[i] = after;
      if (i > 0)
        after = 2 + getLead(entry.pieces.front(), getTails(entry, after).front());
    }
    out.addToken(group.open);
    if (group.isBlock())
      out.add(" ");
    for (auto [i, entry] : llvm::enumerate(group.entries)) {
      if (i > 0)
        out.add(", ");
      printEntry(entry, out.getIndentation(), tails[i], broken);
    }
    if (group.isBlock())
      out.add(" ");
    out.addToken(group.close);
  }

  void printEntries(const Group &group, unsigned indent) {
    bool isFile = group.kind == END_OF_FILE;
    Lines lines = isFile            ? Lines{std::vector<bool>(group.entries.size(), true)}
                  : group.isBlock() ? layOutBlock(group, indent)
                                    : layOutList(group);
    bool isLast = false; // nothing may stand behind the entry before
    for (auto [i, entry] : llvm::enumerate(group.entries)) {
      for (const Comment &comment : entry.leading)
        printComment(comment, indent);
      bool breaks = lines.breaks[i] || isLast || !entry.leading.empty();
      if (!breaks && !group.isBlock())
        breaks = out.getColumn() + 2 + entry.measure.first - entry.measure.isMulti > maxColumns;
      if (entry.verbatim)
        printVerbatim(entry);
      else if (breaks)
        out.startLine(indent, entry.isAfterBlank);
      else
        out.add(" ");
      bool hasComma = lines.hasCommas ||
                      (i + 1 < group.entries.size() && !lines.breaks[i + 1] && group.isBlock());
      if (!entry.verbatim)
        printEntry(entry, indent, hasComma);
      if (hasComma)
        out.add(",");
      for (uint32_t comment : entry.trailing)
        out.addTrailing(comment);
      isLast = !entry.trailing.empty();
    }
    for (const Comment &comment : group.tail)
      printComment(comment, indent);
  }

  void printComment(const Comment &comment, unsigned indent) {
    out.startLine(indent, comment.isAfterBlank);
    out.addComment(comment.token);
  }

  /// A region stays where it is, with the blanks before it: whether a word begins a declaration can
  /// depend on whether it is indented.
  void printVerbatim(const Entry &entry) {
    const SourceFile &file = *buffer.file;
    uint32_t last = entry.verbatim->end - 1;
    while (buffer.tokens[last].shape == WHITESPACE)
      --last;
    uint32_t begin = buffer.tokens[entry.verbatim->begin].range.begin - file.getBase();
    uint32_t end = buffer.tokens[last].range.end - file.getBase();
    llvm::StringRef before = file.getText().take_front(begin);
    uint32_t indent = before.size() - before.rtrim(" \t").size();
    out.startLine(0, entry.isAfterBlank);
    // To a string without an end, blanks before the line break belong; to a text block without one
    // everything does, and a line end would be more of it.
    llvm::StringRef text = file.getText().slice(begin - indent, end);
    bool isOpen = end == file.getText().size() && buffer.tokens[last].shape == TEXT_BLOCK;
    if (buffer.tokens[last].isComment())
      text = text.rtrim();
    out.addVerbatim(text, entry.verbatim->begin, entry.verbatim->end, isOpen);
  }

  //===-- Lines -----------------------------------------------------------===//

  /// Lists and calls: the author's breaks; printEntries() adds those that are needed. A list of
  /// bracketed things that comes to be broken gets a line for each.
  Lines layOutList(const Group &group) const {
    Lines lines;
    lines.hasCommas = group.kind != LPAREN;
    bool isByLine =
        !group.isBroken && group.kind == LBRACKET &&
        llvm::all_of(group.entries, [](const Entry &entry) {
          return llvm::any_of(entry.pieces, [](const Piece &piece) { return piece.group; });
        });
    for (const Entry &entry : group.entries)
      lines.breaks.push_back(lines.breaks.empty() || isByLine || entry.isOnNewLine);
    return lines;
  }

  /// Blocks: a line for each entry, but where the author put several plain ones on a line. Only
  /// where there are none but plain properties, and some share a line, do commas end lines.
  Lines layOutBlock(const Group &group, unsigned indent) const {
    auto isPlain = [](const Entry &entry) {
      return !entry.is(StatementMark) &&
             llvm::none_of(entry.pieces, [](const Piece &piece) { return piece.group; });
    };
    bool isByLine = !group.isBroken && !llvm::all_of(group.entries, isPlain);
    Lines lines;
    bool isShared = false, mustBreak = true;
    unsigned column = 0;
    const Entry *before = nullptr;
    for (const Entry &entry : group.entries) {
      unsigned width = entry.measure.first;
      bool breaks = mustBreak || isByLine || entry.isOnNewLine || entry.measure.isMulti ||
                    !entry.leading.empty() || !before->trailing.empty() ||
                    column + 2 + width + 1 > maxColumns;
      column = (breaks ? indent : column + 2) + width;
      mustBreak = entry.measure.isMulti || indent + width + 1 > maxColumns;
      isShared |= !breaks;
      lines.breaks.push_back(breaks);
      before = &entry;
    }
    lines.hasCommas = isShared && llvm::all_of(group.entries, isPlain);
    return lines;
  }

  const TokenBuffer &buffer;
  TextBuilder out;
};

} // namespace

Printed format::print(const Tree &tree, const TokenBuffer &buffer, llvm::StringRef lineEnd) {
  return Printer(buffer, lineEnd).run(tree);
}
