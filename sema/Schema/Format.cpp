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
    return "it has " + *c + ", and only a-z, 0-9 and '-' may stand in it";
  if (!isLowerAlnum(text.front()) || !isLowerAlnum(text.back()))
    return "it must begin and end with a letter or digit";
  return tooLong(text, 63);
}

Fault schema::findDnsSubdomainFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  auto isAllowed = [](char c) { return isLowerAlnum(c) || c == '-' || c == '.'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only a-z, 0-9, '-' and '.' may stand in it";
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, '.');
  for (llvm::StringRef part : parts) {
    if (part.empty())
      return "a dot must stand between letters or digits";
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
      return "nothing stands before '/'";
    if (Fault fault = findDnsSubdomainFault(prefix))
      return ("its prefix '" + prefix + "' is no DNS subdomain: " + *fault).str();
  }
  if (name.empty())
    return text.empty() ? "it is empty" : "nothing stands behind '/'";
  if (auto c = findForbidden(name, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' may stand in it";
  if (!llvm::isAlnum(name.front()) || !llvm::isAlnum(name.back()))
    return "it must begin and end with a letter or digit";
  return tooLong(name, 63);
}

Fault schema::findLabelValueFault(llvm::StringRef text) {
  if (text.empty())
    return std::nullopt;
  if (auto c = findForbidden(text, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' may stand in it";
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
    return "it has " + *c + ", and only a-z, 0-9 and '-' may stand in it";
  if (llvm::none_of(text, [](char c) { return llvm::isLower(c); }))
    return "it has no letter, and a number as a string is no port number";
  if (text.contains("--"))
    return "it has two '-' in a row";
  if (text.front() == '-' || text.back() == '-')
    return "it must begin and end with a letter or digit";
  return std::nullopt;
}

static Fault findConfigKeyFault(llvm::StringRef text) {
  if (auto c = findForbidden(text, isNameChar))
    return "it has " + *c + ", and only letters, digits, '-', '_' and '.' may stand in it";
  if (text == "." || text == ".." || text.starts_with(".."))
    return "it must not begin with '..', and not be '.'";
  return tooLong(text, 253);
}

static Fault findEnvNameFault(llvm::StringRef text) {
  auto isAllowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '='; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only printable ASCII characters but '=' may stand in it";
  return std::nullopt;
}

static Fault findHttpHeaderFault(llvm::StringRef text) {
  auto isAllowed = [](char c) { return llvm::isAlnum(c) || c == '-'; };
  if (auto c = findForbidden(text, isAllowed))
    return "it has " + *c + ", and only letters, digits and '-' may stand in it";
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
    return ("'" + prefix + "' is no DNS subdomain: " + *fault).str();
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

Fault schema::findIpFault(llvm::StringRef text) {
  if (isIpv4(text) || (text.contains(':') && isIpv6(text)))
    return std::nullopt;
  return text.empty() ? "it is empty" : "it is neither an IPv4 nor an IPv6 address";
}

//===-- Time --------------------------------------------------------------===//

namespace {
struct CronField {
  llvm::StringLiteral noun;
  unsigned minimum, maximum;
  llvm::ArrayRef<llvm::StringLiteral> names; ///< of `minimum` and what follows
};
constexpr llvm::StringLiteral months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr llvm::StringLiteral days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
} // namespace

static Fault findCronFieldFault(llvm::StringRef text, const CronField &field) {
  auto parse = [&](llvm::StringRef word) -> std::optional<unsigned> {
    for (size_t i = 0; i < field.names.size(); ++i)
      if (word.equals_insensitive(field.names[i]))
        return field.minimum + i;
    unsigned n;
    if (word.empty() || word.getAsInteger(10, n))
      return std::nullopt;
    return n;
  };
  llvm::SmallVector<llvm::StringRef, 4> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    auto [range, step] = part.split('/');
    auto [low, high] = range.split('-');
    std::optional<unsigned> begin = field.minimum, end = field.maximum;
    if (low == "*" || low == "?") {
      if (!high.empty())
        return ("'" + range + "' is no range of " + field.noun + "s").str();
    } else {
      begin = parse(low);
      end = high.empty() ? (part.contains('/') ? field.maximum : begin) : parse(high);
    }
    if (!begin || !end || (range.contains('-') && high.empty()))
      return ("'" + range + "' is no " + field.noun).str();
    if (*begin < field.minimum || *end > field.maximum || *begin > field.maximum)
      return ("the " + field.noun + " '" + range + "' is not between " +
              llvm::Twine(field.minimum) + " and " + llvm::Twine(field.maximum))
          .str();
    if (*begin > *end)
      return ("the range '" + range + "' ends before it begins").str();
    unsigned n;
    if (part.contains('/') && (step.getAsInteger(10, n) || n == 0))
      return ("'" + step + "' is no step").str();
  }
  return std::nullopt;
}

Fault schema::findCronFault(llvm::StringRef text) {
  if (text.empty())
    return "it is empty";
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    auto [zone, rest] = text.split(' ');
    text = rest.trim();
    if (text.empty())
      return "nothing follows the time zone";
  }
  if (text.starts_with("@")) {
    if (text.starts_with("@every ")) {
      if (Fault fault = findDurationFault(text.drop_front(7)))
        return ("'" + text.drop_front(7) + "' is no duration: " + *fault).str();
      return std::nullopt;
    }
    if (llvm::is_contained(
            {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"},
            text))
      return std::nullopt;
    return ("'" + text + "' is none of @hourly, @daily, @weekly, @monthly, @yearly and @every")
        .str();
  }
  llvm::SmallVector<llvm::StringRef, 5> fields;
  llvm::SplitString(text, fields);
  if (fields.size() != 5)
    return ("it has " + llvm::Twine(fields.size()) + (fields.size() == 1 ? " field" : " fields") +
            " instead of five: minute, hour, day, month, weekday")
        .str();
  const CronField kinds[] = {{"minute", 0, 59, {}},
                             {"hour", 0, 23, {}},
                             {"day", 1, 31, {}},
                             {"month", 1, 12, months},
                             {"weekday", 0, 6, days}};
  for (auto [field, kind] : llvm::zip(fields, kinds))
    if (Fault fault = findCronFieldFault(field, kind))
      return fault;
  return std::nullopt;
}

Fault schema::findDateTimeFault(llvm::StringRef text) {
  llvm::StringRef rest = text;
  auto number = [&](size_t digits, unsigned low, unsigned high, unsigned *value = nullptr) {
    unsigned n;
    if (rest.size() < digits || !llvm::all_of(rest.take_front(digits), llvm::isDigit) ||
        rest.take_front(digits).getAsInteger(10, n) || n < low || n > high)
      return false;
    if (value)
      *value = n;
    rest = rest.drop_front(digits);
    return true;
  };
  unsigned year = 0, month = 0, day = 0;
  bool ok = number(4, 0, 9999, &year) && rest.consume_front("-") && number(2, 1, 12, &month) &&
            rest.consume_front("-") && number(2, 1, 31, &day);
  bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const unsigned lengths[] = {31, isLeap ? 29u : 28u, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  ok = ok && day <= lengths[month - 1];
  ok = ok && (rest.consume_front("T") || rest.consume_front("t")) && number(2, 0, 23) &&
       rest.consume_front(":") && number(2, 0, 59) && rest.consume_front(":") && number(2, 0, 59);
  if (ok && rest.consume_front(".")) {
    llvm::StringRef fraction = rest.take_while(llvm::isDigit);
    ok = !fraction.empty();
    rest = rest.drop_front(fraction.size());
  }
  if (ok && !rest.consume_front("Z") && !rest.consume_front("z"))
    ok = (rest.consume_front("+") || rest.consume_front("-")) && number(2, 0, 23) &&
         rest.consume_front(":") && number(2, 0, 59);
  if (!ok || !rest.empty())
    return "RFC 3339 is wanted";
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
