#include "frontend/Yaml/ScalarResolver.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>

using namespace stash;

namespace {

/// The largest exponent of a finite double; what is beyond reads as a string.
constexpr int64_t maxDecimalExponent = 308;
/// The digits of the largest finite double.
constexpr llvm::StringLiteral maxDigits = "17976931348623157";
/// Where Go's JSON encoder changes to exponents.
constexpr int64_t plainAbove = -7, plainBelow = 21;

/// `digits[.digits][e[-+]digits]`, without sign; digits on at least one side of the point.
struct Decimal {
  llvm::StringRef whole, fraction;
  int64_t exponent = 0;

  static bool parse(llvm::StringRef text, Decimal &decimal) {
    decimal.whole = text.take_while(llvm::isDigit);
    text = text.drop_front(decimal.whole.size());
    if (text.consume_front(".")) {
      decimal.fraction = text.take_while(llvm::isDigit);
      text = text.drop_front(decimal.fraction.size());
    }
    if (decimal.whole.empty() && decimal.fraction.empty())
      return false;
    if (text.empty())
      return true;
    if (!text.consume_front("e") && !text.consume_front("E"))
      return false;
    bool negative = text.consume_front("-");
    if (!negative)
      text.consume_front("+");
    if (text.empty() || !llvm::all_of(text, llvm::isDigit))
      return false;
    text = text.ltrim('0');
    // Ten digits are beyond every double; more must not overflow.
    int64_t magnitude = 0;
    if (!text.empty() && (text.size() > 10 || text.getAsInteger(10, magnitude)))
      magnitude = 9'999'999'999;
    decimal.exponent = negative ? -magnitude : magnitude;
    return true;
  }

  bool isFinite() const {
    llvm::SmallString<40> digits = whole;
    digits += fraction;
    llvm::StringRef significant = digits.str().ltrim('0');
    if (significant.empty())
      return true;
    // The value is significant[0].significant[1…] * 10^leading.
    int64_t leading = int64_t(significant.size()) - 1 - int64_t(fraction.size()) + exponent;
    if (leading != maxDecimalExponent)
      return leading < maxDecimalExponent;
    return significant.take_front(maxDigits.size()) <= maxDigits;
  }
};

void append(llvm::SmallVectorImpl<char> &out, llvm::StringRef text) {
  out.append(text.begin(), text.end());
}

/// An integer in the notations of Go's strconv.ParseInt with base 0, within 64 bits.
bool parseInteger(llvm::StringRef text, llvm::SmallVectorImpl<char> &out) {
  llvm::StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (!negative)
    digits.consume_front("+");
  unsigned radix = 10;
  if (digits.size() > 1 && digits[0] == '0') {
    char letter = llvm::toLower(digits[1]);
    radix = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    digits = digits.drop_front(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
  }
  uint64_t value;
  if (digits.empty() || digits.getAsInteger(radix, value))
    return false;
  if (negative && value > uint64_t(1) << 63)
    return false;
  if (negative && value != 0)
    out.push_back('-');
  append(out, llvm::utostr(value));
  return true;
}

} // namespace

void stash::appendCanonicalNumber(llvm::SmallVectorImpl<char> &out, llvm::StringRef text) {
  bool negative = text.consume_front("-");
  if (!negative)
    text.consume_front("+");
  Decimal decimal;
  if (!Decimal::parse(text, decimal))
    return append(out, text);
  llvm::SmallString<40> digits = decimal.whole;
  digits += decimal.fraction;
  // The value is 0.digits * 10^point.
  int64_t point = int64_t(decimal.whole.size()) + decimal.exponent;
  llvm::StringRef significant = digits.str().ltrim('0');
  point -= digits.size() - significant.size();
  significant = significant.rtrim('0');
  if (significant.empty())
    return append(out, "0");
  if (negative)
    out.push_back('-');
  int64_t size = significant.size();
  if (point - 1 < plainAbove + 1 || point - 1 >= plainBelow) {
    out.push_back(significant[0]);
    if (size > 1) {
      out.push_back('.');
      append(out, significant.drop_front());
    }
    append(out, point - 1 < 0 ? "e-" : "e+");
    append(out, llvm::utostr(point - 1 < 0 ? 1 - point : point - 1));
  } else if (point <= 0) {
    append(out, "0.");
    out.append(-point, '0');
    append(out, significant);
  } else {
    append(out, significant.take_front(point));
    if (size > point) {
      out.push_back('.');
      append(out, significant.drop_front(point));
    } else {
      out.append(point - size, '0');
    }
  }
}

bool stash::isFiniteNumber(llvm::StringRef text) {
  if (!text.consume_front("-"))
    text.consume_front("+");
  Decimal decimal;
  return Decimal::parse(text, decimal) && decimal.isFinite();
}

ResolvedScalar stash::resolvePlainScalar(llvm::StringRef text) {
  using Kind = ScalarKind;
  if (text.empty())
    return {Kind::Null};
  char first = text[0];
  if (!llvm::isDigit(first) && !llvm::StringRef("+-.").contains(first)) {
    // All words that mean something are at most five letters long.
    if (text.size() > 5 || !llvm::StringRef("yYnNtTfFoO~").contains(first))
      return {};
    if (text == "~" || text == "null" || text == "Null" || text == "NULL")
      return {Kind::Null};
    return llvm::StringSwitch<ResolvedScalar>(text)
        .Cases({"y", "Y", "yes", "Yes", "YES"}, {Kind::Bool, true})
        .Cases({"true", "True", "TRUE", "on", "On", "ON"}, {Kind::Bool, true})
        .Cases({"n", "N", "no", "No", "NO"}, {Kind::Bool, false})
        .Cases({"false", "False", "FALSE", "off", "Off", "OFF"}, {Kind::Bool, false})
        .Default({});
  }
  llvm::StringRef unsignedText = text.substr(first == '+' || first == '-');
  if (unsignedText == ".inf" || unsignedText == ".Inf" || unsignedText == ".INF" ||
      text == ".nan" || text == ".NaN" || text == ".NAN")
    return {Kind::NotFinite};

  ResolvedScalar result;
  llvm::SmallString<32> plain;
  if (first == '.') {
    plain = text; // the server's library takes `_` only where a digit or a sign begins
  } else {
    for (char c : text)
      if (c != '_')
        plain.push_back(c);
    if (parseInteger(plain, result.number)) {
      result.kind = Kind::Number;
      return result;
    }
  }
  if (!isFiniteNumber(plain))
    return {};
  appendCanonicalNumber(result.number, plain);
  result.kind = Kind::Number;
  return result;
}
