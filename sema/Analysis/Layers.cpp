#include "sema/Analysis/Layers.h"

#include "frontend/Basic/DiagnosticsYaml.h"
#include "frontend/Yaml/Manifest.h"
#include "frontend/Yaml/YamlReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace stash;
using namespace stash::sema;
namespace path = llvm::sys::path;

bool sema::isStashObject(const Value &document) {
  return document.isMap() &&
         stash::isStashObject(document.getStringOr("apiVersion"), document.getStringOr("kind"));
}

//===-- kustomize ---------------------------------------------------------===//

namespace {

bool isKustomization(const Value &document, llvm::StringRef name) {
  llvm::StringRef apiVersion = document.getStringOr("apiVersion");
  return apiVersion.starts_with("kustomize.config.k8s.io/") ||
         (apiVersion.empty() && name.starts_with_insensitive("kustomization"));
}

/// Collects the files that kustomizations name as patches.
class Patches {
public:
  Patches(Program &program, llvm::vfs::FileSystem &fs) : program(program), fs(fs) {}

  void collect() {
    for (const Document &document : program.documents)
      if (isKustomization(*document.value, path::filename(document.file->path)))
        add(*document.value, path::parent_path(document.file->path));
    // Of files that were named one by one the kustomization beside or above them counts, too.
    for (const Document &document : program.documents) {
      if (!document.file->isRoot || document.file->path.empty() || !isStashObject(*document.value))
        continue;
      llvm::SmallString<128> above = path::parent_path(document.file->path);
      look(above);
      path::append(above, "..");
      path::remove_dots(above, /*remove_dot_dot=*/true);
      look(above);
    }
  }

  bool isPatch(const Document &document) const {
    if (!document.file->isRoot || !document.value->isMap())
      return false;
    return document.value->get("$patch") || files.contains(document.file->path);
  }

private:
  /// Reads the kustomization of a directory unless it is among the files.
  void look(llvm::StringRef directory) {
    if (!seen.insert(directory).second)
      return;
    for (llvm::StringRef name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
      llvm::SmallString<128> file = directory;
      path::append(file, name);
      auto status = fs.status(file);
      if (!status || !status->isRegularFile())
        continue;
      auto buffer = fs.getBufferForFile(file);
      if (!buffer)
        return;
      SourceManager sources;
      DiagnosticEngine silent(sources);
      Budget budget;
      ValueArena arena;
      const SourceFile *source = sources.add(file.str().str(), std::move(*buffer));
      if (source)
        for (const Value *document : readYaml(*source, arena, silent, budget))
          add(*document, directory);
      return;
    }
  }

  void add(const Value &kustomization, llvm::StringRef directory) {
    seen.insert(directory);
    for (llvm::StringRef key : {"patches", "patchesStrategicMerge", "patchesJson6902"}) {
      const Value *list = kustomization.get(key);
      if (!list || !list->isList())
        continue;
      for (const Value *item : list->getItems()) {
        llvm::StringRef name = item->isString() ? item->getText() : item->getStringOr("path");
        if (name.empty() || name.contains('\n'))
          continue;
        llvm::SmallString<128> file = directory;
        path::append(file, name);
        path::remove_dots(file, /*remove_dot_dot=*/true);
        files.insert(file);
      }
    }
  }

  Program &program;
  llvm::vfs::FileSystem &fs;
  llvm::StringSet<> seen;  ///< directories
  llvm::StringSet<> files; ///< the patches
};

} // namespace

/// Reads a patch that a kustomization holds as a literal block. Its lines are YAML as they stand,
/// so that a slice of the file, at its own offsets, gives values with their places.
static void readInline(const Document &kustomization, const Value &text, Program &program,
                       Budget &budget, DiagnosticEngine &diags) {
  SourceRange range = text.getRange();
  llvm::StringRef block = program.sources.getText(range);
  size_t header = block.find('\n');
  if (!block.starts_with("|") || header == llvm::StringRef::npos)
    return; // the places in quoted and folded texts are lost
  ++header;
  SourceFile slice(program.sources.getFile(range)->getName().str(),
                   llvm::MemoryBuffer::getMemBuffer(block.drop_front(header), "",
                                                    /*RequiresNullTerminator=*/false),
                   range.begin + uint32_t(header));
  for (const Value *patch : readYaml(slice, program.values, diags, budget))
    program.patches.push_back({kustomization.file, patch});
}

static void readInlinePatches(Program &program, Budget &budget, DiagnosticEngine &diags) {
  for (const Document &document : program.documents) {
    if (!document.file->isRoot ||
        !isKustomization(*document.value, path::filename(document.file->path)))
      continue;
    for (llvm::StringRef key : {"patches", "patchesStrategicMerge"}) {
      const Value *list = document.value->get(key);
      if (!list || !list->isList())
        continue;
      for (const Value *item : list->getItems())
        if (const Value *text = item->isMap() ? item->get("patch") : item; text && text->isString())
          readInline(document, *text, program, budget, diags);
    }
  }
}

void sema::separatePatches(Program &program, llvm::vfs::FileSystem &fs, Budget &budget,
                           DiagnosticEngine &diags) {
  Patches patches(program, fs);
  patches.collect();
  auto isPatch = [&](const Document &document) { return patches.isPatch(document); };
  for (const Document &document : program.documents)
    if (isPatch(document))
      program.patches.push_back(document);
  llvm::erase_if(program.documents, isPatch);
  readInlinePatches(program, budget, diags);
}

//===-- Flux --------------------------------------------------------------===//

namespace {

/// The `postBuild` of a Flux Kustomization; null when the object is none or has none.
const Value *getPostBuild(const Value &document) {
  if (!document.getStringOr("apiVersion").starts_with("kustomize.toolkit.fluxcd.io/"))
    return nullptr;
  const Value *postBuild = document.at({"spec", "postBuild"});
  return postBuild && postBuild->isMap() ? postBuild : nullptr;
}

/// Whether Flux leaves an object alone.
bool isLeftAlone(const Value &object) {
  for (llvm::StringRef map : {"annotations", "labels"})
    if (const Value *entries = object.at({"metadata", map}))
      if (entries->getStringOr("kustomize.toolkit.fluxcd.io/substitute") == "disabled")
        return true;
  return false;
}

/// The parts of invokers where Stash, a shell or a claim replaces variables.
bool isOfStash(llvm::StringRef key) {
  return llvm::is_contained(
      {"hooks", "volumeClaimTemplates", "interimVolumeTemplate", "parameters"}, key);
}

class FillIn {
public:
  FillIn(Program &program, llvm::ArrayRef<Define> defines, DiagnosticEngine &diags)
      : program(program), diags(diags) {
    const Value *only = nullptr;
    for (const Document &document : program.documents)
      if (const Value *postBuild = getPostBuild(*document.value)) {
        only = hasFlux ? nullptr : postBuild;
        hasFlux = true;
        flux = document.value;
      }
    const Value *substitute = only ? only->get("substitute") : nullptr;
    if (substitute && substitute->isMap())
      for (const Member &member : substitute->getMembers())
        if (member.value->isString() || member.value->isNumber())
          values[member.key] = member.value->getText().str();
    for (const Define &define : defines)
      values[define.name] = define.value;
  }

  void run() {
    for (Document &document : program.documents) {
      if (!document.file->isRoot || !isStashObject(*document.value) ||
          !document.file->file->getText().contains('$'))
        continue;
      kind = document.value->getStringOr("kind");
      if (isLeftAlone(*document.value)) {
        checkEscapes(*document.value, "the annotation keeps Flux from it");
        continue;
      }
      bool isTemplate = kind == "Function" || kind == "Task";
      if (isTemplate || kind == "BackupBlueprint") {
        checkPassage(*document.value);
        continue;
      }
      Value *filled = program.values.clone(document.value);
      fill(*filled);
      document.value = filled;
      checkPassage(*filled);
    }
    if (missing.empty())
      return;
    auto report = diags.report(diag::FilledInElsewhere, place, missing.front());
    std::string options;
    for (llvm::StringRef name : llvm::ArrayRef(missing).take_front(5))
      options += (options.empty() ? "-D " : " -D ") + name.str() + "=…";
    report.note({},
                missing.size() == 1 ? "'{0}' gives it a value, and then all is checked"
                                    : "'{0}' gives them values, and then all is checked",
                options + (missing.size() > 5 ? " …" : ""));
  }

private:
  void fill(Value &value, bool inParams = false) {
    if (value.isList())
      for (Value *&item : value.getItems())
        fillOne(item, inParams);
    if (value.isMap())
      for (Member &member : value.getMembers())
        if (!isOfStash(member.key))
          fillOne(member.value, inParams || member.key == "params");
  }

  /// Parameters of a Task may have variables of Stash.
  void fillOne(Value *&value, bool inParams) {
    if (!value->isString())
      return fill(*value, inParams);
    llvm::StringRef text = value->getText();
    if (!text.contains("${"))
      return;
    llvm::BumpPtrAllocator allocator;
    auto parsed = parseTemplate(text, allocator);
    const auto *found = std::get_if<Template>(&parsed);
    if (!found)
      return;
    bool isOurs = true, isKnown = true;
    forEachSubstitution(*found, [&](const Substitution &use) {
      if (inParams && findBuiltin(use.name))
        return;
      isOurs = false;
      program.filledIn.insert(use.name);
      if (values.contains(use.name) || use.op == TemplateOperator::Default)
        return;
      isKnown = false;
      if (llvm::is_contained(missing, use.name))
        return;
      missing.push_back(use.name.str());
      if (!place.isValid())
        place = value->getRange();
    });
    if (isOurs)
      return;
    SourceRange range = value->getRange();
    if (!isKnown) {
      value = program.values.unknown(range);
      return;
    }
    auto result =
        evaluateTemplate(*found, [&](llvm::StringRef name) -> std::optional<llvm::StringRef> {
          auto at = values.find(name);
          return at == values.end() ? std::nullopt : std::optional<llvm::StringRef>(at->second);
        });
    if (const auto *filled = std::get_if<std::string>(&result))
      value = readAgain(program.values.copy(llvm::StringRef(*filled)), range);
    else
      value = program.values.unknown(range);
  }

  /// What is put in is YAML: without quotes around it, it may be a number.
  Value *readAgain(llvm::StringRef text, SourceRange range) {
    llvm::StringRef source = diags.getSources().getText(range);
    bool isPlain = source.starts_with("$");
    int64_t number = 0;
    if (isPlain && !text.getAsInteger(10, number))
      return program.values.number(text, range);
    if (isPlain && (text == "true" || text == "false"))
      return program.values.boolean(text == "true", range);
    return program.values.string(text, range);
  }

  //===-- What Flux does to variables of Stash ----------------------------===//

  /// The first text of an object that has `what`; in an invoker only where variables are Stash's.
  const Value *findText(const Value &value, llvm::StringRef what, bool isOurs) const {
    if (value.isString() && isOurs && value.getText().contains(what))
      return &value;
    if (value.isList())
      for (const Value *item : value.getItems())
        if (const Value *found = findText(*item, what, isOurs))
          return found;
    if (value.isMap())
      for (const Member &member : value.getMembers())
        if (const Value *found = findText(*member.value, what, isOurs || isOfStash(member.key)))
          return found;
    return nullptr;
  }

  /// An object that goes through Flux with variables of Stash in it.
  void checkPassage(const Value &object) {
    bool isTemplate = kind == "Function" || kind == "Task" || kind == "BackupBlueprint";
    const Value *text = findText(object, "${", isTemplate);
    if (!text)
      return;
    llvm::StringRef name = object.at({"metadata", "name"})
                               ? object.at({"metadata", "name"})->getStringOrNone().value_or("")
                               : "";
    bool isEscaped = !findPlain(object, isTemplate);
    if (!hasFlux) {
      if (isEscaped)
        checkEscapes(object, "");
      return;
    }
    if (isEscaped)
      return; // which Flux takes off
    diags.report(diag::FluxSubstitutes, findPlain(object, isTemplate)->getRange(), kind, name)
        .note(flux->at({"spec", "postBuild"})->getRange(), "its 'postBuild' is here")
        .note({},
              "the annotation 'kustomize.toolkit.fluxcd.io/substitute: disabled' keeps Flux from "
              "it, and so does '--flux' where stashc builds it");
  }

  /// The first text with a `${` that is not `$${`.
  const Value *findPlain(const Value &value, bool isOurs) const {
    if (value.isString() && isOurs) {
      llvm::StringRef text = value.getText();
      for (size_t at = text.find("${"); at != llvm::StringRef::npos; at = text.find("${", at + 2))
        if (at == 0 || text[at - 1] != '$')
          return &value;
    }
    if (value.isList())
      for (const Value *item : value.getItems())
        if (const Value *found = findPlain(*item, isOurs))
          return found;
    if (value.isMap())
      for (const Member &member : value.getMembers())
        if (const Value *found = findPlain(*member.value, isOurs || isOfStash(member.key)))
          return found;
    return nullptr;
  }

  /// `$${…}` where nothing takes a dollar off: for Stash that is the text `${…}`.
  void checkEscapes(const Value &object, llvm::StringRef why) {
    if (kind != "Function" && kind != "Task")
      return;
    if (const Value *text = findText(object, "$${", true)) {
      auto report =
          diags.report(hasFlux ? diag::EscapedForFlux : diag::MaybeForFlux, text->getRange());
      if (!why.empty())
        report.note({}, "{0}", why);
    }
  }

  Program &program;
  DiagnosticEngine &diags;
  llvm::StringMap<std::string> values;
  llvm::StringRef kind; ///< of the object that is looked at
  std::vector<std::string> missing;
  SourceRange place; ///< of the first one
  bool hasFlux = false;
  const Value *flux = nullptr; ///< the last Kustomization that substitutes
};

} // namespace

void sema::fillIn(Program &program, llvm::ArrayRef<Define> defines, DiagnosticEngine &diags) {
  FillIn(program, defines, diags).run();
}
