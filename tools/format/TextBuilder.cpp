#include "tools/format/TextBuilder.h"

#include "tools/format/Spacing.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::format;

TextBuilder::TextBuilder(const TokenBuffer &buffer, llvm::StringRef lineEnd)
    : buffer(buffer), lineEnd(lineEnd) {
  llvm::StringRef source = buffer.file->getText();
  text.reserve(source.size() + source.size() / 8 + 16);
  if (source.starts_with("\xEF\xBB\xBF"))
    text += "\xEF\xBB\xBF";
}

void TextBuilder::startLine(unsigned indent, bool afterBlank) {
  if (!tokens.empty()) {
    text += lineEnd;
    if (afterBlank)
      text += lineEnd;
  }
  lineBegin = text.size();
  text.append(indent, ' ');
  column = indentation = indent;
}

void TextBuilder::add(llvm::StringRef added) {
  text += added;
  column += getWidth(added);
}

void TextBuilder::addToken(uint32_t token) {
  llvm::StringRef added = buffer.getText(buffer.tokens[token]);
  if (buffer.tokens[token].shape != TokenKind::COMMA)
    tokens.push_back(token);
  text += added;
  size_t newline = added.rfind('\n');
  if (newline == llvm::StringRef::npos)
    column += getWidth(added);
  else
    column = getWidth(added.drop_front(newline + 1));
}

void TextBuilder::addTrailing(uint32_t token) {
  const SourceFile &file = *buffer.file;
  uint32_t offset = buffer.tokens[token].range.begin;
  unsigned line = file.getLineIndex(offset);
  llvm::StringRef before =
      file.getText().slice(file.getLineBegin(line) - file.getBase(), offset - file.getBase());
  if (!pads.empty() && pads.back().line == line && pads.back().at > lineBegin) {
    text += ' '; // a second one on the line
    addComment(token);
    return;
  }
  llvm::StringRef code = before.rtrim(" \t");
  auto getIndent = [](llvm::StringRef line) { return line.size() - line.ltrim(" \t").size(); };
  llvm::StringRef output = llvm::StringRef(text).drop_front(text.rfind('\n') + 1);
  pads.push_back({text.size(), column, static_cast<unsigned>(before.size() - code.size()), line,
                  getWidth(before),
                  static_cast<int>(getIndent(output)) - static_cast<int>(getIndent(before))});
  addComment(token);
}

void TextBuilder::addComment(uint32_t token) {
  llvm::StringRef comment = buffer.getText(buffer.tokens[token]).rtrim();
  tokens.push_back(token);
  llvm::SmallVector<llvm::StringRef, 8> lines;
  comment.split(lines, '\n');
  bool isStarred = lines.size() > 1 && llvm::all_of(llvm::drop_begin(lines), [](llvm::StringRef l) {
                     return l.ltrim(" \t").starts_with("*");
                   });
  if (!isStarred || column != indentation) {
    text += comment;
    return;
  }
  text += lines.front().rtrim();
  for (llvm::StringRef line : llvm::drop_begin(lines)) {
    text += lineEnd;
    text.append(indentation + 1, ' ');
    text += line.trim();
  }
}

void TextBuilder::addVerbatim(llvm::StringRef added, uint32_t firstToken, uint32_t endToken,
                              bool isEnd) {
  text += added;
  isEnded = isEnd;
  for (uint32_t i = firstToken; i < endToken; ++i)
    if (buffer.tokens[i].shape != TokenKind::WHITESPACE &&
        buffer.tokens[i].shape != TokenKind::COMMA)
      tokens.push_back(i);
}

void TextBuilder::alignPads(llvm::MutableArrayRef<Pad> run) const {
  if (run.size() == 1) {
    run.front().gap = std::max(run.front().gap, 2u);
    return;
  }
  int target = static_cast<int>(run.front().column) + run.front().shift;
  for (const Pad &pad : run)
    target = std::max(target, static_cast<int>(pad.codeEnd) + 2);
  for (Pad &pad : run)
    pad.gap = target - pad.codeEnd;
}

std::string TextBuilder::finish() {
  if (!tokens.empty() && !isEnded)
    text += lineEnd;
  for (size_t begin = 0, end; begin < pads.size(); begin = end) {
    end = begin + 1;
    while (end < pads.size() && pads[end].line == pads[end - 1].line + 1 &&
           pads[end].column == pads[begin].column)
      ++end;
    alignPads(llvm::MutableArrayRef(pads).slice(begin, end - begin));
  }
  if (pads.empty())
    return std::move(text);
  std::string result;
  result.reserve(text.size() + pads.size() * 4);
  size_t done = 0;
  for (const Pad &pad : pads) {
    result.append(text, done, pad.at - done);
    result.append(pad.gap, ' ');
    done = pad.at;
  }
  result.append(text, done);
  return result;
}
