#include "sema/Schema/Image.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// Whether the first part of a path is a host: it has a dot, a port or a capital letter.
static bool isHost(llvm::StringRef part) {
  return part == "localhost" || part.contains('.') || part.contains(':') || part.lower() != part;
}

/// A part of a path: lower-case letters and digits, with separators between them.
static std::string findPartFault(llvm::StringRef part) {
  if (part.empty())
    return "a part of its path is empty";
  for (char c : part) {
    if (llvm::isUpper(c))
      return ("'" + part + "' has capital letters, but a path has none").str();
    if (static_cast<unsigned char>(c) >= 0x80)
      return "a path has ASCII letters only";
    if (!llvm::isAlnum(c) && !llvm::StringRef("._-").contains(c))
      return (llvm::Twine("'") + llvm::Twine(c) + "' is not allowed in its path").str();
  }
  if (!llvm::isAlnum(part.front()) || !llvm::isAlnum(part.back()))
    return ("'" + part + "' does not begin and end with a letter or a digit").str();
  return "";
}

std::string stash::findImageFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  if (text.contains("://"))
    return "it has no scheme such as 'https://'";
  for (char c : text)
    if (llvm::isSpace(c) || c == '$' || c == '{' || c == '}')
      return (llvm::Twine(llvm::isSpace(c) ? "a blank"
                          : c == '$'       ? "'$'"
                                           : "a brace") +
              " is not allowed in it")
          .str();
  auto [name, digest] = text.split('@');
  if (name.size() != text.size() && !digest.contains(':'))
    return "its digest is written 'sha256:…'";
  llvm::SmallVector<llvm::StringRef, 8> parts;
  name.split(parts, '/');
  if (parts.size() > 1 && isHost(parts[0]))
    parts.erase(parts.begin());
  auto [last, tag] = parts.back().split(':');
  bool hasTag = last.size() != parts.back().size();
  parts.back() = last;
  for (llvm::StringRef part : parts)
    if (std::string fault = findPartFault(part); !fault.empty())
      return fault;
  if (!hasTag)
    return "";
  if (tag.contains(':'))
    return "it has two tags";
  bool isGood = !tag.empty() && tag.size() <= 128 && tag[0] != '.' && tag[0] != '-' &&
                llvm::all_of(tag, [](char c) {
                  return llvm::isAlnum(c) || c == '_' || c == '.' || c == '-';
                });
  return isGood ? "" : ("'" + tag + "' is not a tag").str();
}
