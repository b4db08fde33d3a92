#include "sema/Builtins/Operator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;
using namespace stash::sema;

namespace {

struct FunctionEntry {
  llvm::StringLiteral name;
  Direction direction;
  llvm::StringLiteral parameters, program;
};
constexpr FunctionEntry operatorFunctions[] = {
#define OPERATOR_FUNCTION(NAME, DIRECTION, PARAMETERS, PROGRAM)                                    \
  {NAME, Direction::DIRECTION, PARAMETERS, PROGRAM},
#include "sema/Builtins/Operator.def"
};

struct TaskEntry {
  llvm::StringLiteral name;
  Direction direction;
};
constexpr TaskEntry operatorTasks[] = {
#define OPERATOR_TASK(NAME, DIRECTION) {NAME, Direction::DIRECTION},
#include "sema/Builtins/Operator.def"
};

constexpr llvm::StringRef functionNames[] = {
#define OPERATOR_FUNCTION(NAME, DIRECTION, PARAMETERS, PROGRAM) NAME,
#include "sema/Builtins/Operator.def"
};
constexpr llvm::StringRef taskNames[] = {
#define OPERATOR_TASK(NAME, DIRECTION) NAME,
#include "sema/Builtins/Operator.def"
};

constexpr InvokerKindInfo invokerKinds[] = {
#define INVOKER_KIND(KIND, DIRECTION, BATCH) {KIND, Direction::DIRECTION, BATCH},
#include "sema/Builtins/Operator.def"
};

constexpr TargetKindInfo targetKinds[] = {
#define TARGET_KIND(KIND, VERSION, WORKLOAD, ALIASES) {KIND, VERSION, WORKLOAD},
#include "sema/Builtins/Operator.def"
};

/// Tasks of one family and direction whose Functions have the same parameters.
struct CatalogEntry {
  llvm::StringLiteral family;
  Direction direction;
  llvm::StringLiteral versions, parameters;
};
constexpr CatalogEntry catalog[] = {
#define CATALOG(FAMILY, DIRECTION, VERSIONS, PARAMETERS)                                           \
  {FAMILY, Direction::DIRECTION, VERSIONS, PARAMETERS},
#include "sema/Builtins/Catalog.def"
};

llvm::SmallVector<llvm::StringRef, 8> splitWords(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 8> words;
  text.split(words, ' ', -1, /*KeepEmpty=*/false);
  return words;
}

/// `postgres`, Backup and `14.0` of `postgres-backup-14.0`.
struct CatalogName {
  llvm::StringRef family;
  Direction direction;
  llvm::StringRef version;
};

llvm::StringLiteral getWord(Direction direction) {
  return direction == Direction::Backup ? llvm::StringLiteral("-backup-")
                                        : llvm::StringLiteral("-restore-");
}

std::optional<CatalogName> parseName(llvm::StringRef name) {
  for (Direction direction : {Direction::Backup, Direction::Restore}) {
    auto [family, version] = name.split(getWord(direction));
    if (!family.empty() && !version.empty() && llvm::isDigit(version.front()))
      return CatalogName{family, direction, version};
  }
  return std::nullopt;
}

const CatalogEntry *findEntry(const CatalogName &name) {
  for (const CatalogEntry &entry : catalog)
    if (entry.family == name.family && entry.direction == name.direction &&
        llvm::is_contained(splitWords(entry.versions), name.version))
      return &entry;
  return nullptr;
}

/// How far two versions are apart, in the order of their parts.
llvm::SmallVector<int64_t, 4> measure(llvm::StringRef a, llvm::StringRef b) {
  llvm::SmallVector<int64_t, 4> distance;
  while (!a.empty() || !b.empty()) {
    int64_t x = 0, y = 0;
    auto [first, restA] = a.split('.');
    auto [second, restB] = b.split('.');
    first.take_while(llvm::isDigit).getAsInteger(10, x);
    second.take_while(llvm::isDigit).getAsInteger(10, y);
    distance.push_back(std::abs(x - y));
    a = restA;
    b = restB;
  }
  return distance;
}

} // namespace

bool KnownFunction::hasParameter(llvm::StringRef parameter) const {
  return llvm::is_contained(getParameters(), parameter);
}

llvm::SmallVector<llvm::StringRef, 8> KnownFunction::getParameters() const {
  return splitWords(parameters);
}

std::optional<KnownFunction> sema::findKnownFunction(llvm::StringRef name) {
  for (const FunctionEntry &entry : operatorFunctions)
    if (entry.name == name)
      return KnownFunction{entry.name, entry.direction, entry.parameters, true};
  std::optional<CatalogName> parsed = parseName(name);
  if (const CatalogEntry *entry = parsed ? findEntry(*parsed) : nullptr)
    return KnownFunction{name, entry->direction, entry->parameters, false};
  return std::nullopt;
}

std::optional<KnownTask> sema::findKnownTask(llvm::StringRef name) {
  for (const TaskEntry &entry : operatorTasks)
    if (entry.name == name)
      return KnownTask{entry.name, entry.direction, true};
  std::optional<CatalogName> parsed = parseName(name);
  if (const CatalogEntry *entry = parsed ? findEntry(*parsed) : nullptr)
    return KnownTask{name, entry->direction, false};
  return std::nullopt;
}

llvm::ArrayRef<llvm::StringRef> sema::getOperatorFunctions() { return functionNames; }
llvm::ArrayRef<llvm::StringRef> sema::getOperatorTasks() { return taskNames; }

bool sema::isOperatorProgram(llvm::StringRef word) {
  return llvm::any_of(operatorFunctions,
                      [&](const FunctionEntry &entry) { return entry.program == word; });
}

std::optional<CatalogGuess> sema::guessCatalogName(llvm::StringRef name) {
  std::optional<CatalogName> parsed = parseName(name);
  if (!parsed || findEntry(*parsed))
    return std::nullopt;
  CatalogGuess guess;
  auto [version, suffix] = parsed->version.rsplit("-v");
  if (!suffix.empty() && llvm::all_of(suffix, llvm::isDigit)) {
    parsed->version = version;
    guess.hasOldSuffix = findEntry(*parsed) != nullptr;
  }
  llvm::SmallVector<std::pair<llvm::SmallVector<int64_t, 4>, llvm::StringRef>, 16> near;
  for (const CatalogEntry &entry : catalog)
    if (entry.family == parsed->family && entry.direction == parsed->direction)
      for (llvm::StringRef known : splitWords(entry.versions))
        near.push_back({measure(known, parsed->version), known});
  if (near.empty())
    return std::nullopt;
  llvm::sort(near);
  for (const auto &[distance, known] : llvm::ArrayRef(near).take_front(guess.hasOldSuffix ? 1 : 3))
    guess.names.push_back((parsed->family + getWord(parsed->direction) + known).str());
  return guess;
}

void sema::describeGuess(const CatalogGuess &guess, DiagnosticEngine::Builder &report) {
  if (guess.hasOldSuffix)
    report.note({}, "'-vN' is no longer part of the name");
  report.note({}, "did you mean '{0}'?", llvm::join(guess.names, "', '"));
}

bool sema::looksLikeCatalog(llvm::StringRef name) { return parseName(name).has_value(); }

bool sema::isMisspelling(llvm::StringRef name, llvm::StringRef nearest) {
  auto dropDigits = [](llvm::StringRef text) {
    std::string out = text.str();
    llvm::erase_if(out, llvm::isDigit);
    return out;
  };
  return !nearest.empty() && dropDigits(name) != dropDigits(nearest) &&
         name.edit_distance(nearest, /*AllowReplacements=*/true, 3) <= 2;
}

llvm::ArrayRef<InvokerKindInfo> sema::getInvokerKinds() { return invokerKinds; }

const InvokerKindInfo *sema::findInvokerKind(llvm::StringRef kind) {
  for (const InvokerKindInfo &info : invokerKinds)
    if (info.kind == kind)
      return &info;
  return nullptr;
}

llvm::ArrayRef<TargetKindInfo> sema::getTargetKinds() { return targetKinds; }

const TargetKindInfo *sema::findTargetKind(llvm::StringRef kind) {
  for (const TargetKindInfo &info : targetKinds)
    if (info.kind == kind)
      return &info;
  return nullptr;
}

std::string sema::getOtherDirection(llvm::StringRef name) {
  for (auto [from, to] : {std::pair("backup", "restore"), std::pair("restore", "backup")})
    if (size_t at = name.find(from); at != llvm::StringRef::npos)
      return (name.take_front(at) + to + name.drop_front(at + llvm::StringRef(from).size())).str();
  return {};
}
