#include "frontend/Value/Quantity.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <limits>

using namespace stash;

namespace {
/// What a suffix multiplies by: base^exponent.
struct Scale {
  int base = 10;
  int exponent = 0;
  Quantity::Suffix suffix = Quantity::Suffix::Decimal;
};
} // namespace

static std::optional<Scale> readSuffix(llvm::StringRef text) {
  using Suffix = Quantity::Suffix;
  constexpr llvm::StringLiteral decimal = "num kMGTPE"; // 10^-9, -6, -3, 0, 3 …
  constexpr llvm::StringLiteral binary = "KMGTPE";      // 2^10, 20 …
  if (text.empty())
    return Scale{};
  if (text.size() == 1 && text != " ")
    if (size_t i = decimal.find(text[0]); i != llvm::StringRef::npos)
      return Scale{10, static_cast<int>(i) * 3 - 9, Suffix::Decimal};
  if (text.size() == 2 && text[1] == 'i')
    if (size_t i = binary.find(text[0]); i != llvm::StringRef::npos)
      return Scale{2, static_cast<int>(i + 1) * 10, Suffix::Binary};
  if (text[0] == 'e' || text[0] == 'E') {
    llvm::StringRef digits = text.drop_front();
    digits.consume_front("+");
    int exponent;
    if (!digits.empty() && digits.front() != '+' && !digits.getAsInteger(10, exponent))
      return Scale{10, exponent, Suffix::Exponent};
  }
  return std::nullopt;
}

std::optional<Quantity> Quantity::parse(llvm::StringRef text) {
  text = text.trim();
  if (text.empty())
    return std::nullopt;
  bool negative = text.consume_front("-");
  if (!negative)
    text.consume_front("+");
  llvm::StringRef whole = text.take_while(llvm::isDigit);
  text = text.drop_front(whole.size());
  llvm::StringRef fraction;
  if (text.consume_front(".")) {
    fraction = text.take_while(llvm::isDigit);
    text = text.drop_front(fraction.size());
  }
  std::optional<Scale> scale = readSuffix(text);
  if (!scale)
    return std::nullopt;

  Quantity quantity;
  quantity.suffix = scale->suffix;
  // As long double the digits beyond the nineteenth round; nobody writes them.
  constexpr __int128 limit = static_cast<__int128>(std::numeric_limits<int64_t>::max()) * unit;
  __int128 mantissa = 0;
  int exponent = 9 - static_cast<int>(fraction.size());
  bool inexact = false;
  for (llvm::StringRef part : {whole, fraction})
    for (char c : part) {
      if (mantissa > limit) { // further digits only scale
        ++exponent;
        inexact |= c != '0';
        continue;
      }
      mantissa = mantissa * 10 + (c - '0');
    }
  auto multiply = [&](int factor) {
    mantissa = mantissa > limit / factor ? limit + 1 : mantissa * factor;
  };
  auto divide = [&](int factor) {
    inexact |= mantissa % factor != 0;
    mantissa /= factor;
  };
  // Multiply first, so that 0.5Gi stays exact.
  if (scale->base == 2)
    for (int i = 0; i < scale->exponent; ++i)
      mantissa *= mantissa > limit ? 1 : 2;
  else
    exponent += std::clamp(scale->exponent, -400, 400);
  for (; exponent > 0 && mantissa != 0 && mantissa <= limit; --exponent)
    multiply(10);
  for (; exponent < 0 && mantissa != 0; ++exponent)
    divide(10);
  if (inexact)
    ++mantissa;
  mantissa = std::min(mantissa, limit);
  quantity.nano = negative ? -mantissa : mantissa;
  return quantity;
}

__int128 Quantity::getCeiling() const {
  __int128 floor = nano / unit;
  return nano % unit > 0 ? floor + 1 : floor;
}

Quantity Quantity::operator+(const Quantity &other) const {
  Quantity sum = *this;
  sum.nano += other.nano;
  return sum;
}

/// Consumes `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`.
static bool consumeNumber(llvm::StringRef &text) {
  llvm::StringRef whole = text.take_while(llvm::isDigit);
  text = text.drop_front(whole.size());
  if (!text.starts_with("."))
    return !whole.empty();
  llvm::StringRef fraction = text.drop_front().take_while(llvm::isDigit);
  if (whole.empty() && fraction.empty())
    return false;
  text = text.drop_front(1 + fraction.size());
  return true;
}

bool stash::matchesCrdPattern(llvm::StringRef text) {
  if (!text.consume_front("+"))
    text.consume_front("-");
  if (!consumeNumber(text))
    return false;
  // Go's `$` without the flag m is the end of the text, not of a line.
  if (text.empty() ||
      (text.size() == 2 && text[1] == 'i' && llvm::StringRef("KMGTPE").contains(text[0])) ||
      (text.size() == 1 && llvm::StringRef("numkMGTPE").contains(text[0])))
    return true;
  if (!text.consume_front("e") && !text.consume_front("E"))
    return false;
  if (!text.consume_front("+"))
    text.consume_front("-");
  return consumeNumber(text) && text.empty();
}

bool stash::isQuantity(llvm::StringRef text) {
  return matchesCrdPattern(text) && Quantity::parse(text).has_value();
}
