#include "frontend/Template/TemplateGlob.h"

#include "frontend/Template/Unicode.h"

using namespace stash;

namespace {

enum class MatchResult : uint8_t { No, Yes, BadPattern };

/// A glob is a sequence of chunks, each of fixed length in characters and perhaps preceded by
/// stars. A star's chunk is tried from left to right and then never moved again; a malformed chunk
/// is noticed only when the matching reaches it, as in the operator.
class GlobMatcher {
public:
  explicit GlobMatcher(llvm::StringRef pattern) : pattern(pattern) {}

  MatchResult match(llvm::StringRef text);
  bool isExhausted() const { return steps == 0; }

private:
  /// Matches a chunk at the beginning of `text`, which it shortens when it does.
  MatchResult matchChunk(llvm::StringRef chunk, llvm::StringRef &text);
  MatchResult matchClass(llvm::StringRef &chunk, char32_t character);
  static llvm::StringRef takeChunk(llvm::StringRef &rest, bool &hasStar);
  static bool takeClassCharacter(llvm::StringRef &chunk, char32_t &character);

  llvm::StringRef pattern;
  uint64_t steps = 50'000'000;
};

llvm::StringRef GlobMatcher::takeChunk(llvm::StringRef &rest, bool &hasStar) {
  llvm::StringRef stripped = rest.ltrim('*');
  hasStar = stripped.size() != rest.size();
  bool inClass = false;
  size_t end = 0;
  for (; end < stripped.size(); ++end) {
    char c = stripped[end];
    if (c == '*' && !inClass)
      break;
    if (c == '\\' && end + 1 < stripped.size())
      ++end;
    else if (c == '[')
      inClass = true;
    else if (c == ']')
      inClass = false;
  }
  rest = stripped.substr(end);
  return stripped.substr(0, end);
}

bool GlobMatcher::takeClassCharacter(llvm::StringRef &chunk, char32_t &character) {
  if (chunk.empty() || chunk.front() == '-' || chunk.front() == ']')
    return false;
  chunk.consume_front("\\");
  DecodedCharacter next = decodeCharacter(chunk);
  if (next.size == 0 || (next.size == 1 && next.character == 0xFFFD))
    return false;
  character = next.character;
  chunk = chunk.substr(next.size);
  return !chunk.empty(); // the class is not closed
}

MatchResult GlobMatcher::matchClass(llvm::StringRef &chunk, char32_t character) {
  chunk = chunk.drop_front();
  bool negated = chunk.consume_front("^");
  bool found = false;
  for (bool isFirst = true; isFirst || !chunk.consume_front("]"); isFirst = false) {
    char32_t low, high;
    if (!takeClassCharacter(chunk, low))
      return MatchResult::BadPattern;
    high = low;
    if (chunk.consume_front("-") && !takeClassCharacter(chunk, high))
      return MatchResult::BadPattern;
    found |= low <= character && character <= high;
  }
  return found != negated ? MatchResult::Yes : MatchResult::No;
}

MatchResult GlobMatcher::matchChunk(llvm::StringRef chunk, llvm::StringRef &text) {
  llvm::StringRef rest = text;
  while (!chunk.empty()) {
    if (rest.empty() || steps == 0)
      return MatchResult::No;
    --steps;
    switch (chunk.front()) {
    case '[': {
      DecodedCharacter next = decodeCharacter(rest);
      rest = rest.substr(next.size);
      MatchResult inClass = matchClass(chunk, next.character);
      if (inClass != MatchResult::Yes)
        return inClass;
      break;
    }
    case '?':
      rest = rest.substr(decodeCharacter(rest).size);
      chunk = chunk.drop_front();
      break;
    case '\\':
      chunk = chunk.drop_front();
      if (chunk.empty())
        return MatchResult::BadPattern;
      [[fallthrough]];
    default:
      if (chunk.front() != rest.front())
        return MatchResult::No;
      rest = rest.drop_front();
      chunk = chunk.drop_front();
    }
  }
  text = rest;
  return MatchResult::Yes;
}

MatchResult GlobMatcher::match(llvm::StringRef text) {
  llvm::StringRef rest = pattern;
  while (!rest.empty()) {
    bool hasStar;
    llvm::StringRef chunk = takeChunk(rest, hasStar);
    if (hasStar && chunk.empty())
      return MatchResult::Yes;
    // The last chunk has to reach the end.
    MatchResult found = MatchResult::No;
    for (size_t skipped = 0; skipped <= (hasStar ? text.size() : 0); ++skipped) {
      llvm::StringRef candidate = text.substr(skipped);
      found = matchChunk(chunk, candidate);
      if (found == MatchResult::BadPattern || steps == 0)
        return found;
      if (found == MatchResult::Yes && (candidate.empty() || !rest.empty())) {
        text = candidate;
        break;
      }
      found = MatchResult::No;
    }
    if (found != MatchResult::Yes)
      return MatchResult::No;
  }
  return text.empty() ? MatchResult::Yes : MatchResult::No;
}

} // namespace

std::optional<llvm::StringRef> stash::trimPrefix(llvm::StringRef value, llvm::StringRef pattern,
                                                 bool longest) {
  GlobMatcher matcher(pattern);
  size_t matched = 0;
  // From the longest candidate down, and for the shortest through all of them: where a pattern is
  // malformed, the first candidate that gets that far decides.
  for (size_t size = value.size(); size > 0; --size) {
    MatchResult result = matcher.match(value.take_front(size));
    if (matcher.isExhausted())
      return std::nullopt;
    if (result == MatchResult::BadPattern)
      return value;
    if (result == MatchResult::Yes) {
      matched = size;
      if (longest)
        break;
    }
  }
  return value.substr(matched);
}
