#include "frontend/Value/Repair.h"

#include "frontend/Value/Quantity.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace stash;

/// Whether a source is the name of a constant or of a member of one. `a-b` in a string would be an
/// operator.
static bool isConstantName(llvm::StringRef source) {
  return (llvm::isAlpha(source[0]) || source[0] == '_') &&
         llvm::all_of(source, [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
}

static bool isYaml(const SourceManager &sources, SourceRange range) {
  const SourceFile *file = sources.getFile(range);
  llvm::StringRef name = file ? file->getName() : llvm::StringRef();
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

std::string stash::quoteScalar(const SourceManager &sources, SourceRange range) {
  llvm::StringRef source = sources.getText(range);
  if (source.empty())
    return "";
  bool isWord = source == "true" || source == "false" || isYaml(sources, range);
  if (llvm::isDigit(source[0]) || llvm::StringRef("-+.").contains(source[0]) ||
      (isWord && isConstantName(source)))
    return ("\"" + source + "\"").str();
  return isConstantName(source) ? ("\"${" + source + "}\"").str() : "";
}

bool stash::isWrittenAs(const SourceManager &sources, SourceRange range, llvm::StringRef text) {
  llvm::StringRef source = sources.getText(range);
  return source.starts_with("\"") || source.starts_with("'") ||
         (source == text && isYaml(sources, range));
}

SourceRange stash::findText(const SourceManager &sources, SourceRange range, llvm::StringRef text) {
  llvm::StringRef source = sources.getText(range);
  if (source == text)
    return range;
  bool isQuoted = source.size() == text.size() + 2 && source.drop_front().starts_with(text) &&
                  (source[0] == '"' || source[0] == '\'');
  return isQuoted ? SourceRange{range.begin + 1, range.end - 1} : SourceRange();
}

std::string stash::repairUnit(llvm::StringRef field, llvm::StringRef text) {
  llvm::StringRef number = text.take_while(llvm::isDigit), unit = text.drop_front(number.size());
  int64_t count;
  if (number.empty() || number.getAsInteger(10, count) || count < 1 || count > 9999 ||
      unit.size() != 1)
    return "";
  char letter = llvm::toLower(unit[0]);
  if (field == "timeOut" || field == "delay")
    return letter == 'd'   ? std::to_string(count * 24) + "h"
           : letter == 'w' ? std::to_string(count * 24 * 7) + "h"
                           : "";
  if (!field.consume_front("keep") || field.empty() || field == "Last")
    return "";
  if (letter == llvm::toLower(field[0])) // of an hour, a day, a week, a month, a year
    return std::to_string(count);
  if (field == "Daily" && letter == 'w')
    return std::to_string(count * 7);
  bool isWhole = letter == 'h' && count % 24 == 0;
  return field == "Daily" && isWhole ? std::to_string(count / 24) : "";
}

std::string stash::repairQuantity(llvm::StringRef text) {
  llvm::StringRef number = text.take_while([](char c) { return llvm::isDigit(c) || c == '.'; });
  std::string unit = text.drop_front(number.size()).trim().lower();
  llvm::StringRef suffix = llvm::StringSwitch<llvm::StringRef>(unit)
                               .Cases({"b", "byte", "bytes"}, "")
                               .Cases({"k", "kb"}, "k")
                               .Cases({"ki", "kib"}, "Ki")
                               .Cases({"mb", "mbyte"}, "M") // `m` is a thousandth
                               .Cases({"mi", "mib"}, "Mi")
                               .Cases({"g", "gb", "gbyte"}, "G")
                               .Cases({"gi", "gib"}, "Gi")
                               .Cases({"t", "tb"}, "T")
                               .Cases({"ti", "tib"}, "Ti")
                               .Cases({"p", "pb"}, "P")
                               .Cases({"pi", "pib"}, "Pi")
                               .Cases({"ei", "eib"}, "Ei")
                               .Default("?");
  std::string repaired = (number + suffix).str();
  return repaired != text && isQuantity(repaired) ? repaired : "";
}
