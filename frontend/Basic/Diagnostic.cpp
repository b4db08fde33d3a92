#include "frontend/Basic/Diagnostic.h"

#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"

#include <algorithm>
#include <array>

using namespace stash;

static constexpr auto infos = [] {
  std::array table = {
#define DIAG(CODE, ID, LEVEL, FLAG, PITFALL, MESSAGE)                                              \
  diag::Info{diag::makeId(CODE), #ID, CODE, diag::Level::LEVEL, FLAG, PITFALL, MESSAGE},
#include "frontend/Basic/Diagnostics.def"
  };
  std::ranges::sort(table, {}, &diag::Info::id);
  return table;
}();
static_assert(std::ranges::adjacent_find(infos, {}, &diag::Info::id) == infos.end(),
              "two diagnostics have one code");

llvm::ArrayRef<diag::Info> diag::getAll() { return infos; }

const diag::Info &diag::getInfo(Id id) {
  return *std::ranges::lower_bound(infos, id, {}, &Info::id);
}

std::optional<diag::Id> diag::fromCode(llvm::StringRef code) {
  const Info *info =
      llvm::find_if(infos, [&](const Info &i) { return i.code.equals_insensitive(code); });
  return info == infos.end() ? std::nullopt : std::optional(info->id);
}

llvm::StringRef diag::getStageFlag(Stage stage) {
  switch (stage) {
  case Stage::Job:
    return "job-refused";
  case Stage::Run:
    return "fails-later";
  case Stage::Now:
  case Stage::Later:
    break;
  }
  return {};
}

bool diag::isFlag(llvm::StringRef flag) {
  return !flag.empty() &&
         (flag == getStageFlag(Stage::Job) || flag == getStageFlag(Stage::Run) ||
          llvm::any_of(infos, [&](const Info &info) { return info.flag == flag; }));
}

bool WarningOptions::apply(llvm::StringRef option) {
  bool no = option.consume_front("no-");
  if (option == "all") {
    all = no ? State::Off : State::On;
    states.clear();
    return true;
  }
  if (option == "error") {
    allErrors = !no;
    promotions.clear();
    return true;
  }
  if (option.consume_front("error=")) {
    if (!diag::isFlag(option))
      return false;
    promotions[option] = no ? Promotion::Warning : Promotion::Error;
    if (!no)
      states[option] = State::On;
    return true;
  }
  if (!diag::isFlag(option))
    return false;
  states[option] = no ? State::Off : State::On;
  return true;
}

bool diag::isFixed(Id id, Stage stage) {
  Level level = getInfo(id).level;
  return level == Level::Error || (level == Level::Judged && stage == Stage::Now);
}

bool WarningOptions::decides(const Diagnostic &diagnostic) const {
  return !diag::isFixed(diagnostic.id, diagnostic.stage) &&
         getSeverity(diagnostic.id, diagnostic.stage) == diagnostic.severity;
}

std::optional<Severity> WarningOptions::getSeverity(diag::Id id, diag::Stage stage) const {
  const diag::Info &info = diag::getInfo(id);
  if (diag::isFixed(id, stage))
    return Severity::Error;
  llvm::StringRef group =
      info.level == diag::Level::Judged ? diag::getStageFlag(stage) : llvm::StringRef();
  State state = states.lookup(info.flag);
  if (state == State::Default)
    state = states.lookup(group);
  if (state == State::Default)
    state = all;
  if (state == State::Default)
    state = info.level == diag::Level::WarningOff ? State::Off : State::On;
  if (state == State::Off)
    return std::nullopt;
  Promotion promotion = promotions.lookup(info.flag);
  if (promotion == Promotion::Default)
    promotion = promotions.lookup(group);
  switch (promotion) {
  case Promotion::Error:
    return Severity::Error;
  case Promotion::Warning:
    return Severity::Warning;
  case Promotion::Default:
    if (info.level == diag::Level::Note)
      return Severity::Note;
    return allErrors ? Severity::Error : Severity::Warning;
  }
  return std::nullopt;
}

/// All messages of a run together, where they are limited.
static constexpr uint64_t maxMessageBytes = 64 << 20;

/// What nobody reads to its end is not kept: a value of megabytes in a message of many.
static void shorten(std::string &message) {
  constexpr size_t maxSize = 4096;
  if (message.size() <= maxSize)
    return;
  size_t size = maxSize;
  while (size > 0 && (static_cast<unsigned char>(message[size]) & 0xC0) == 0x80)
    --size; // not within a character
  message.resize(size);
  message += "…";
}

/// The lines around one, blank ones left out: a word that is in the wrong one is missing there.
static SourceRange getNeighbours(const SourceFile &file, unsigned line) {
  auto isBlank = [&](unsigned at) { return file.getLine(at).trim().empty(); };
  unsigned first = line, last = line, count = file.getLineCount();
  do
    first -= first > 0;
  while (first > 0 && isBlank(first));
  do
    ++last;
  while (last < count && isBlank(last));
  last = std::min(last, count - 1);
  return {file.getLineBegin(first), file.getLineBegin(last) + uint32_t(file.getLine(last).size())};
}

/// Whether an error of structure shows a bracket or a quote that has changed its line.
static bool isDisplaced(diag::Id id, SourceRange range, llvm::StringRef message,
                        llvm::StringRef line, const SourceManager &sources) {
  llvm::StringRef text = sources.getText(range), begin = line.trim();
  return id == diag::UnterminatedString || message.ends_with("found '}'") ||
         (!text.empty() && llvm::StringRef(")]}").contains(text.front())) ||
         (!begin.empty() && llvm::StringRef("{}()[],:").contains(begin.front()));
}

/// Whether a diagnostic says of a word only that it cannot stand where it does.
static bool isOfPlace(diag::Id id) {
  return (id > diag::InvalidUtf8 && id < diag::InvalidEscape) || id == diag::MisplacedItem ||
         id == diag::NotInMap;
}

DiagnosticEngine::Builder DiagnosticEngine::add(diag::Id id, SourceRange range, std::string message,
                                                Severity severity, diag::Stage stage) {
  if (severity == Severity::Error && isExplained(range))
    return Builder(this);
  bool isBesideDisplaced = isOfPlace(id) && llvm::any_of(explained, [&](const auto &entry) {
                             return entry.first.begin <= range.begin &&
                                    range.begin < entry.first.end &&
                                    diagnostics[entry.second].id != diag::DollarName;
                           });
  if (isBesideDisplaced)
    return Builder(this);
  // Of a text that differs with each turn of a loop it is said once.
  llvm::StringRef told = id == diag::BadFormat ? llvm::StringRef() : llvm::StringRef(message);
  std::pair<uint64_t, uint64_t> key = {(static_cast<uint64_t>(range.begin) << 32) | range.end,
                                       llvm::hash_combine(static_cast<unsigned>(id), told)};
  auto [where, isNew] = seen.try_emplace(key, diagnostics.size());
  if (!isNew) {
    Diagnostic &first = diagnostics[where->second];
    if (id != diag::BadFormat || severity != Severity::Error || first.severity == severity)
      return Builder(this);
    ++errorCount; // an error wins over what only shows later
    first = {id, severity, range, std::move(message), {}, {}, stage};
    return Builder(this, where->second);
  }
  if (severity == Severity::Error) {
    ++errorCount;
    isPartial |= !knowsObjects && id >= 1000 && id < 3000; // syntax, names, values
  }
  bool isOfStructure = (id > 1001 && id < 1015) || id == 1019 /* no number */ || id == 1022;
  if (isOfStructure) // of the structure: the rest of the line is hardly what it seems
    if (const SourceFile *file = sources.getFile(range)) {
      unsigned line = file->getLineIndex(range.begin);
      uint32_t begin = file->getLineBegin(line);
      silence({begin, begin + uint32_t(file->getLine(line).size())});
      // A file with more of them than that has other troubles than a slip.
      constexpr size_t maxExplained = 64;
      if (explained.size() < maxExplained &&
          isDisplaced(id, range, message, file->getLine(line), sources))
        explained.push_back({getNeighbours(*file, line), diagnostics.size()});
    }
  messageBytes += message.size();
  if ((diagnostics.size() >= maxMessages || messageBytes > maxMessageBytes) &&
      id != diag::TooMuchWork) {
    tooMany = maxMessages != UINT64_MAX;
    if (tooMany) {
      seen.erase(key);
      return Builder(this);
    }
  }
  shorten(message);
  diagnostics.push_back({id, severity, range, std::move(message), {}, {}, stage});
  return Builder(this, diagnostics.size() - 1);
}

void DiagnosticEngine::adopt(DiagnosticEngine &other) {
  silenced.add(other.silenced);
  distrusted.add(other.distrusted);
  for (Diagnostic &diagnostic : std::exchange(other.diagnostics, {})) {
    Builder added = add(diagnostic.id, diagnostic.range, std::move(diagnostic.message),
                        diagnostic.severity, diagnostic.stage);
    if (!added)
      continue;
    added.get()->notes = std::move(diagnostic.notes);
    added.get()->fixits = std::move(diagnostic.fixits);
  }
}

llvm::StringRef DiagnosticEngine::findMeant(llvm::StringRef name,
                                            llvm::ArrayRef<llvm::StringRef> candidates) {
  if (candidates.size() > candidatesLeft)
    return {};
  candidatesLeft -= candidates.size();
  return findNearest(name, candidates);
}

llvm::StringRef DiagnosticEngine::findMeant(llvm::StringRef name, CollectNames collect) {
  if (!candidatesLeft)
    return {};
  llvm::SmallVector<llvm::StringRef, 32> candidates;
  collect(candidates);
  if (candidates.size() > candidatesLeft)
    candidatesLeft = 0;
  return findMeant(name, candidates);
}

DiagnosticEngine::Builder &DiagnosticEngine::Builder::suggest(SourceRange range,
                                                              llvm::StringRef meant) {
  if (meant.empty())
    return *this;
  note({}, "did you mean '{0}'?", meant);
  return range.isValid() ? fixit(range, meant) : *this;
}

llvm::StringRef DiagnosticEngine::Builder::suggest(SourceRange range, llvm::StringRef name,
                                                   llvm::ArrayRef<llvm::StringRef> candidates) {
  llvm::StringRef meant =
      engine ? engine->findMeant(name, candidates) : findNearest(name, candidates);
  suggest(range, meant);
  return meant;
}

llvm::StringRef DiagnosticEngine::Builder::suggest(SourceRange range, llvm::StringRef name,
                                                   CollectNames collect) {
  llvm::StringRef meant = engine ? engine->findMeant(name, collect) : llvm::StringRef();
  suggest(range, meant);
  return meant;
}

DiagnosticEngine::Builder DiagnosticEngine::repeat(const Diagnostic &diagnostic) {
  if (!isEnabled(diagnostic.id, diagnostic.range))
    return Builder(this);
  Builder added = add(diagnostic.id, diagnostic.range, diagnostic.message,
                      *warnings.getSeverity(diagnostic.id, stage), stage);
  if (added) {
    added.get()->notes = diagnostic.notes;
    added.get()->fixits = diagnostic.fixits;
  }
  return added;
}

/// What becomes of an object that is not refused at once; said last, after how to mend it.
static void addStageNote(Diagnostic &diagnostic) {
  if (diag::getInfo(diagnostic.id).level != diag::Level::Judged)
    return;
  if (diagnostic.stage == diag::Stage::Job)
    diagnostic.notes.push_back({{}, "the API server refuses the Job that Stash makes of it"});
  else if (diagnostic.stage == diag::Stage::Run)
    diagnostic.notes.push_back({{}, "nobody refuses it at once: it shows when it runs"});
}

std::vector<Diagnostic> DiagnosticEngine::takeSorted() {
  llvm::stable_sort(diagnostics, [](const Diagnostic &a, const Diagnostic &b) {
    return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
  });
  seen.clear();
  explained.clear();
  for (Diagnostic &diagnostic : diagnostics)
    addStageNote(diagnostic);
  return std::exchange(diagnostics, {});
}

/// A name as it is remembered: without separators and case.
static std::string squash(llvm::StringRef name) {
  std::string out;
  for (char c : name)
    if (c != '-' && c != '_' && c != '.')
      out += llvm::toLower(c);
  return out;
}

/// Whether `a` is `b` with two neighbouring letters swapped: the commonest slip, two edits by
/// count.
static bool isSwapped(llvm::StringRef a, llvm::StringRef b) {
  if (a.size() != b.size())
    return false;
  size_t i = 0;
  while (i < a.size() && a[i] == b[i])
    ++i;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
         a.drop_front(i + 2) == b.drop_front(i + 2);
}

/// The letters that occur in a name, in any case, as a set: what is in one set only needs an edit
/// of its own (a replacement mends two), so that most candidates need not be compared.
static uint32_t getLetters(llvm::StringRef name) {
  uint32_t letters = 0;
  for (char c : name)
    if (c != '-' && c != '_' && c != '.')
      letters |= uint32_t(1) << (static_cast<unsigned char>(llvm::toLower(c)) % 32);
  return letters;
}

llvm::StringRef stash::findNearest(llvm::StringRef name,
                                   llvm::ArrayRef<llvm::StringRef> candidates) {
  // Comparing takes the product of the lengths, and nobody misspells what nobody types.
  constexpr size_t longestName = 512;
  if (name.size() > longestName)
    return {};
  unsigned best = std::max<size_t>(1, name.size() / 3) + 1;
  llvm::StringRef nearest;
  std::string squashed = squash(name);
  uint32_t letters = getLetters(name);
  for (llvm::StringRef candidate : candidates) {
    uint32_t candidateLetters = getLetters(candidate);
    unsigned onlyHere = llvm::popcount(letters & ~candidateLetters);
    unsigned onlyThere = llvm::popcount(candidateLetters & ~letters);
    if (std::max(onlyHere, onlyThere) >= best || candidate == name)
      continue;
    bool isSameSquashed = letters == candidateLetters && squashed == squash(candidate);
    // Any letter is an edit away from any other.
    if (name.size() < 2 && !isSameSquashed)
      continue;
    size_t longer = std::max(name.size(), candidate.size());
    if (longer - std::min(name.size(), candidate.size()) >= best && !isSameSquashed)
      continue;
    unsigned distance = name.edit_distance(candidate, /*AllowReplacements=*/true, best);
    if (distance > 1 && (isSameSquashed || isSwapped(name, candidate)))
      distance = 1;
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}
