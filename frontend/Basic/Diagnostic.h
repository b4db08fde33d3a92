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
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SaveAndRestore.h"

#include <optional>
#include <string>

namespace stash {

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

/// Collects the diagnostics of a compilation, with warning options and suppressing comments
/// (`stashc-ignore: CODE reason` on the line or the line above) applied and repetitions dropped.
class DiagnosticEngine {
public:
  explicit DiagnosticEngine(const SourceManager &sources) : sources(sources) {}
  DiagnosticEngine(const DiagnosticEngine &) = delete;

  /// Adds notes and fix-its to the diagnostic just reported. Valid until the next report.
  class Builder {
  public:
    template <typename... Args>
    Builder &note(SourceRange range, const char *format, Args &&...args) {
      if (diagnostic)
        diagnostic->notes.push_back({range, llvm::formatv(format, std::forward<Args>(args)...)});
      return *this;
    }
    Builder &fixit(SourceRange range, llvm::StringRef replacement) {
      if (diagnostic)
        diagnostic->fixits.push_back({range, replacement.str()});
      return *this;
    }
    /// Whether the diagnostic was kept.
    explicit operator bool() const { return diagnostic; }

  private:
    friend class DiagnosticEngine;
    explicit Builder(Diagnostic *diagnostic) : diagnostic(diagnostic) {}
    Diagnostic *diagnostic;
  };

  /// Reports `id` at `range`; the arguments fill its message's {0}, {1} …
  template <typename... Args> Builder report(diag::Id id, SourceRange range, Args &&...args) {
    if (!isEnabled(id, range))
      return Builder(nullptr);
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

  /// Reports as an error what is one where stashc builds: no option turns it off, only a
  /// comment at its place, whose author has seen it.
  template <typename... Args> Builder reportError(diag::Id id, SourceRange range, Args &&...args) {
    if (isSuppressed(id, range))
      return silent();
    return add(id, range,
               llvm::formatv(diag::getInfo(id).message.data(), std::forward<Args>(args)...).str(),
               Severity::Error, diag::Stage::Later);
  }

  /// A builder that adds to nothing.
  static Builder silent() { return Builder(nullptr); }

  bool hadErrors() const { return errorCount != 0; }
  unsigned getErrorCount() const { return errorCount; }
  llvm::ArrayRef<Diagnostic> getDiagnostics() const { return diagnostics; }
  /// All diagnostics in the order of files and positions. The engine keeps none.
  std::vector<Diagnostic> takeSorted();

  /// Adds what an engine of the same sources and warning options holds, as if it had been reported
  /// here: what several threads report is thus in the order that one would give it.
  void adopt(DiagnosticEngine &other);

  WarningOptions &getWarningOptions() { return warnings; }
  const SourceManager &getSources() const { return sources; }

private:
  bool isEnabled(diag::Id id, SourceRange range) const;
  bool isSuppressed(diag::Id id, SourceRange range) const;
  Builder add(diag::Id id, SourceRange range, std::string message, Severity severity,
              diag::Stage stage);

  const SourceManager &sources;
  WarningOptions warnings;
  diag::Stage stage = diag::Stage::Now;
  std::vector<Diagnostic> diagnostics;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, unsigned> seen; // to drop repetitions
  unsigned errorCount = 0;
};

/// The one of `candidates` that `name` is most likely a misspelling of: at most a third of its
/// length in edits away, or equal but for case and separators. Empty when there is none.
llvm::StringRef findNearest(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace stash

#endif // STASHC_FRONTEND_BASIC_DIAGNOSTIC_H
