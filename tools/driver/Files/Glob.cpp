#include "tools/driver/Files/Glob.h"

#include <optional>

using namespace stash;

/// Matches one character with the class at the beginning of `pattern`, which is taken off. Nothing,
/// and nothing taken, when the class has no end: its `[` is then a character like others.
static std::optional<bool> matchClass(llvm::StringRef &pattern, char c) {
  llvm::StringRef rest = pattern.drop_front();
  bool isNegated = rest.consume_front("!") || rest.consume_front("^");
  bool found = false;
  // A `]` right at the beginning is one of the members.
  for (bool isFirst = true; isFirst || !rest.starts_with("]"); isFirst = false) {
    auto take = [&]() -> std::optional<char> {
      rest.consume_front("\\");
      if (rest.empty())
        return std::nullopt;
      char taken = rest.front();
      rest = rest.drop_front();
      return taken;
    };
    std::optional<char> low = take(), high = low;
    if (rest.starts_with("-") && rest.size() > 1 && rest[1] != ']') {
      rest = rest.drop_front();
      high = take();
    }
    if (!low || !high || rest.empty())
      return std::nullopt;
    auto code = [](char character) { return static_cast<unsigned char>(character); };
    found |= code(*low) <= code(c) && code(c) <= code(*high);
  }
  pattern = rest.drop_front();
  return found != isNegated;
}

bool driver::matchesGlob(llvm::StringRef pattern, llvm::StringRef path) {
  // The last star of each sort is where a mismatch goes back to: each takes one character more.
  struct Retry {
    llvm::StringRef pattern, path;
    bool isSet = false;
  } star, slashes;
  bool atPartBegin = true;
  for (;;) {
    if (atPartBegin && (pattern.starts_with("**/") || pattern == "**")) {
      bool isAll = pattern == "**";
      if (isAll)
        return true;
      pattern = pattern.drop_front(3);
      slashes = {pattern, path, true};
      star.isSet = false;
      continue;
    }
    bool matches = false;
    if (pattern.starts_with("*")) {
      pattern = pattern.ltrim('*');
      star = {pattern, path, true};
      atPartBegin = false;
      continue;
    }
    if (pattern.empty() && path.empty())
      return true;
    if (!pattern.empty() && !path.empty()) {
      char c = path.front();
      llvm::StringRef rest = pattern;
      if (rest.front() == '?') {
        matches = c != '/';
        rest = rest.drop_front();
      } else if (std::optional<bool> inClass =
                     rest.front() == '[' ? matchClass(rest, c) : std::nullopt) {
        matches = *inClass && c != '/';
      } else {
        if (rest.size() > 1)
          rest.consume_front("\\");
        matches = rest.front() == c;
        rest = rest.drop_front();
      }
      if (matches) {
        pattern = rest;
        path = path.drop_front();
        atPartBegin = c == '/';
        continue;
      }
    }
    if (star.isSet && !star.path.empty() && star.path.front() != '/') {
      star.path = star.path.drop_front();
      pattern = star.pattern;
      path = star.path;
      atPartBegin = false;
      continue;
    }
    // `**/` goes on behind the next slash.
    size_t slash = slashes.isSet ? slashes.path.find('/') : llvm::StringRef::npos;
    if (slash == llvm::StringRef::npos)
      return false;
    slashes.path = slashes.path.drop_front(slash + 1);
    pattern = slashes.pattern;
    path = slashes.path;
    star.isSet = false;
    atPartBegin = true;
  }
}
