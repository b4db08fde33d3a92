#include "tools/format/Spacing.h"
#include "tools/format/Tree.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::format;
using enum TokenKind;

void Measure::append(const Measure &next) {
  if (!isMulti) {
    unsigned before = first;
    *this = next;
    first += before;
    return;
  }
  if (next.isMulti) {
    middle = std::max({middle, next.middle, last + next.first});
    last = next.last;
  } else {
    last += next.first;
  }
}

namespace {

constexpr Measure lineBreak = {true, 0, 0, 2};

class TreeBuilder {
public:
  TreeBuilder(const TokenBuffer &buffer, const EntryMarks &marks,
              llvm::ArrayRef<Region> brokenRegions)
      : buffer(buffer), marks(marks.marks), regions(brokenRegions) {
    findFollowing();
  }

  Tree run() {
    Group &file = tree.groups.emplace_back();
    file.close = buffer.tokens.size() - 1;
    file.isBroken = true;
    if (EntryReader(*this, file).run())
      tree.file = &file;
    return std::move(tree);
  }

private:
  /// Reads the entries of one group.
  class EntryReader {
  public:
    EntryReader(TreeBuilder &builder, Group &group) : builder(builder), group(group) {}

    bool run() {
      for (;; ++builder.at) {
        const Token &token = builder.buffer.tokens[builder.at];
        if (token.shape == WHITESPACE) {
          breaks = countBreaks(builder.buffer.getText(token));
          isNewLine |= breaks > 0;
          continue;
        }
        if (builder.isRegion(builder.at)) {
          for (const Piece &comment : prefix)
            pending.push_back({comment.token, prefixBreaks > 1});
          builder.takeRegion(pending, isNewLine, breaks > 1 || isDetached, group);
          startOver();
          continue;
        }
        if (token.kind == END_OF_FILE || isClosing(token))
          return finish(token);
        if (token.shape == OTHER)
          return false;
        if (token.isComment())
          readComment(token);
        else if (token.kind == COMMA && builder.isSeparator())
          readSeparator();
        else if (!readPiece(token))
          return false;
        breaks = 0;
      }
    }

  private:
    void startOver() {
      pending.clear();
      prefix.clear();
      prefixBreaks = 0;
      isOpen = isNewLine = wasDoc = isDetached = false;
      breaks = 0;
    }

    void readSeparator() {
      // A documentation comment before the comma belongs to nothing; it must not come to belong to
      // the next entry when the comma goes.
      isDetached |= wasDoc;
      isOpen = false;
    }

    void readComment(const Token &token) {
      uint32_t index = builder.at;
      bool ownLine = breaks > 0 || index == 0 || (group.kind == END_OF_FILE && isAtBegin());
      bool isFollowed = builder.isFollowed[index];
      if (isOpen && !builder.endsEntry()) {
        // In the middle of an entry.
        bool endsLine = !isFollowed && (ownLine || token.shape != BLOCK_COMMENT);
        addPiece({.token = index,
                  .before = ownLine && endsLine ? Break::Hard : Break::None,
                  .isOnNewLine = ownLine,
                  .endsLine = endsLine});
        isNewLine = false;
        return;
      }
      wasDoc = token.shape == DOC_COMMENT;
      bool isAfterBlank = breaks > 1 || std::exchange(isDetached, false);
      bool isBeforeEntry = isEntryStart(builder.following[index]);
      if (isFollowed && isBeforeEntry) {
        if (prefix.empty())
          prefixBreaks = breaks;
        prefix.push_back({.token = index});
        return;
      }
      isOpen = false;
      bool isBehind = !ownLine && pending.empty() && prefix.empty();
      // A block comment belongs to the entry, so that a comma or none behind it is all the same.
      if (isBehind && token.shape == BLOCK_COMMENT && !group.entries.empty() &&
          group.entries.back().trailing.empty() && !group.entries.back().verbatim) {
        group.entries.back().pieces.push_back({.token = index});
        builder.measure(group.entries.back().pieces.back());
        return;
      }
      // Behind a comma on a line of its own there may be a second comment.
      if (isBehind && !isFollowed &&
          (group.entries.empty() || group.entries.back().trailing.empty()))
        (group.entries.empty() ? group.opening : group.entries.back().trailing).push_back(index);
      else
        pending.push_back({index, isAfterBlank});
      isNewLine = true;
    }
    /// What stands in `(a && b)` is no entry in the AST.
    bool isParenthesized() const { return group.kind == LPAREN; }
    bool isEntryStart(uint32_t index) const {
      return isParenthesized() ? group.entries.empty() && !builder.isEnd(index)
                               : builder.isEntryStart(index);
    }
    bool isAtBegin() const { return group.entries.empty() && pending.empty(); }

    bool readPiece(const Token &token) {
      isOpen &= !isEntryStart(builder.at);
      if (!isOpen) {
        if (!isEntryStart(builder.at))
          return false;
        Entry &entry = group.entries.emplace_back();
        entry.leading = std::move(pending);
        entry.isOnNewLine = isNewLine;
        entry.isAfterBlank = (prefix.empty() ? breaks : prefixBreaks) > 1 || isDetached;
        entry.marks = builder.marks[builder.getOffset(token)] | BreakableMark * isParenthesized();
        llvm::SmallVector<Piece, 1> comments = std::move(prefix);
        startOver();
        isOpen = true;
        for (const Piece &comment : comments)
          addPiece(comment);
      }
      wasDoc = isDetached = false;
      Piece piece = {.token = builder.at, .isOnNewLine = breaks > 0};
      if (isOpening(token)) {
        Group &inner = builder.tree.groups.emplace_back();
        inner.open = builder.at++;
        inner.kind = token.kind;
        if (!EntryReader(builder, inner).run())
          return false;
        piece.group = &inner;
      }
      addPiece(piece);
      isNewLine = false;
      return true;
    }

    void addPiece(Piece piece) {
      Entry &entry = group.entries.back();
      builder.measure(piece);
      if (!entry.pieces.empty()) {
        const Piece &last = entry.pieces.back();
        const Token &before = builder.buffer.tokens[last.token];
        TokenKind kind = builder.buffer.tokens[piece.token].kind;
        piece.isBody = piece.group && piece.group->isBlock() && isBodyAfter(before);
        if (last.endsLine)
          piece.before = Break::Hard;
        else if (entry.is(PipelineMark) && kind == PIPE && piece.isOnNewLine)
          piece.before = Break::Hard;
        else if (entry.is(BreakableMark) &&
                 (kind == AND || kind == OR || kind == COALESCE || kind == PIPE))
          piece.before = piece.isOnNewLine ? Break::Hard : Break::Soft;
      }
      // A break after an operator is moved before it.
      if (piece.isOnNewLine && !entry.pieces.empty()) {
        Piece &last = entry.pieces.back();
        if (last.before == Break::Soft ||
            (entry.is(PipelineMark) && builder.buffer.tokens[last.token].kind == PIPE))
          last.before = Break::Hard;
      }
      entry.pieces.push_back(piece);
    }

    bool finish(const Token &token) {
      if ((token.kind == END_OF_FILE) != (group.kind == END_OF_FILE))
        return false;
      if (token.kind != END_OF_FILE) {
        TokenKind open = builder.buffer.tokens[group.open].shape;
        if (token.shape != (open == LBRACE ? RBRACE : open == LBRACKET ? RBRACKET : RPAREN))
          return false;
      }
      group.close = builder.at;
      group.tail = std::move(pending);
      group.isBroken |= isNewLine && !group.isEmpty();
      builder.finish(group);
      return true;
    }

    TreeBuilder &builder;
    Group &group;
    std::vector<Comment> pending;       // comments on lines of their own before the next entry
    llvm::SmallVector<Piece, 1> prefix; // comments on the line of the next entry
    unsigned prefixBreaks = 0;
    unsigned breaks = 0;     // directly before the token
    bool isNewLine = false;  // a line ended since the last entry
    bool isOpen = false;     // the last entry may go on
    bool wasDoc = false;     // the last token was a documentation comment between entries
    bool isDetached = false; // and a comma came after it
  };

  uint32_t getOffset(const Token &token) const {
    return token.range.begin - buffer.file->getBase();
  }
  bool isEntryStart(uint32_t index) const {
    return marks[getOffset(buffer.tokens[index])] & EntryMark &&
           buffer.tokens[index].kind != END_OF_FILE;
  }
  bool isEnd(uint32_t index) const {
    const Token &token = buffer.tokens[index];
    return token.kind == END_OF_FILE || token.kind == COMMA || isClosing(token);
  }
  /// Whether the comma at hand stands between entries, not between the variables of a `for`.
  bool isSeparator() const {
    uint32_t next = following[at];
    return isEntryStart(next) || isEnd(next) || isRegion(next);
  }
  bool isRegion(uint32_t index) const {
    return nextRegion < regions.size() && regions[nextRegion].begin == index;
  }
  /// Whether the entry at hand goes no further than here.
  bool endsEntry() const {
    uint32_t next = following[at];
    if (buffer.tokens[next].kind == COMMA) {
      uint32_t after = following[next];
      return isEntryStart(after) || isEnd(after) || isRegion(after);
    }
    return isEntryStart(next) || isEnd(next) || isRegion(next);
  }

  void findFollowing() {
    size_t count = buffer.tokens.size();
    following.resize(count);
    isFollowed.resize(count);
    uint32_t next = count - 1;
    bool onLine = false;
    for (size_t i = count; i-- > 0;) {
      const Token &token = buffer.tokens[i];
      following[i] = next;
      isFollowed[i] = onLine && token.shape != LINE_COMMENT && token.shape != DOC_COMMENT;
      if (token.shape == WHITESPACE) {
        if (countBreaks(buffer.getText(token)))
          onLine = false;
      } else if (token.shape == LINE_COMMENT || token.shape == DOC_COMMENT) {
        onLine = false;
      } else if (token.shape != BLOCK_COMMENT) {
        next = i;
        onLine = token.kind != END_OF_FILE;
      }
    }
  }

  /// Takes the region that begins at the token at hand as an entry of the file.
  void takeRegion(std::vector<Comment> &leading, bool isNewLine, bool isAfterBlank, Group &group) {
    Entry &entry = group.entries.emplace_back();
    entry.leading = std::move(leading);
    entry.isOnNewLine = isNewLine;
    entry.isAfterBlank = isAfterBlank;
    entry.verbatim = regions[nextRegion++];
    at = entry.verbatim->end - 1;
  }

  void measure(Piece &piece) const {
    if (piece.group) {
      piece.measure = piece.group->measure;
      return;
    }
    llvm::StringRef text = buffer.getText(buffer.tokens[piece.token]);
    size_t newline = text.find('\n');
    if (newline == llvm::StringRef::npos)
      piece.measure.first = getWidth(text);
    else
      piece.measure = {true, getWidth(text.take_front(newline).rtrim('\r')), 0,
                       getWidth(text.drop_front(text.rfind('\n') + 1))};
  }

  void measure(Entry &entry) const {
    for (size_t i = 0; i < entry.pieces.size(); ++i) {
      const Piece &piece = entry.pieces[i];
      if (piece.before == Break::Hard)
        entry.measure.append(lineBreak);
      else if (i > 0 && needsBlank(buffer.tokens[getLastToken(entry.pieces[i - 1])],
                                   buffer.tokens[piece.token]))
        entry.measure.append({.first = 1});
      entry.measure.append(piece.measure);
    }
  }
  static uint32_t getLastToken(const Piece &piece) {
    return piece.group ? piece.group->close : piece.token;
  }

  void finish(Group &group) {
    group.isBroken |= !group.opening.empty() || !group.tail.empty();
    for (Entry &entry : group.entries) {
      measure(entry);
      group.isBroken |= entry.isOnNewLine || !entry.leading.empty() || !entry.trailing.empty() ||
                        (group.isBlock() && entry.measure.isMulti) ||
                        llvm::any_of(entry.pieces, [](const Piece &piece) {
                          return piece.before == Break::Hard || piece.endsLine;
                        });
    }
    if (group.isBlock() && !group.entries.empty())
      group.isBroken |= isMountAlone(group.entries.back());
    if (group.isBroken && !group.isEmpty()) {
      group.measure = {true, 1, 0, 1};
      return;
    }
    unsigned blanks = group.isBlock() && !group.isEmpty() ? 1 : 0;
    group.measure.append({.first = 1 + blanks});
    for (const Entry &entry : group.entries) {
      if (&entry != &group.entries.front())
        group.measure.append({.first = 2});
      group.measure.append(entry.measure);
    }
    group.measure.append({.first = 1 + blanks});
  }

  /// A step called `mount`: before a `}` on its line it would be a keyword.
  bool isMountAlone(const Entry &entry) const {
    bool isMount = false;
    for (const Piece &piece : entry.pieces) {
      if (buffer.tokens[piece.token].isComment())
        continue;
      if (isMount || buffer.getText(buffer.tokens[piece.token]) != "mount")
        return false;
      isMount = true;
    }
    return isMount;
  }

  const TokenBuffer &buffer;
  const std::vector<uint8_t> &marks;
  llvm::ArrayRef<Region> regions;
  Tree tree;
  uint32_t at = 0;
  size_t nextRegion = 0;
  std::vector<uint32_t> following; // for each token the next that is no white space or comment
  std::vector<bool> isFollowed;    // whether that one begins on its line
};

} // namespace

Tree format::buildTree(const TokenBuffer &buffer, const EntryMarks &marks,
                       llvm::ArrayRef<Region> brokenRegions) {
  return TreeBuilder(buffer, marks, brokenRegions).run();
}

//===-- Imports -----------------------------------------------------------===//

/// The text of an import's path; empty for other entries.
static llvm::StringRef getImported(const Entry &entry, const TokenBuffer &buffer) {
  if (entry.verbatim || buffer.tokens[entry.pieces.front().token].kind != IMPORT)
    return {};
  const Token &path = buffer.tokens[entry.pieces[1].token];
  return path.shape == STRING ? buffer.getText(path) : llvm::StringRef();
}

static void setAfterBlank(Entry &entry, bool isAfterBlank) {
  (entry.leading.empty() ? entry.isAfterBlank : entry.leading.front().isAfterBlank) = isAfterBlank;
}

void format::sortImports(Tree &tree, const TokenBuffer &buffer) {
  std::vector<Entry> &entries = tree.file->entries;
  auto getKey = [&](const Entry &entry) {
    llvm::StringRef path = getImported(entry, buffer).trim('"');
    unsigned rank = path.starts_with("stash/") ? 0 : path.ends_with(".stash") ? 1 : 2;
    return std::pair(rank, path);
  };
  auto hasDoc = [&](const Entry &entry) {
    return llvm::any_of(entry.trailing,
                        [&](uint32_t token) { return buffer.tokens[token].shape == DOC_COMMENT; });
  };
  for (size_t begin = 0, end; begin < entries.size(); begin = end) {
    end = begin + 1;
    if (getImported(entries[begin], buffer).empty())
      continue;
    while (end < entries.size() && !getImported(entries[end], buffer).empty() &&
           !entries[end].beginsAfterBlank() &&
           llvm::none_of(
               entries[end].leading, [](Comment c) { return c.isAfterBlank; }) &&
           !entries[end].isAfterBlank)
      ++end;
    auto run = llvm::MutableArrayRef(entries).slice(begin, end - begin);
    // A documentation comment behind one would come to document what it lands before.
    if (run.size() == 1 || llvm::any_of(run, hasDoc))
      continue;
    // What is said at the top of a file, or parted from the import by a blank line, stays there.
    Entry &first = run.front();
    std::vector<Comment> header;
    if (begin == 0 || first.isAfterBlank)
      header = std::exchange(first.leading, {});
    bool isAfterBlank = first.beginsAfterBlank();
    setAfterBlank(first, false);
    llvm::stable_sort(run, [&](const Entry &a, const Entry &b) { return getKey(a) < getKey(b); });
    setAfterBlank(first, isAfterBlank);
    first.leading.insert(first.leading.begin(), header.begin(), header.end());
  }
}
