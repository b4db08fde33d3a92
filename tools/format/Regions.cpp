#include "tools/format/Regions.h"

#include "tools/format/Spacing.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash;
using namespace stash::format;

namespace {

class RegionFinder {
public:
  RegionFinder(const TokenBuffer &buffer, const ast::Module &module) : buffer(buffer) {
    // A segment goes from one item to the next; what stands before the first is one, too.
    uint32_t token = 0;
    segments.push_back({0, 0});
    for (const ast::Item *item : module.items) {
      while (buffer.tokens[token].range.begin < item->getRange().begin)
        ++token;
      if (token > segments.back().begin || segments.size() == 1)
        segments.push_back({token, 0});
    }
    for (size_t i = 0; i < segments.size(); ++i) {
      segments[i].end = i + 1 < segments.size() ? segments[i + 1].begin : buffer.tokens.size() - 1;
      trim(segments[i]);
    }
    wrong.resize(segments.size());
  }

  void mark(SourceRange range) {
    if (!buffer.file->getRange().contains(range))
      return;
    auto find = [&](uint32_t offset) {
      auto next = llvm::partition_point(
          segments, [&](const Region &segment) { return getBegin(segment) <= offset; });
      return std::max<size_t>(next - segments.begin(), 1) - 1;
    };
    size_t last = find(std::max(range.begin, range.end > 0 ? range.end - 1 : 0));
    for (size_t i = find(range.begin); i <= last; ++i)
      wrong[i] = true;
  }

  std::vector<Region> run() {
    // What shares a line with a mistake belongs to it.
    for (size_t i = 1; i < segments.size(); ++i)
      if (wrong[i - 1] && !startsLine(segments[i]))
        wrong[i] = true;
    for (size_t i = segments.size() - 1; i > 0; --i)
      if (wrong[i] && !startsLine(segments[i]))
        wrong[i - 1] = true;
    std::vector<Region> result;
    for (size_t i = 0; i < segments.size(); ++i) {
      if (!wrong[i] || segments[i].begin == segments[i].end)
        continue;
      if (i > 0 && wrong[i - 1] && !result.empty() && !startsLine(segments[i]))
        result.back().end = segments[i].end;
      else
        result.push_back(segments[i]);
    }
    return result;
  }

private:
  static bool isBlank(const Token &token) {
    return token.shape == TokenKind::WHITESPACE || token.isComment();
  }
  uint32_t getBegin(const Region &segment) const {
    return buffer.tokens[segment.begin].range.begin;
  }

  /// Leaves comments on lines of their own to the items that they stand before.
  void trim(Region &segment) {
    uint32_t limit = segment.end;
    while (segment.begin < limit && isBlank(buffer.tokens[segment.begin]))
      ++segment.begin;
    while (segment.end > segment.begin && isBlank(buffer.tokens[segment.end - 1]))
      --segment.end;
    while (segment.end < limit && segment.end > segment.begin &&
           !(buffer.tokens[segment.end].shape == TokenKind::WHITESPACE &&
             countBreaks(buffer.getText(buffer.tokens[segment.end]))))
      ++segment.end;
  }

  bool startsLine(const Region &segment) const {
    for (uint32_t i = segment.begin; i-- > 0;) {
      const Token &token = buffer.tokens[i];
      if (token.shape == TokenKind::WHITESPACE && countBreaks(buffer.getText(token)))
        return true;
      if (!isBlank(token))
        return false;
    }
    return true;
  }

  const TokenBuffer &buffer;
  std::vector<Region> segments;
  std::vector<bool> wrong;
};

} // namespace

std::vector<Region> format::findBrokenRegions(const TokenBuffer &tokens, const ast::Module &module,
                                              const EntryMarks &marks,
                                              const DiagnosticEngine &diags) {
  if (!diags.hadErrors() && marks.errors.empty())
    return {};
  RegionFinder finder(tokens, module);
  for (SourceRange range : marks.errors)
    finder.mark(range);
  for (const Diagnostic &diagnostic : diags.getDiagnostics())
    if (diagnostic.severity == Severity::Error)
      finder.mark(diagnostic.range);
  for (SourceRange guessed : module.guessedBrackets)
    finder.mark(guessed);
  return finder.run();
}
