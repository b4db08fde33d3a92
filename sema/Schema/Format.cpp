#include "sema/Schema/Format.h"

#include "frontend/Value/Duration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

#include <cctype>

using namespace stash;
using namespace stash::schema;

static bool isLowerAlnum(char c) { return llvm::isLower(c) || llvm::isDigit(c); }
static bool isNameChar(char c) { return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.'; }

/// The first character (a whole UTF-8 sequence) for which `isAllowed` does not hold, in quotes.
static std::optional<std::string> findForbidden(llvm::StringRef text, bool (*isAllowed)(char)) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (isAllowed(text[i]))
      continue;
    size_t end = i + 1;
    while (end < text.size() && (text[end] & 0xC0) == 0x80)
      ++end;
    if (text[i] == ' ')
      return "a space";
    if (static_cast<unsigned char>(text[i]) < 0x20)
      return "a control character";
    return ("'" + text.slice(i, end) + "'").str();
  }
  return std::nullopt;
}

static Fault tooLong(llvm::StringRef text, size_t limit) {
  if (text.size() <= limit)
    return std::nullopt;
  return ("it has " + llvm::Twine(text.size()) + " characters, and " + llvm::Twine(limit) +
          " is the limit")
      .str();
}

//===-- Names -------------------------------------------------------------===//

Fault schema::findDnsLabelFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  auto isAllowed = [](char c) { return isLowerAlnum(c) || c == '-'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only a-z, 0-9 and '-' are allowed in it";
  if (!isLowerAlnum(text.front()) || !isLowerAlnum(text.back()))
    return "it must begin and end with a letter or digit";
  return tooLong(text, 63);
}

Fault schema::findDnsSubdomainFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  auto isAllowed = [](char c) { return isLowerAlnum(c) || c == '-' || c == '.'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only a-z, 0-9, '-' and '.' are allowed in it";
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, '.');
  for (llvm::StringRef part : parts) {
    if (part.empty())
      return "a dot must be between letters or digits";
    if (!isLowerAlnum(part.front()) || !isLowerAlnum(part.back()))
      return parts.size() == 1 ? "it must begin and end with a letter or digit"
                               : ("'" + part + "' must begin and end with a letter or digit").str();
  }
  return tooLong(text, 253);
}

Fault schema::findDnsSubdomainPrefixFault(llvm::StringRef text) {
  // Kubernetes puts one letter for a dash at the end and what stands before it.
  if (text.ends_with("-") && text.size() > 1)
    return findDnsSubdomainFault((text.drop_back(2) + "a").str());
  return findDnsSubdomainFault(text);
}

Fault schema::findQualifiedNameFault(llvm::StringRef text) {
  llvm::StringRef name = text;
  if (text.contains('/')) {
    auto [prefix, rest] = text.split('/');
    name = rest;
    if (rest.contains('/'))
      return "it has more than one '/'";
    if (prefix.empty())
      return "nothing comes before '/'";
    if (Fault fault = findDnsSubdomainFault(prefix))
      return ("its prefix '" + prefix + "' is not a DNS subdomain: " + *fault).str();
  }
  if (name.empty())
    return text.empty() ? "it is empty" : "nothing comes after '/'";
  if (auto c = findForbidden(name, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' are allowed in it";
  if (!llvm::isAlnum(name.front()) || !llvm::isAlnum(name.back()))
    return "it must begin and end with a letter or digit";
  return tooLong(name, 63);
}

Fault schema::findLabelValueFault(llvm::StringRef text) {
  if (text.empty())
    return std::nullopt;
  if (auto c = findForbidden(text, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' are allowed in it";
  if (!llvm::isAlnum(text.front()) || !llvm::isAlnum(text.back()))
    return "it must begin and end with a letter or digit";
  return tooLong(text, 63);
}

Fault schema::findPortNameFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  if (Fault fault = tooLong(text, 15))
    return fault;
  auto isAllowed = [](char c) { return isLowerAlnum(c) || c == '-'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only a-z, 0-9 and '-' are allowed in it";
  if (llvm::none_of(text, [](char c) { return llvm::isLower(c); }))
    return "it has no letter, and a number written as a string is not a port number";
  if (text.contains("--"))
    return "it has two '-' in a row";
  if (text.front() == '-' || text.back() == '-')
    return "it must begin and end with a letter or digit";
  return std::nullopt;
}

static Fault findConfigKeyFault(llvm::StringRef text) {
  if (auto c = findForbidden(text, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' are allowed in it";
  if (text == "." || text == ".." || text.starts_with(".."))
    return "it must not begin with '..', and not be '.'";
  return tooLong(text, 253);
}

static Fault findEnvNameFault(llvm::StringRef text) {
  auto isAllowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '='; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only printable ASCII characters but '=' are allowed in it";
  return std::nullopt;
}

Fault schema::findNarrowEnvNameFault(llvm::StringRef text) {
  auto isAllowed = [](char c) { return llvm::isAlnum(c) || llvm::StringRef("-._").contains(c); };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c +
           ", and only letters, digits, '-', '_' and '.' are allowed in it before 1.32";
  if (!text.empty() && llvm::isDigit(text.front()))
    return "it must not begin with a digit before 1.32";
  if (text == "." || text.starts_with(".."))
    return "it must not be '.' nor begin with '..' before 1.32";
  return std::nullopt;
}

static Fault findHttpHeaderFault(llvm::StringRef text) {
  auto isAllowed = [](char c) { return llvm::isAlnum(c) || c == '-'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only letters, digits and '-' are allowed in it";
  return std::nullopt;
}

static Fault findPathSegmentFault(llvm::StringRef text) {
  if (text == "." || text == "..")
    return ("it must not be '" + text + "'").str();
  for (char c : {'/', '%'})
    if (text.contains(c))
      return (llvm::Twine("it has '") + llvm::Twine(c) + "'").str();
  return std::nullopt;
}

Fault schema::findDomainPrefixedPathFault(llvm::StringRef text) {
  auto [prefix, path] = text.split('/');
  if (prefix.empty() || path.empty())
    return "it must be a domain and a path, as example.com/name";
  if (Fault fault = findDnsSubdomainFault(prefix))
    return ("'" + prefix + "' is not a DNS subdomain: " + *fault).str();
  auto isAllowed = [](char c) {
    return llvm::isAlnum(c) || llvm::StringRef("/-._~!$&'()*+,;=:%").contains(c);
  };
  if (auto c = findForbidden(path, isAllowed))
    return "its path has " + *c;
  return tooLong(text, 63);
}

//===-- Paths, addresses --------------------------------------------------===//

static bool hasBackstep(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 8> parts;
  text.split(parts, '/');
  return llvm::is_contained(parts, "..");
}

static Fault findBackstepFault(llvm::StringRef text) {
  if (hasBackstep(text))
    return "it has '..' among its parts";
  return std::nullopt;
}

Fault schema::findLocalPathFault(llvm::StringRef text) {
  if (text.starts_with("/"))
    return "it is absolute";
  return findBackstepFault(text);
}

Fault schema::findNonReservedPathFault(llvm::StringRef text) {
  if (Fault fault = findLocalPathFault(text))
    return fault;
  if (text.starts_with(".."))
    return "it begins with '..'";
  return std::nullopt;
}

static bool isIpv4(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, '.');
  return parts.size() == 4 && llvm::all_of(parts, [](llvm::StringRef part) {
           unsigned n;
           // Any number of leading zeros may stand there.
           return !part.empty() && llvm::all_of(part, llvm::isDigit) && !part.getAsInteger(10, n) &&
                  n <= 255;
         });
}

static bool isIpv6(llvm::StringRef text) {
  // An IPv4 address at the end stands for two groups.
  size_t groups = 0;
  if (size_t colon = text.rfind(':');
      colon != llvm::StringRef::npos && text.drop_front(colon + 1).contains('.')) {
    if (!isIpv4(text.drop_front(colon + 1)))
      return false;
    groups = 2;
    text = text.take_front(colon + 1);
    if (!text.ends_with("::"))
      text = text.drop_back();
  }
  size_t gap = text.find("::");
  if (gap != llvm::StringRef::npos && text.find("::", gap + 1) != llvm::StringRef::npos)
    return false;
  auto count = [&](llvm::StringRef part) {
    if (part.empty())
      return true;
    llvm::SmallVector<llvm::StringRef, 8> words;
    part.split(words, ':');
    groups += words.size();
    return llvm::all_of(words, [](llvm::StringRef word) {
      return !word.empty() && word.ltrim('0').size() <= 4 && llvm::all_of(word, llvm::isHexDigit);
    });
  };
  if (gap == llvm::StringRef::npos)
    return count(text) && groups == 8;
  return count(text.take_front(gap)) && count(text.drop_front(gap + 2)) && groups < 8;
}

/// Whether an IPv6 address begins with 80 bits of 0 and 16 of 1: `::ffff:10.0.0.1`.
static bool isMappedIpv4(llvm::StringRef text) {
  if (!text.contains(':'))
    return false;
  // The groups before and behind the gap, an IPv4 address at the end being two of them.
  llvm::SmallVector<llvm::StringRef, 8> groups, before, behind;
  auto [head, tail] = text.split("::");
  head.split(before, ':', -1, /*KeepEmpty=*/false);
  tail.split(behind, ':', -1, /*KeepEmpty=*/false);
  size_t count = before.size() + behind.size() + text.contains('.');
  groups = before;
  groups.append(text.contains("::") && count < 8 ? 8 - count : 0, "0");
  groups.append(behind.begin(), behind.end());
  return groups.size() >= 6 && groups[5].ltrim('0').equals_insensitive("ffff") &&
         llvm::all_of(llvm::ArrayRef(groups).take_front(5),
                      [](llvm::StringRef group) { return group.ltrim('0').empty(); });
}

Fault schema::findIpFault(llvm::StringRef text) {
  if (isIpv4(text) || (text.contains(':') && isIpv6(text)))
    return std::nullopt;
  return text.empty() ? "it is empty" : "it is neither an IPv4 nor an IPv6 address";
}

Fault schema::findStrictIpFault(llvm::StringRef text) {
  if (Fault fault = findIpFault(text))
    return fault;
  llvm::SmallVector<llvm::StringRef, 8> groups, parts;
  text.split(groups, ':');
  if (groups.back().contains('.'))
    groups.pop_back_val().split(parts, '.');
  // A group of IPv6 has four digits at most.
  bool hasZeros =
      llvm::any_of(groups, [](llvm::StringRef group) { return group.size() > 4; }) ||
      llvm::any_of(parts, [](llvm::StringRef part) { return part.size() > 1 && part[0] == '0'; });
  if (hasZeros)
    return "a part of it has a leading 0";
  if (isMappedIpv4(text))
    return "it is an IPv4 address in the form of IPv6";
  return std::nullopt;
}

//===-- The declared formats ----------------------------------------------===//

Fault schema::findFault(Format format, llvm::StringRef text) {
  switch (format) {
  case Format::Any:
    return std::nullopt;
  case Format::DnsLabel:
  case Format::NamespaceName:
    return findDnsLabelFault(text);
  case Format::DnsSubdomain:
  case Format::ObjectName:
    return findDnsSubdomainFault(text);
  case Format::DnsSubdomainPrefix:
    return findDnsSubdomainPrefixFault(text);
  case Format::PathSegment:
    return findPathSegmentFault(text);
  case Format::LabelKey:
  case Format::ResourceKey:
    return findQualifiedNameFault(text);
  case Format::LabelValue:
    return findLabelValueFault(text);
  case Format::AnnotationKey:
    return findQualifiedNameFault(text.lower());
  case Format::ConfigKey:
    return findConfigKeyFault(text);
  case Format::EnvName:
    return findEnvNameFault(text);
  case Format::PortName:
  case Format::PortReference:
    return findPortNameFault(text);
  case Format::HttpHeaderName:
    return findHttpHeaderFault(text);
  case Format::LocalPath:
    return findLocalPathFault(text);
  case Format::FilePath:
    return findNonReservedPathFault(text);
  case Format::PathWithoutDots:
    return findBackstepFault(text);
  case Format::IpAddress:
    return findStrictIpFault(text);
  case Format::HostIp:
    return findIpFault(text);
  case Format::Image:
    if (text != text.trim())
      return "it has white space around it";
    if (text.contains(' ') || text.contains('\n') || text.contains('\t'))
      return "it has white space in it";
    return std::nullopt;
  case Format::DateTime:
    return findDateTimeFault(text);
  case Format::Timestamp:
    return findTimestampFault(text);
  case Format::AbsolutePath:
    if (!text.starts_with("/"))
      return "it does not begin with '/'";
    return std::nullopt;
  case Format::Duration:
    return findDurationFault(text);
  case Format::Cron:
    return findCronFault(text);
  case Format::Url:
    if (!text.contains("://"))
      return "it has no '://'";
    return std::nullopt;
  }
  return std::nullopt;
}
