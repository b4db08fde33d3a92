// stash/viewOutput: what the document compiles to, with positions both ways.

#include "backend/Writer/Writer.h"
#include "tools/lsp/language/Questions.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

/// Whether an object of this kind is asked for by a list as --emit takes it; an empty one asks for
/// all.
static bool isWanted(const Value &object, llvm::StringRef emit) {
  if (emit.empty())
    return true;
  llvm::StringRef kind = object.getStringOr("kind");
  llvm::SmallVector<llvm::StringRef, 8> names;
  emit.split(names, ',');
  for (llvm::StringRef name : names) {
    name = name.trim();
    if (name == "all" || kind.equals_insensitive(name) ||
        (name == "backup" && kind.starts_with("Backup")) ||
        (name == "restore" && kind.starts_with("Restore")))
      return true;
  }
  return false;
}

/// Puts a text in the place of what nobody knows: inputs that have no value.
static Value *fill(Value *value, ValueArena &arena) {
  if (value->isUnknown())
    return arena.string("…", value->getRange());
  if (value->isList())
    for (Value *&item : value->getItems())
      item = fill(item, arena);
  if (value->isMap())
    for (Member &member : value->getMembers())
      member.value = fill(member.value, arena);
  return value;
}

namespace {
class Mapper {
public:
  Mapper(const Question &question, const LineMap &lines, ViewOutput &output)
      : question(question), lines(lines), output(output) {}

  void add(const Value &value, SourceRange around) {
    SourceRange range = value.getRange().isValid() ? value.getRange() : around;
    auto at = lines.find(&value);
    if (at != lines.end() && range.isValid())
      if (std::optional<Location> source =
              question.workspace.toLocation(question.analysis, range)) {
        auto [first, last] = at->second;
        output.mappings.push_back(
            {Range(Position(first - 1, 0), Position(last, 0)), std::move(*source)});
      }
    if (value.isList())
      for (const Value *item : value.getItems())
        add(*item, range);
    if (value.isMap())
      for (const Member &member : value.getMembers())
        add(*member.value, member.keyRange.isValid() ? member.keyRange : range);
  }

private:
  const Question &question;
  const LineMap &lines;
  ViewOutput &output;
};
} // namespace

std::optional<ViewOutput> makeOutput(const Question &question, llvm::StringRef emit) {
  ViewOutput output;
  if (question.analysis.hasErrors()) {
    output.hadErrors = true;
    return output;
  }
  ValueArena arena;
  std::vector<Value *> objects;
  for (const Value *object : question.analysis.getObjects())
    if (isWanted(*object, emit))
      objects.push_back(fill(arena.clone(object), arena));
  LineMap lines;
  llvm::raw_string_ostream out(output.text);
  Writer writer(out, OutputFormat::Yaml, &lines);
  for (const Value *object : objects)
    writer.write(*object);
  Mapper mapper(question, lines, output);
  for (const Value *object : objects)
    mapper.add(*object, {});
  return output;
}

} // namespace stash::lsp
