#include "tools/driver/Fixits.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace stash;
using namespace stash::driver;

namespace {
/// Replacements that do not touch one another, by where they begin and end.
class EditSet {
public:
  enum class Answer { New, Known, Collides };

  Answer check(const Fixit &fixit) const {
    if (auto same = edits.find(getKey(fixit.range)); same != edits.end())
      return same->second == fixit.replacement ? Answer::Known : Answer::Collides;
    auto after = edits.upper_bound(getKey(fixit.range));
    if (after != edits.end() && after->first.first < fixit.range.end)
      return Answer::Collides;
    if (after != edits.begin() && std::prev(after)->first.second > fixit.range.begin)
      return Answer::Collides;
    return Answer::New;
  }
  void add(const Fixit &fixit) { edits.try_emplace(getKey(fixit.range), fixit.replacement); }
  void remove(const Fixit &fixit) { edits.erase(getKey(fixit.range)); }

  using Key = std::pair<uint32_t, uint32_t>;
  const std::map<Key, llvm::StringRef> &get() const { return edits; }

private:
  static Key getKey(SourceRange range) { return {range.begin, range.end}; }
  std::map<Key, llvm::StringRef> edits;
};
} // namespace

/// Adds all fix-its of a diagnostic, or none.
static bool addAll(const Diagnostic &diagnostic, EditSet &edits) {
  llvm::SmallVector<const Fixit *, 4> added;
  for (const Fixit &fixit : diagnostic.fixits) {
    switch (edits.check(fixit)) {
    case EditSet::Answer::Known:
      continue;
    case EditSet::Answer::New:
      edits.add(fixit);
      added.push_back(&fixit);
      continue;
    case EditSet::Answer::Collides:
      for (const Fixit *one : added)
        edits.remove(*one);
      return false;
    }
  }
  return true;
}

FixResult driver::applyFixits(llvm::ArrayRef<Diagnostic> diagnostics, const SourceManager &sources,
                              llvm::function_ref<bool(const SourceFile &)> mayChange) {
  FixResult result;
  EditSet edits;
  for (const Diagnostic &diagnostic : diagnostics) {
    if (diagnostic.fixits.empty())
      continue;
    bool allowed = llvm::all_of(diagnostic.fixits, [&](const Fixit &fixit) {
      const SourceFile *file = sources.getFile(fixit.range);
      return file && mayChange(*file);
    });
    if (allowed && addAll(diagnostic, edits))
      ++result.applied;
    else
      ++result.skipped;
  }

  const SourceFile *file = nullptr;
  size_t copied = 0; // bytes of `file` that are in its text
  auto finishFile = [&] {
    if (file)
      result.files.back().text += file->getText().drop_front(copied);
  };
  for (const auto &[range, replacement] : edits.get()) {
    if (const SourceFile *next = sources.getFile(range.first); next != file) {
      finishFile();
      file = next;
      copied = 0;
      result.files.push_back({file, {}, {}});
    }
    std::string &text = result.files.back().text;
    text += file->getText().slice(copied, range.first - file->getBase());
    text += replacement;
    result.files.back().edits.push_back({{range.first, range.second}, replacement.str()});
    copied = range.second - file->getBase();
  }
  finishFile();
  return result;
}

std::vector<ErrorPlace> driver::listErrors(llvm::ArrayRef<Diagnostic> diagnostics,
                                           const SourceManager &sources) {
  std::vector<ErrorPlace> errors;
  for (const Diagnostic &diagnostic : diagnostics)
    if (diagnostic.severity == Severity::Error)
      if (const SourceFile *file = sources.getFile(diagnostic.range))
        errors.push_back({file->getName().str(), file->getLineIndex(diagnostic.range.begin),
                          diagnostic.id, diagnostic.message});
  return errors;
}

/// The edits of a file whose new text is on a line.
static std::vector<SourceRange> findEditsOn(const FixedFile &file, unsigned line) {
  std::vector<SourceRange> found;
  int64_t moved = 0; // by the edits before
  for (const Fixit &edit : file.edits) {
    size_t begin = edit.range.begin - file.file->getBase() + moved;
    llvm::StringRef text = file.text;
    unsigned first = text.take_front(begin).count('\n');
    unsigned last = first + llvm::StringRef(edit.replacement).count('\n');
    if (first <= line && line <= last)
      found.push_back(edit.range);
    moved += int64_t(edit.replacement.size()) - int64_t(edit.range.size());
  }
  return found;
}

FixResult driver::applySafeFixits(llvm::ArrayRef<Diagnostic> diagnostics,
                                  const SourceManager &sources,
                                  llvm::function_ref<bool(const SourceFile &)> mayChange,
                                  Recheck recheck) {
  // What is repaired must be gone: only the others may be there again.
  std::vector<Diagnostic> left(diagnostics.begin(), diagnostics.end()), others;
  llvm::copy_if(left, std::back_inserter(others),
                [](const Diagnostic &diagnostic) { return diagnostic.fixits.empty(); });
  std::vector<ErrorPlace> before = listErrors(others, sources);
  constexpr unsigned maxTries = 3;
  for (unsigned i = 0; i < maxTries; ++i) {
    FixResult result = applyFixits(left, sources, mayChange);
    std::optional<std::vector<ErrorPlace>> after;
    if (result.applied)
      after = recheck(result);
    if (!after)
      return result;
    std::vector<SourceRange> blamed;
    for (const ErrorPlace &error : *after) {
      bool isOld = llvm::any_of(before, [&](const ErrorPlace &other) {
        return other.file == error.file && other.id == error.id && other.message == error.message;
      });
      for (const FixedFile &file : result.files)
        if (!isOld && file.file->getName() == error.file)
          llvm::append_range(blamed, findEditsOn(file, error.line));
    }
    if (blamed.empty())
      return result;
    llvm::erase_if(left, [&](const Diagnostic &diagnostic) {
      return llvm::any_of(diagnostic.fixits, [&](const Fixit &fixit) {
        return llvm::is_contained(blamed, fixit.range);
      });
    });
  }
  return {};
}
