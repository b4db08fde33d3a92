#include "frontend/Basic/Budget.h"

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Basic/DiagnosticsSema.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

static constexpr LimitInfo infos[] = {
#define LIMIT(ID, NAME, VALUE, UNIT, HELP) {Limit::ID, NAME, VALUE, LimitInfo::UNIT, HELP},
#include "frontend/Basic/Limits.def"
};

llvm::ArrayRef<LimitInfo> stash::getLimits() { return infos; }
const LimitInfo &stash::getInfo(Limit limit) { return infos[static_cast<size_t>(limit)]; }

std::string stash::printLimit(Limit limit, uint64_t value) {
  if (getInfo(limit).unit == LimitInfo::Count)
    return llvm::utostr(value);
  // Rounded: it has grown with the sources.
  if (value >= 1 << 20)
    return llvm::utostr(value >> 20) + " MiB";
  return value >= 1 << 10 ? llvm::utostr(value >> 10) + " KiB" : llvm::utostr(value) + " bytes";
}

std::optional<uint64_t> stash::parseLimit(llvm::StringRef text) {
  unsigned shift = 0;
  for (auto [letter, bits] : {std::pair('K', 10u), {'M', 20u}, {'G', 30u}})
    if (!text.empty() && llvm::toUpper(text.back()) == letter) {
      shift = bits;
      text = text.drop_back();
      break;
    }
  uint64_t value = 0;
  if (text.getAsInteger(10, value) || value == 0 || value > (UINT64_MAX >> 1 >> shift))
    return std::nullopt;
  return value << shift;
}

void Budget::watch(DiagnosticEngine &diags) {
  tooManyMessages = diags.limitMessages(limits.get(Limit::Messages));
}

DiagnosticEngine::Builder stash::reportExhausted(Budget &budget, SourceRange range,
                                                 DiagnosticEngine &diags) {
  std::optional<Limit> limit = budget.takeReport();
  if (!limit)
    return DiagnosticEngine::silent();
  const LimitInfo &info = getInfo(*limit);
  auto report = diags.report(diag::TooMuchWork, range);
  report.note({}, "the limit '{0}', for {1}, is {2}; '--limit {0}=N' sets another", info.name,
              info.help, printLimit(*limit, budget.getLimits().get(*limit)));
  return report;
}
