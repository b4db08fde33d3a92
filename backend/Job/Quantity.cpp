#include "backend/Job/TypedObject.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

#include <optional>

using namespace stash;

namespace {

/// Nanos of the largest quantity need 94 bits.
__extension__ typedef __int128 Int128;

constexpr Int128 nano = 1'000'000'000;
/// 2^63 - 1 of the unit: binary quantities are capped there.
constexpr Int128 largestBinary = Int128(INT64_MAX) * nano;
/// Numbers beyond stay as they are written; the operator has no limit.
constexpr Int128 tooLarge = largestBinary * nano;

enum class Format : uint8_t { Decimal, Binary, Exponent };

struct Quantity {
  Int128 nanos = 0;
  Format format = Format::Decimal;
  bool keepsText = false; ///< printed as it was written
};

/// Multiplies by a small factor; what is too large stays so.
Int128 scale(Int128 number, unsigned factor) {
  return number > tooLarge ? number : number * static_cast<int>(factor);
}

struct Suffix {
  Format format;
  int base;     // 2 or 10
  int exponent; // of the base
};

std::optional<Suffix> parseSuffix(llvm::StringRef text) {
  if (text.empty())
    return Suffix{Format::Decimal, 10, 0};
  if (text.size() == 2 && text[1] == 'i') {
    size_t at = llvm::StringRef("KMGTPE").find(text[0]);
    if (at == llvm::StringRef::npos)
      return std::nullopt;
    return Suffix{Format::Binary, 2, static_cast<int>(at + 1) * 10};
  }
  if (text.size() == 1) {
    size_t at = llvm::StringRef("num kMGTPE").find(text[0]);
    if (at != llvm::StringRef::npos && text[0] != ' ')
      return Suffix{Format::Decimal, 10, static_cast<int>(at) * 3 - 9};
  }
  if (text[0] == 'e' || text[0] == 'E') {
    int exponent;
    llvm::StringRef digits = text.drop_front();
    digits.consume_front("+");
    if (!digits.empty() && !digits.getAsInteger(10, exponent) && exponent >= -100 &&
        exponent <= 100)
      return Suffix{Format::Exponent, 10, exponent};
  }
  return std::nullopt;
}

/// The operator prints some numbers as they were written, which a quick test takes for canonical:
/// `1.125`, `+5k`, `012Ki`.
bool keepsText(llvm::StringRef whole, llvm::StringRef fraction, const Suffix &suffix) {
  whole = whole.ltrim('0');
  if (whole.empty())
    whole = "0";
  if (suffix.base == 2) {
    int64_t number;
    int precision = 14 - static_cast<int>(whole.size()) - suffix.exponent * 3 / 10;
    return precision >= 0 && fraction.empty() && !whole.getAsInteger(10, number) && number % 8 != 0;
  }
  int scale = suffix.exponent - static_cast<int>(fraction.size());
  llvm::SmallString<32> digits = whole;
  digits += fraction;
  return digits.size() <= 18 && scale >= -9 && scale % 3 == 0 && !digits.ends_with("000") &&
         digits.front() != '0';
}

std::optional<Quantity> parseQuantity(llvm::StringRef text) {
  bool isNegative = text.consume_front("-");
  if (!isNegative)
    text.consume_front("+");
  llvm::StringRef whole = text.take_while(llvm::isDigit);
  text = text.substr(whole.size());
  llvm::StringRef fraction;
  if (text.consume_front(".")) {
    fraction = text.take_while(llvm::isDigit);
    text = text.substr(fraction.size());
  }
  if (whole.empty() && fraction.empty())
    return std::nullopt;
  std::optional<Suffix> suffix = parseSuffix(text);
  if (!suffix)
    return std::nullopt;

  Quantity quantity;
  quantity.format = suffix->format;
  quantity.keepsText = keepsText(whole, fraction, *suffix);

  // The number is digits / 10^shift * base^exponent; below a nano it is rounded away from zero.
  Int128 digits = 0;
  int shift = -9;
  bool isRounded = false;
  for (char c : whole)
    digits = scale(digits, 10) + (c - '0');
  for (char c : fraction.take_front(18)) {
    digits = scale(digits, 10) + (c - '0');
    ++shift;
  }
  isRounded = llvm::any_of(fraction.drop_front(std::min<size_t>(18, fraction.size())),
                           [](char c) { return c != '0'; });
  if (suffix->base == 10)
    shift -= suffix->exponent;
  else
    for (int i = 0; i < suffix->exponent; i += 10)
      digits = scale(digits, 1024);
  for (; shift < 0; ++shift)
    digits = scale(digits, 10);
  for (; shift > 0; --shift) {
    isRounded |= digits % 10 != 0;
    digits /= 10;
  }
  if (digits > tooLarge)
    return std::nullopt;
  quantity.nanos = digits + (isRounded ? 1 : 0);
  if (suffix->base == 2)
    quantity.nanos = std::min(quantity.nanos, largestBinary);
  if (isNegative)
    quantity.nanos = -quantity.nanos;
  return quantity;
}

std::string toText(Int128 number) {
  bool isNegative = number < 0;
  if (isNegative)
    number = -number;
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number > 0);
  if (isNegative)
    digits += '-';
  return {digits.rbegin(), digits.rend()};
}

} // namespace

std::string stash::canonicalQuantity(llvm::StringRef text) {
  text = text.trim();
  std::optional<Quantity> quantity = parseQuantity(text);
  if (!quantity || quantity->keepsText)
    return text.str();
  Int128 number = quantity->nanos;
  if (number == 0)
    return "0";
  Int128 size = number < 0 ? -number : number;
  if (quantity->format == Format::Binary && size >= 1024 * nano && number % nano == 0) {
    number /= nano;
    unsigned step = 0;
    for (; step < 6 && number % 1024 == 0; ++step)
      number /= 1024;
    std::string result = toText(number);
    if (step)
      result += {"KMGTPE"[step - 1], 'i'};
    return result;
  }
  int exponent = -9;
  bool isLimited = quantity->format != Format::Exponent; // the largest suffix is E
  for (; number % 1000 == 0 && (exponent < 18 || !isLimited); exponent += 3)
    number /= 1000;
  std::string result = toText(number);
  if (exponent == 0)
    return result;
  if (quantity->format == Format::Exponent)
    return result + "e" + llvm::itostr(exponent);
  return result + "num kMGTPE"[exponent / 3 + 3];
}
