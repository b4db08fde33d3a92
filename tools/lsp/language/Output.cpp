// stash/viewOutput: what the document compiles to, with positions both ways.

#include "backend/Writer/Writer.h"
#include "tools/lsp/language/Questions.h"

#include "llvm/ADT/StringExtras.h"

namespace stash::lsp {

/// A list as --emit takes it.
static bool names(llvm::StringRef emit, llvm::StringRef kind) {
  llvm::SmallVector<llvm::StringRef, 8> parts;
  emit.split(parts, ',');
  return llvm::any_of(
      parts, [&](llvm::StringRef part) { return part.trim() == kind || part.trim() == "all"; });
}

/// Whether an object of this kind is asked for; an empty list asks for all.
static bool isWanted(const Value &object, llvm::StringRef emit) {
  llvm::StringRef kind = object.getStringOr("kind");
  return emit.empty() || names(emit, kind.lower()) ||
         (kind.starts_with("Backup") && names(emit, "backup")) ||
         (kind.starts_with("Restore") && names(emit, "restore"));
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
/// Writes objects behind each other and notes where their parts come from.
class OutputMaker {
public:
  explicit OutputMaker(const Question &question)
      : question(question), out(output.text), writer(out, OutputFormat::Yaml, &lines) {}

  /// Objects of an analysis, which need not be the question's.
  void add(const Analysis &analysis, llvm::ArrayRef<Value *> objects) {
    for (const Value *object : objects) {
      lines.clear();
      writer.write(*object);
      map(analysis, *object, {});
    }
  }
  ViewOutput take() { return std::move(output); }

private:
  void map(const Analysis &analysis, const Value &value, SourceRange around) {
    SourceRange range = value.getRange().isValid() ? value.getRange() : around;
    auto at = lines.find(&value);
    if (at != lines.end() && range.isValid())
      if (std::optional<Location> source = question.workspace.toLocation(analysis, range)) {
        auto [first, last] = at->second;
        output.mappings.push_back(
            {Range(Position(first - 1, 0), Position(last, 0)), std::move(*source)});
      }
    if (value.isList())
      for (const Value *item : value.getItems())
        map(analysis, *item, range);
    if (value.isMap())
      for (const Member &member : value.getMembers())
        map(analysis, *member.value, member.keyRange.isValid() ? member.keyRange : range);
  }

  const Question &question;
  ViewOutput output;
  llvm::raw_string_ostream out;
  LineMap lines;
  Writer writer;
};
} // namespace

/// In place of Jobs that cannot be made: why. The source itself may be right.
static ViewOutput explainErrors(const Analysis &analysis) {
  ViewOutput output;
  output.hadErrors = true;
  llvm::raw_string_ostream out(output.text);
  out << "# The Job cannot be made:\n";
  for (const stash::Diagnostic &diagnostic : analysis.getDiagnostics())
    if (diagnostic.severity == Severity::Error) {
      out << "#   " << diag::getInfo(diagnostic.id).code << ": " << diagnostic.message << '\n';
      for (const Note &note : diagnostic.notes)
        out << "#     " << note.message << '\n';
    }
  return output;
}

std::optional<ViewOutput> makeOutput(const Question &question, llvm::StringRef emit) {
  const sema::FileUnit *unit = question.getUnit();
  bool isManifest = unit && unit->isManifest;
  // A manifest is as it is: what is in the way of its Job is said in place of that.
  if (question.analysis.hasErrors() && !isManifest) {
    ViewOutput output;
    output.hadErrors = true;
    return output;
  }
  ValueArena arena;
  std::vector<Value *> objects;
  for (const Value *object :
       isManifest ? llvm::ArrayRef<Value *>() : question.analysis.getObjects())
    if (isWanted(*object, emit))
      objects.push_back(fill(arena.clone(object), arena));
  OutputMaker maker(question);
  maker.add(question.analysis, objects);
  if (!names(emit, "job"))
    return maker.take();
  Analysis::Ptr jobs = question.workspace.analyzeJobs(question.document, question.cancelled);
  if (!jobs)
    return std::nullopt;
  if (jobs->hasErrors())
    return explainErrors(*jobs);
  maker.add(*jobs, jobs->getJobs());
  return maker.take();
}

} // namespace stash::lsp
