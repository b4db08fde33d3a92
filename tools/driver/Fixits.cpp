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
