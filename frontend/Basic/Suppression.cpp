// What is not reported: what a comment suppresses, and what comes of another mistake.

#include "frontend/Basic/Diagnostic.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Basic/DiagnosticsSchema.h"
#include "frontend/Basic/DiagnosticsSema.h"
#include "frontend/Basic/DiagnosticsSyntax.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace stash;

void RangeSet::add(SourceRange range) {
  auto next = ends.upper_bound(range.begin);
  if (next != ends.begin() && std::prev(next)->second >= range.begin)
    --next;
  uint32_t begin = range.begin, end = range.end;
  while (next != ends.end() && next->first <= end) {
    begin = std::min(begin, next->first);
    end = std::max(end, next->second);
    next = ends.erase(next);
  }
  ends.emplace(begin, end);
}

void RangeSet::add(const RangeSet &other) {
  for (auto [begin, end] : other.ends)
    add({begin, end});
}

bool RangeSet::contains(uint32_t offset) const {
  auto next = ends.upper_bound(offset);
  return next != ends.begin() && offset <= std::prev(next)->second;
}

//===-- Consequences ------------------------------------------------------===//

/// Whether a diagnostic says that something is not there: where part of the sources could not be
/// read, it may be in that part.
static bool isOfAbsence(diag::Id id) {
  switch (id) {
  case diag::UndefinedName:
  case diag::NoMapMember:
  case diag::UnknownInput:
  case diag::UnknownDefinition:
  case diag::UnknownArgument:
  case diag::MissingArgument:
  case diag::MissingBody:
  case diag::UnknownFunction:
  case diag::UnknownStepParameter:
  case diag::UnknownTaskParameter:
  case diag::TaskWithoutSteps:
  case diag::MissingVolume:
  case diag::UndeclaredVariable:
  case diag::MissingField:
    return true;
  default:
    return false;
  }
}

/// The same of objects of the whole run, which any file of it may declare.
static bool isOfAbsentObject(diag::Id id) {
  return id == diag::NoTask || id == diag::NoFunction || id == diag::NoRepository;
}

bool DiagnosticEngine::isConsequence(diag::Id id, SourceRange range) const {
  if (!range.isValid())
    return false;
  if (!silenced.empty() && silenced.contains(range.begin))
    return true;
  if (isOfAbsentObject(id))
    return isPartial;
  return !distrusted.empty() && distrusted.contains(range.begin) &&
         (isOfAbsence(id) || diag::getInfo(id).level != diag::Level::Error);
}

bool DiagnosticEngine::isExplained(SourceRange range) {
  for (auto [where, index] : explained)
    if (where.begin <= range.begin && range.begin < where.end &&
        diagnostics[index].id == diag::DollarName) {
      Diagnostic &reason = diagnostics[index];
      errorCount += reason.severity != Severity::Error;
      reason.severity = Severity::Error;
      return true;
    }
  return false;
}

bool DiagnosticEngine::isEnabled(diag::Id id, SourceRange range) {
  std::optional<Severity> severity = warnings.getSeverity(id, stage);
  bool isIgnored = !diag::isFixed(id, stage) && isSuppressed(id, range);
  if (!severity || isIgnored)
    return false;
  if (!isConsequence(id, range))
    return true;
  errorCount += *severity == Severity::Error;
  return false;
}

//===-- Comments ----------------------------------------------------------===//

namespace {
/// A comment `stashc-ignore: CODE, … reason`.
struct IgnoreComment {
  llvm::SmallVector<llvm::StringRef, 2> names;
  bool isAlone; ///< on its line: then it is about the next line, too
};
} // namespace

static constexpr llvm::StringLiteral ignoreMarker = "stashc-ignore:";

static std::optional<IgnoreComment> findIgnoreComment(llvm::StringRef line) {
  // Few lines have a colon behind what is searched, and one byte is found fast.
  if (line.size() < ignoreMarker.size() ||
      !line.drop_front(ignoreMarker.size() - 1).contains(ignoreMarker.back()))
    return std::nullopt;
  size_t at = line.find(ignoreMarker);
  if (at == llvm::StringRef::npos)
    return std::nullopt;
  llvm::StringRef before = line.take_front(at).rtrim();
  if (!before.consume_back("//") && !before.consume_back("#") && !before.consume_back("/*"))
    return std::nullopt;
  IgnoreComment comment;
  comment.isAlone = before.trim().empty();
  llvm::StringRef rest = line.drop_front(at + ignoreMarker.size());
  do {
    rest = rest.ltrim();
    comment.names.push_back(
        rest.take_until([](char c) { return llvm::isSpace(c) || c == ',' || c == '*'; }));
    rest = rest.drop_front(comment.names.back().size());
  } while (rest.consume_front(","));
  return comment;
}

static bool isNamed(const diag::Info &info, llvm::StringRef name) {
  return !name.empty() && (name.equals_insensitive(info.code) || name == info.flag ||
                           (!info.pitfall.empty() && name == info.pitfall));
}

bool DiagnosticEngine::isSuppressed(diag::Id id, SourceRange range) {
  const SourceFile *file = sources.getFile(range);
  if (!file)
    return false;
  unsigned line = file->getLineIndex(range.begin);
  const diag::Info &info = diag::getInfo(id);
  for (unsigned above : {0u, 1u}) {
    if (above > line)
      break;
    std::optional<IgnoreComment> comment = findIgnoreComment(file->getLine(line - above));
    if (!comment || (above && !comment->isAlone) ||
        llvm::none_of(comment->names, [&](llvm::StringRef name) { return isNamed(info, name); }))
      continue;
    usedIgnores.insert({file, line - above});
    return true;
  }
  return false;
}

void DiagnosticEngine::checkIgnoreComments(const SourceFile &file) {
  llvm::StringRef text = file.getText();
  for (size_t at = text.find(ignoreMarker); at != llvm::StringRef::npos;
       at = text.find(ignoreMarker, at + 1)) {
    unsigned line = file.getLineIndex(file.getBase() + at);
    std::optional<IgnoreComment> comment = findIgnoreComment(file.getLine(line));
    if (!comment)
      continue;
    bool isKnown = true;
    for (llvm::StringRef name : comment->names) {
      uint32_t begin = file.getBase() + (name.data() - text.data());
      SourceRange range = {begin, begin + uint32_t(name.size())};
      if (llvm::any_of(diag::getAll(), [&](const diag::Info &info) { return isNamed(info, name); }))
        continue;
      isKnown = false;
      llvm::SmallVector<llvm::StringRef, 64> flags;
      for (const diag::Info &info : diag::getAll())
        if (!info.flag.empty())
          flags.push_back(info.flag);
      report(diag::UnknownIgnore, range, name).suggest(range, name, flags);
    }
    uint32_t begin = file.getBase() + (comment->names[0].data() - text.data());
    SourceRange range = {begin, begin + uint32_t(comment->names[0].size())};
    if (isKnown && !usedIgnores.contains({&file, line}))
      report(diag::UselessIgnore, range, comment->names[0]);
  }
}
