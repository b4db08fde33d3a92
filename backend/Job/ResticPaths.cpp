#include "backend/Job/ResticPaths.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

std::string stash::cleanPath(llvm::StringRef path) {
  bool isAbsolute = path.starts_with("/");
  llvm::SmallVector<llvm::StringRef, 8> parts, kept;
  path.split(parts, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    if (part == ".")
      continue;
    if (part == ".." && !kept.empty() && kept.back() != "..")
      kept.pop_back();
    else if (part != ".." || !isAbsolute)
      kept.push_back(part);
  }
  std::string clean = (isAbsolute ? "/" : "") + llvm::join(kept, "/");
  return clean.empty() ? "." : clean;
}

bool stash::isWithin(llvm::StringRef path, llvm::StringRef directory) {
  std::string inner = cleanPath(path), outer = cleanPath(directory);
  llvm::StringRef rest = inner;
  return outer == "/" ? rest.starts_with("/")
                      : rest.consume_front(outer) && (rest.empty() || rest.front() == '/');
}

/// Reads one character of a class; false where Go's path matching refuses it.
static bool consumeClassCharacter(llvm::StringRef &text) {
  if (text.empty() || text.front() == '-' || text.front() == ']')
    return false;
  if (text.consume_front("\\") && text.empty())
    return false;
  text = text.drop_front();
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80)
    text = text.drop_front(); // the rest of a character of UTF-8
  return !text.empty();
}

/// Reads a class behind its `[`.
static std::optional<std::string> consumeClass(llvm::StringRef &text) {
  std::string shown = ("'[" + text.take_until([](char c) { return c == ']'; }) + "'").str();
  text.consume_front("^");
  for (bool isFirst = true;; isFirst = false) {
    if (!isFirst && text.consume_front("]"))
      return std::nullopt;
    if (!text.contains(']'))
      return shown + " has no ']'";
    bool isRead = consumeClassCharacter(text);
    if (isRead && text.consume_front("-"))
      isRead = consumeClassCharacter(text);
    if (!isRead)
      return shown + " is not a set of characters";
  }
}

std::optional<std::string> stash::findPatternFault(llvm::StringRef pattern) {
  pattern.consume_front("!"); // of an exclusion: what is kept nevertheless
  llvm::SmallVector<llvm::StringRef, 8> parts;
  pattern.split(parts, '/');
  for (llvm::StringRef part : parts)
    while (!part.empty()) {
      if (part.consume_front("[")) {
        if (std::optional<std::string> fault = consumeClass(part))
          return fault;
        continue;
      }
      if (part.consume_front("\\") && part.empty())
        return "it ends in a backslash";
      part = part.drop_front();
    }
  return std::nullopt;
}

bool stash::mayMatchWithin(llvm::StringRef pattern, llvm::StringRef directory) {
  std::string cleanPattern = cleanPath(pattern), cleanDirectory = cleanPath(directory);
  llvm::SmallVector<llvm::StringRef, 8> wanted, there;
  llvm::StringRef(cleanPattern).split(wanted, '/', -1, /*KeepEmpty=*/false);
  llvm::StringRef(cleanDirectory).split(there, '/', -1, /*KeepEmpty=*/false);
  for (size_t i = 0; i < wanted.size() && i < there.size(); ++i) {
    if (wanted[i].find_first_of("*?[\\") != llvm::StringRef::npos)
      return true;
    if (wanted[i] != there[i])
      return false;
  }
  return true;
}
