#include "tools/format/Formatter.h"

#include "frontend/Parse/Lexer.h"
#include "frontend/Parse/Parser.h"
#include "tools/format/Printer.h"
#include "tools/format/Spacing.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::format;

namespace {

bool isPrinted(const Token &token) {
  return token.shape != TokenKind::WHITESPACE && token.shape != TokenKind::COMMA &&
         token.kind != TokenKind::END_OF_FILE;
}

std::vector<uint32_t> getPrinted(const TokenBuffer &buffer) {
  std::vector<uint32_t> indexes;
  for (auto [i, token] : llvm::enumerate(buffer.tokens))
    if (isPrinted(token))
      indexes.push_back(i);
  return indexes;
}

/// Compares a source with what was printed of it, and finds the edits between the two.
class Comparison {
public:
  Comparison(const TokenBuffer &before, Printed printed)
      : before(before), printed(std::move(printed)) {
    const SourceFile *file = sources.add(
        "formatted", llvm::MemoryBuffer::getMemBuffer(this->printed.text, "",
                                                      /*RequiresNullTerminator=*/false));
    if (!file)
      return;
    DiagnosticEngine diags(sources);
    after = lex(*file, diags);
    afterTokens = getPrinted(after);
    beforeTokens = getPrinted(before);
  }

  /// Whether nothing but white space, commas and the order of imports has changed, and every word
  /// plays the role that it had.
  bool isSame() const {
    if (!after.file || afterTokens.size() != beforeTokens.size() ||
        afterTokens.size() != printed.tokens.size())
      return false;
    for (size_t i = 0; i < afterTokens.size(); ++i) {
      const Token &a = before.tokens[printed.tokens[i]], &b = after.tokens[afterTokens[i]];
      if (a.kind != b.kind || a.shape != b.shape ||
          (!a.isComment() && getText(a).rtrim() != getNewText(b).rtrim()))
        return false; // blanks at its end are no part of a text block that lacks one
    }
    return true;
  }

  std::vector<TextEdit> getEdits() const {
    std::vector<TextEdit> edits;
    uint32_t oldEnd = 0, newEnd = 0;
    if (before.file->getText().starts_with("\xEF\xBB\xBF"))
      oldEnd = newEnd = 3;
    auto add = [&](uint32_t oldBegin, uint32_t newBegin) {
      addEdit(edits, oldEnd, oldBegin, newEnd, newBegin);
    };
    uint32_t furthest = 0; // of the tokens so far, where imports moved
    for (size_t i = 0; i < beforeTokens.size(); ++i) {
      const Token &a = before.tokens[beforeTokens[i]], &b = after.tokens[afterTokens[i]];
      bool isInPlace = printed.tokens[i] == beforeTokens[i] && furthest <= beforeTokens[i];
      furthest = std::max(furthest, printed.tokens[i]);
      if (!isInPlace || getText(a) != getNewText(b))
        continue;
      add(a.range.begin - before.file->getBase(), b.range.begin - after.file->getBase());
      oldEnd = a.range.end - before.file->getBase();
      newEnd = b.range.end - after.file->getBase();
    }
    add(before.file->getText().size(), printed.text.size());
    return edits;
  }

  std::string takeText() { return std::move(printed.text); }

private:
  llvm::StringRef getText(const Token &token) const { return before.getText(token); }
  llvm::StringRef getNewText(const Token &token) const { return after.getText(token); }

  void addEdit(std::vector<TextEdit> &edits, uint32_t oldBegin, uint32_t oldEnd, uint32_t newBegin,
               uint32_t newEnd) const {
    llvm::StringRef from = before.file->getText().slice(oldBegin, oldEnd);
    llvm::StringRef to = llvm::StringRef(printed.text).slice(newBegin, newEnd);
    if (from == to)
      return;
    while (!from.empty() && !to.empty() && from.back() == to.back()) {
      from = from.drop_back();
      to = to.drop_back();
    }
    while (!from.empty() && !to.empty() && from.front() == to.front()) {
      from = from.drop_front();
      to = to.drop_front();
      ++oldBegin;
    }
    edits.push_back({oldBegin, static_cast<uint32_t>(oldBegin + from.size()), to.str()});
  }

  const TokenBuffer &before;
  Printed printed;
  SourceManager sources;
  TokenBuffer after;
  std::vector<uint32_t> beforeTokens, afterTokens;
};

/// The first line end that is laid out, whose kind all of them then have: so the result asks for it
/// again, however a file mixes them. Those inside of tokens and of regions stay as they are; one of
/// them counts only where there is no other.
llvm::StringRef findLineEnd(const TokenBuffer &buffer, llvm::ArrayRef<Region> regions) {
  llvm::StringRef text = buffer.file->getText();
  size_t first = text.find('\n');
  for (uint32_t i = 0; i < buffer.tokens.size(); ++i) {
    const Token &token = buffer.tokens[i];
    if (!regions.empty() && i == regions.front().begin) {
      i = regions.front().end - 1;
      regions = regions.drop_front();
    } else if (token.shape == TokenKind::WHITESPACE && buffer.getText(token).contains('\n')) {
      first = text.find('\n', token.range.begin - buffer.file->getBase());
      break;
    }
  }
  return text.take_front(first).ends_with("\r") && first != llvm::StringRef::npos ? "\r\n" : "\n";
}

/// `entries` are those of `module`.
Result formatTokens(const TokenBuffer &tokens, const ast::Module &module,
                    const DiagnosticEngine &diags, const EntryMarks &entries, bool sorts) {
  llvm::StringRef source = tokens.file->getText();
  // What the lexer gave up has nothing but an end.
  bool isUnread = tokens.tokens.size() == 1 && diags.hadErrors();
  if (isUnread)
    return {source.str(), {}, false};
  std::vector<Region> regions = findBrokenRegions(tokens, module, entries, diags);
  Tree tree = buildTree(tokens, entries, regions);
  if (!tree.file)
    return {source.str(), {}, true};
  if (sorts)
    sortImports(tree, tokens);
  Comparison comparison(tokens, print(tree, tokens, findLineEnd(tokens, regions)));
  if (!comparison.isSame())
    return {source.str(), {}, true};
  std::vector<TextEdit> edits = comparison.getEdits();
  return {comparison.takeText(), std::move(edits), false};
}

/// Whether a text means what the source does, mistakes and all, and has a layout that stays. The
/// parser tells by the layout where a mistake ends, and so another one can be another text to it.
bool keepsMistakes(llvm::StringRef text, const ast::Module &module, const DiagnosticEngine &diags) {
  SourceManager sources;
  DiagnosticEngine found(sources);
  const SourceFile *file =
      sources.add("", llvm::MemoryBuffer::getMemBuffer(text, "", /*RequiresNullTerminator=*/false));
  TokenBuffer tokens = lex(*file, found);
  ast::Context ctx;
  ast::Module changed = parse(tokens, ctx, found);
  std::string before, after;
  llvm::raw_string_ostream beforeOut(before), afterOut(after);
  ast::dump(module, beforeOut);
  ast::dump(changed, afterOut);
  return found.getErrorCount() == diags.getErrorCount() && before == after &&
         formatTokens(tokens, changed, found, findEntries(changed), /*sorts=*/true).text == text;
}

/// Keeps the edits between two offsets. Those directly before the first token count.
std::vector<TextEdit> keepWithin(std::vector<TextEdit> edits, llvm::StringRef text, uint32_t begin,
                                 uint32_t end) {
  begin = text.take_front(begin).rtrim(" \t\r\n").size();
  llvm::erase_if(edits, [&](const TextEdit &edit) {
    return edit.end < begin || edit.begin >= std::max(end, begin + 1);
  });
  return edits;
}

} // namespace

Result format::format(const SourceFile &file, DiagnosticEngine &diags) {
  TokenBuffer tokens = lex(file, diags);
  ast::Context ctx;
  ast::Module module = parse(tokens, ctx, diags);
  return format(tokens, module, diags);
}

Result format::format(const TokenBuffer &tokens, const ast::Module &module,
                      const DiagnosticEngine &diags) {
  Result result = formatTokens(tokens, module, diags, findEntries(module), /*sorts=*/true);
  if (diags.hadErrors() && (result.isGivenUp || !keepsMistakes(result.text, module, diags)))
    return {tokens.file->getText().str(), {}, false};
  return result;
}

std::vector<TextEdit> format::formatRange(const TokenBuffer &tokens, const ast::Module &module,
                                          const DiagnosticEngine &diags, uint32_t begin,
                                          uint32_t end) {
  Result result = formatTokens(tokens, module, diags, findEntries(module), /*sorts=*/false);
  return keepWithin(std::move(result.edits), tokens.file->getText(), begin, end);
}

std::vector<TextEdit> format::formatItemAt(const TokenBuffer &tokens, const ast::Module &module,
                                           const DiagnosticEngine &diags, uint32_t offset) {
  EntryMarks entries = findEntries(module);
  uint32_t base = tokens.file->getBase();
  SourceRange innermost;
  for (SourceRange item : entries.items)
    if (item.begin <= base + offset && base + offset <= item.end &&
        (!innermost.isValid() || item.size() <= innermost.size()))
      innermost = item;
  if (!innermost.isValid())
    return {};
  Result result = formatTokens(tokens, module, diags, entries, /*sorts=*/false);
  return keepWithin(std::move(result.edits), tokens.file->getText(), innermost.begin - base,
                    innermost.end - base);
}
