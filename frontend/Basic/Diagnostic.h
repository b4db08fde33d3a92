//===- Diagnostic.h - what went wrong, where, and what to do ----*- C++ -*-===//
//
// Every diagnostic of every phase has an entry in Diagnostics.def: a stable code, a severity, for
// warnings the name that -W takes, the pitfall of the Stash specification that it guards against,
// and its message. Phases report to a DiagnosticEngine; whoever drives them renders what it holds.
// The identities stand in one header a subject (DiagnosticsSema.h …), so that a new one compiles
// anew only what can report it.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_FRONTEND_BASIC_DIAGNOSTIC_H
#define STASHC_FRONTEND_BASIC_DIAGNOSTIC_H

#include "frontend/Basic/SourceManager.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SaveAndRestore.h"

#include <map>
#include <optional>
#include <string>

namespace stash {

class Budget;

enum class Severity : uint8_t { Note, Warning, Error };

namespace diag {
/// The identity of a diagnostic, e.g. diag::UndefinedVariable: the number of its code.
enum Id : uint16_t {};

/// The identity that a code ("ST2001") stands for.
consteval Id makeId(const char *code) {
  unsigned number = 0;
  for (const char *digit = code + 2; *digit; ++digit)
    number = 10 * number + unsigned(*digit - '0');
  return Id(number);
}

enum class Level : uint8_t {
  Error,      ///< always an error
  Judged,     ///< an error, but where it comes to light later (see Stage) a warning, on by default
  Warning,    ///< a warning that is on by default
  WarningOff, ///< a warning that is off until -W<name> or -Wall
  Note,       ///< something to know, no fault: only -Werror=<name> makes it one
};

/// When a mistake comes to light. What stashc builds it refuses Now. An object that stands in a
/// manifest is not ours: it is only said what becomes of it.
enum class Stage : uint8_t {
  Now,   ///< here, or by the API server when the object is applied
  Job,   ///< the API server refuses the Job or claim that Stash makes of it
  Run,   ///< nobody refuses it: it shows when the operator reads it, or the Job runs
  Later, ///< as Run, and the message itself says what happens
};

/// The static facts of one diagnostic.
struct Info {
  Id id;
  llvm::StringRef name; ///< as the sources have it: "UndefinedVariable"
  llvm::StringRef code; ///< e.g. "ST2001"; never reused
  Level level;
  llvm::StringRef flag;    ///< the <name> of -W<name>; empty for what is always an error
  llvm::StringRef pitfall; ///< e.g. "P01" of the specification's section 9; may be empty
  llvm::StringRef message; ///< in llvm::formatv's form
};

/// All of them, by code.
llvm::ArrayRef<Info> getAll();
const Info &getInfo(Id id);
/// The diagnostic of a code ("ST2001"), in any case of letters.
std::optional<Id> fromCode(llvm::StringRef code);
/// Whether it is an error whatever options and comments say.
bool isFixed(Id id, Stage stage);
/// Whether any warning has this -W name, or a stage.
bool isFlag(llvm::StringRef flag);
/// The -W name of all that comes to light at a stage: `job-refused`, `fails-later`; empty for
/// others.
llvm::StringRef getStageFlag(Stage stage);
} // namespace diag

/// A note that belongs to a diagnostic; its range may be invalid (then it has no place).
struct Note {
  SourceRange range;
  std::string message;
};

/// A replacement of source text; all fix-its of one diagnostic are applied together.
struct Fixit {
  SourceRange range;
  std::string replacement;
};

struct Diagnostic {
  diag::Id id;
  Severity severity;
  SourceRange range;
  std::string message;
  llvm::SmallVector<Note, 0> notes;
  llvm::SmallVector<Fixit, 0> fixits;
  diag::Stage stage = diag::Stage::Now;
};

/// What -W… options say. Later calls win over earlier ones.
class WarningOptions {
public:
  /// Applies the text after `-W`: `name`, `no-name`, `error`, `error=name`, `no-error=name`, `all`,
  /// `no-all`. False when it names no warning.
  bool apply(llvm::StringRef option);
  /// The severity with which `id` is reported; nothing when it is off.
  std::optional<Severity> getSeverity(diag::Id id, diag::Stage stage = diag::Stage::Now) const;
  /// Whether options had a say in the severity of a diagnostic.
  bool decides(const Diagnostic &diagnostic) const;

private:
  enum class State : uint8_t { Default, Off, On };
  enum class Promotion : uint8_t { Default, Error, Warning };
  State all = State::Default;
  bool allErrors = false;
  llvm::StringMap<State> states;
  llvm::StringMap<Promotion> promotions;
};

/// Source ranges that do not overlap: those that do become one as they are added.
class RangeSet {
public:
  void add(SourceRange range);
  void add(const RangeSet &other);
  bool empty() const { return ends.empty(); }
  /// Whether an offset is in one of them, or at its end.
  bool contains(uint32_t offset) const;

private:
  std::map<uint32_t, uint32_t> ends; // by their beginnings
};

/// Collects the diagnostics of a compilation, with warning options and suppressing comments
/// (`stashc-ignore: CODE reason` on the line, or alone on the line above) applied, and repetitions
/// and consequences of other mistakes dropped.
class DiagnosticEngine {
public:
  explicit DiagnosticEngine(const SourceManager &sources) : sources(sources) {}
  DiagnosticEngine(const DiagnosticEngine &) = delete;

  /// Puts the names that may be meant into a list. Making it can cost more than searching it: it is
  /// asked for only where the search may still be paid for.
  using CollectNames = llvm::function_ref<void(llvm::SmallVectorImpl<llvm::StringRef> &)>;

  /// Adds notes and fix-its to a diagnostic that was reported. Valid until the engine is emptied.
  class Builder {
  public:
    template <typename... Args>
    Builder &note(SourceRange range, const char *format, Args &&...args) {
      Diagnostic *diagnostic = get();
      if (diagnostic && diagnostic->notes.size() < maxNotes)
        diagnostic->notes.push_back({range, llvm::formatv(format, std::forward<Args>(args)...)});
      return *this;
    }
    Builder &fixit(SourceRange range, llvm::StringRef replacement) {
      if (Diagnostic *diagnostic = get())
        diagnostic->fixits.push_back({range, replacement.str()});
      return *this;
    }
    /// Says "did you mean '…'?", with the fix-it that puts the text at `range`. Says nothing of an
    /// empty text, and offers no fix-it without a range.
    Builder &suggest(SourceRange range, llvm::StringRef meant);
    /// Suggests the candidate that `name` is most likely a misspelling of, and returns it: empty
    /// when there is none.
    llvm::StringRef suggest(SourceRange range, llvm::StringRef name,
                            llvm::ArrayRef<llvm::StringRef> candidates);
    llvm::StringRef suggest(SourceRange range, llvm::StringRef name, CollectNames collect);
    /// Whether the diagnostic was kept.
    explicit operator bool() const { return index != none; }

  private:
    friend class DiagnosticEngine;
    static constexpr size_t maxNotes = 64;
    static constexpr size_t none = -1;
    explicit Builder(DiagnosticEngine *engine, size_t index = none)
        : engine(engine), index(index) {}
    Diagnostic *get() const { return *this ? &engine->diagnostics[index] : nullptr; }
    DiagnosticEngine *engine;
    size_t index;
  };

  /// Reports `id` at `range`; the arguments fill its message's {0}, {1} …
  template <typename... Args> Builder report(diag::Id id, SourceRange range, Args &&...args) {
    if (!isEnabled(id, range))
      return Builder(this);
    return add(id, range,
               llvm::formatv(diag::getInfo(id).message.data(), std::forward<Args>(args)...).str(),
               *warnings.getSeverity(id, stage), stage);
  }

  /// Reports the same as another engine of the same sources did, at the stage of this one.
  Builder repeat(const Diagnostic &diagnostic);

  /// While it lives, what is reported comes to light at a stage.
  class StageScope {
  public:
    StageScope(DiagnosticEngine &diags, diag::Stage stage) : restore(diags.stage, stage) {}

  private:
    llvm::SaveAndRestore<diag::Stage> restore;
  };
  diag::Stage getStage() const { return stage; }

  /// While it lives, errors are of what objects hold: which objects there are is known all the
  /// same.
  class KnownObjectsScope {
  public:
    explicit KnownObjectsScope(DiagnosticEngine &diags) : restore(diags.knowsObjects, true) {}

  private:
    llvm::SaveAndRestore<bool> restore;
  };
  /// Says that some object may be there that is not known.
  void missObjects() { isPartial = true; }

  /// Reports as an error what is one where stashc builds: no option turns it off, only a
  /// comment at its place, whose author has seen it.
  template <typename... Args> Builder reportError(diag::Id id, SourceRange range, Args &&...args) {
    if (isSuppressed(id, range) || isConsequence(id, range))
      return Builder(this);
    return add(id, range,
               llvm::formatv(diag::getInfo(id).message.data(), std::forward<Args>(args)...).str(),
               Severity::Error, diag::Stage::Later);
  }

  /// A builder that adds to nothing.
  static Builder silent() { return Builder(nullptr); }

  /// The candidate that `name` is most likely a misspelling of, as `findNearest` has it. All
  /// searches of a run together look at a limited number of candidates; then none is found.
  llvm::StringRef findMeant(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);
  llvm::StringRef findMeant(llvm::StringRef name, CollectNames collect);

  /// Reports nothing more in a range: what would be said comes of a mistake that was reported.
  void silence(SourceRange range) { silenced.add(range); }
  /// Makes a range known in part only, as some of what it holds or refers to could not be read: no
  /// name is missing there, nothing is unused, and no warning is sure.
  void distrust(SourceRange range) { distrusted.add(range); }
  /// Makes what was reported last stand for the errors that will be found in a range: it becomes an
  /// error with the first of them, which is not reported.
  void explainErrors(SourceRange range) {
    if (!diagnostics.empty())
      explained.push_back({range, diagnostics.size() - 1});
  }

  /// Warns of the suppressing comments of a file that name no diagnostic or have suppressed none.
  void checkIgnoreComments(const SourceFile &file);

  bool hadErrors() const { return errorCount != 0; }
  /// With those that were dropped as consequences.
  unsigned getErrorCount() const { return errorCount; }
  llvm::ArrayRef<Diagnostic> getDiagnostics() const { return diagnostics; }
  /// All diagnostics in the order of files and positions. The engine keeps none.
  std::vector<Diagnostic> takeSorted();

  /// Adds what an engine of the same sources and warning options holds, as if it had been reported
  /// here: what several threads report is thus in the order that one would give it.
  void adopt(DiagnosticEngine &other);

  /// From `max` messages on, only that there are too many is kept; what this gives tells whether
  /// there are.
  const bool *limitMessages(uint64_t max) {
    maxMessages = max;
    return &tooMany;
  }

  WarningOptions &getWarningOptions() { return warnings; }
  const SourceManager &getSources() const { return sources; }

private:
  /// Whether a diagnostic is reported; an error that is dropped as a consequence is counted.
  bool isEnabled(diag::Id id, SourceRange range);
  bool isSuppressed(diag::Id id, SourceRange range);
  bool isConsequence(diag::Id id, SourceRange range) const;
  /// Whether a diagnostic stands for an error in a range: then it is one.
  bool isExplained(SourceRange range);
  Builder add(diag::Id id, SourceRange range, std::string message, Severity severity,
              diag::Stage stage);

  const SourceManager &sources;
  WarningOptions warnings;
  diag::Stage stage = diag::Stage::Now;
  std::vector<Diagnostic> diagnostics;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, unsigned> seen; // to drop repetitions
  unsigned errorCount = 0;
  unsigned candidatesLeft = 1'000'000; // of did-you-mean
  bool isPartial = false;              ///< objects may be there that are not known
  bool knowsObjects = false;
  RangeSet silenced, distrusted;
  std::vector<std::pair<SourceRange, size_t>> explained; // with the diagnostics that do it
  llvm::DenseSet<std::pair<const SourceFile *, unsigned>> usedIgnores; // lines from 0
  uint64_t maxMessages = UINT64_MAX;
  uint64_t messageBytes = 0;
  bool tooMany = false;
};

/// Reports, once, that a limit of the budget was passed, if one was.
DiagnosticEngine::Builder reportExhausted(Budget &budget, SourceRange range,
                                          DiagnosticEngine &diags);

/// The one of `candidates` that `name` is most likely a misspelling of: at most a third of its
/// length in edits away, or equal but for case and separators. Empty when there is none.
llvm::StringRef findNearest(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTIC_H
