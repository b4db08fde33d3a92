#include "backend/Job/GoUrl.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <arpa/inet.h>

using namespace stash;

namespace {

/// Undoes `%xx`. In a host only bytes beyond ASCII and a few delimiters may be written so.
std::optional<std::string> unescape(llvm::StringRef text, bool isHost) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c != '%') {
      bool isOdd = isHost && static_cast<uint8_t>(c) < 0x80 && !llvm::isAlnum(c) &&
                   !llvm::StringRef("-_.~!$&'()*+,;=:[]<>\"").contains(c);
      if (isOdd)
        return std::nullopt;
      result += c;
      continue;
    }
    llvm::StringRef digits = text.substr(i + 1, 2);
    unsigned byte;
    if (digits.size() < 2 || !llvm::all_of(digits, llvm::isHexDigit) ||
        digits.getAsInteger(16, byte))
      return std::nullopt;
    if (isHost && byte < 0x80 && digits != "25")
      return std::nullopt;
    result += static_cast<char>(byte);
    i += 2;
  }
  return result;
}

bool isValidPort(llvm::StringRef port) {
  return port.empty() || (port.consume_front(":") && llvm::all_of(port, llvm::isDigit));
}

/// Whether brackets may hold this: an IPv6 address with an optional zone.
bool isAddress(llvm::StringRef text) {
  auto [address, zone] = text.split('%');
  in6_addr parsed;
  return (address.size() == text.size() || !zone.empty()) &&
         inet_pton(AF_INET6, address.str().c_str(), &parsed) == 1;
}

std::optional<std::string> parseHost(llvm::StringRef host) {
  size_t open = host.rfind('[');
  if (open == llvm::StringRef::npos) {
    size_t colon = host.rfind(':');
    if (colon != llvm::StringRef::npos && !isValidPort(host.substr(colon)))
      return std::nullopt;
    return unescape(host, /*isHost=*/true);
  }
  size_t close = host.rfind(']');
  if (open > 0 || close == llvm::StringRef::npos || !isValidPort(host.substr(close + 1)))
    return std::nullopt;
  std::optional<std::string> address = unescape(host.slice(1, close), /*isHost=*/true);
  if (!address || !isAddress(*address))
    return std::nullopt;
  return "[" + *address + "]" + host.substr(close + 1).str();
}

bool isValidUser(llvm::StringRef user) {
  return llvm::all_of(user, [](char c) {
    return llvm::isAlnum(c) || llvm::StringRef("-._:~!$&'()*+,;=%@").contains(c);
  });
}

/// Takes `scheme:` off. Nothing when there is an empty scheme.
std::optional<llvm::StringRef> takeScheme(llvm::StringRef &text) {
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (llvm::isAlpha(c))
      continue;
    if (llvm::isDigit(c) || c == '+' || c == '-' || c == '.') {
      if (i == 0)
        return llvm::StringRef();
      continue;
    }
    if (c != ':')
      return llvm::StringRef();
    if (i == 0)
      return std::nullopt;
    llvm::StringRef scheme = text.take_front(i);
    text = text.substr(i + 1);
    return scheme;
  }
  return llvm::StringRef();
}

} // namespace

std::optional<GoUrl> stash::parseGoUrl(llvm::StringRef text) {
  if (llvm::any_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }))
    return std::nullopt;
  auto [rest, fragment] = text.split('#');
  if (!unescape(fragment, /*isHost=*/false))
    return std::nullopt;
  if (rest == "*")
    return GoUrl{"", "*"};
  std::optional<llvm::StringRef> scheme = takeScheme(rest);
  if (!scheme)
    return std::nullopt;
  rest = rest.split('?').first;
  GoUrl url;
  if (!rest.starts_with("/")) {
    if (!scheme->empty())
      return url; // opaque: neither host nor path
    if (rest.split('/').first.contains(':'))
      return std::nullopt;
  }
  if (rest.starts_with("//") && (!scheme->empty() || !rest.starts_with("///"))) {
    llvm::StringRef authority = rest.substr(2);
    size_t slash = std::min(authority.find('/'), authority.size());
    rest = authority.substr(slash);
    authority = authority.take_front(slash);
    size_t at = authority.rfind('@');
    if (at != llvm::StringRef::npos) {
      llvm::StringRef user = authority.take_front(at);
      if (!isValidUser(user) || !unescape(user, /*isHost=*/false))
        return std::nullopt;
      authority = authority.substr(at + 1);
    }
    std::optional<std::string> host = parseHost(authority);
    if (!host)
      return std::nullopt;
    url.host = std::move(*host);
  }
  std::optional<std::string> path = unescape(rest, /*isHost=*/false);
  if (!path)
    return std::nullopt;
  url.path = std::move(*path);
  return url;
}
