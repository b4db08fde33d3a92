#include "sema/Builtins/Operator.h"
#include "sema/Library/Library.h"
#include "tools/lsp/language/Completer.h"
#include "tools/lsp/language/Render.h"

#include "llvm/Support/Path.h"

namespace stash::lsp {

using Block = CursorContext::Block;

//===----------------------------------------------------------------------===//
// Objects, sources, types
//===----------------------------------------------------------------------===//

void Completer::addTasks() {
  bool isRestore = llvm::is_contained({Body::Restore, Body::RestoreTarget}, context.body);
  bool isBackup = llvm::is_contained({Body::Backup, Body::BackupTarget}, context.body);
  for (const sema::Task &task : program.tasks) {
    // A Task that goes the other way is an error here.
    sema::Direction direction = task.direction;
    if (std::optional<sema::KnownTask> known = sema::findKnownTask(task.name);
        known && direction == sema::Direction::Both)
      direction = known->direction;
    if (direction == (isRestore  ? sema::Direction::Backup
                      : isBackup ? sema::Direction::Restore
                                 : sema::Direction::Both) &&
        direction != sema::Direction::Both)
      continue;
    addCallable(task.name, getParameters(task), CompletionItemKind::Class,
                isVisible(task.file) ? Rank::Best : Rank::Far, task.doc, /*isStep=*/true);
  }
  addUnseen(/*isTask=*/true);
}

void Completer::addRepositories() {
  auto addOne = [&](llvm::StringRef name, llvm::StringRef ns, llvm::StringRef doc) {
    if (!name.empty())
      addText(name, CompletionItemKind::Reference, Rank::Best,
              ns.empty() ? "Repository" : ("Repository in " + ns).str());
    (void)doc;
  };
  for (const sema::Invoker &invoker : program.invokers)
    if (invoker.invokerKind == ast::InvokerKind::Repository)
      addOne(invoker.name, invoker.ns, invoker.doc);
  for (const sema::Document &document : program.documents)
    if (document.value->getStringOr("kind") == "Repository")
      if (const Value *metadata = document.value->get("metadata"))
        addOne(metadata->getStringOr("name"), metadata->getStringOr("namespace"), "");
}

void Completer::addTargetKinds() {
  static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> kinds[] = {
      {"AppBinding", "a database or another application"},
      {"PersistentVolumeClaim", "the files of a volume"},
      {"Deployment", "the volumes of a workload"},
      {"StatefulSet", "the volumes of a workload with stable names"},
      {"DaemonSet", "the volumes of a workload on every node"},
      {"ReplicaSet", "the volumes of a ReplicaSet"},
      {"ReplicationController", "the volumes of a ReplicationController"},
      {"DeploymentConfig", "the volumes of an OpenShift workload"},
      {"Pod", "the volumes of a Pod"},
      {"Namespace", "the objects of a namespace"},
      {"Node", "a node"},
  };
  for (const auto &[kind, doc] : kinds)
    setInsert(add(kind, CompletionItemKind::Class, Rank::Best, doc), (kind + " ${1:name}").str(),
              (kind + " ").str());
  // The objects of imported manifests, too.
  for (const sema::Document &document : program.documents) {
    llvm::StringRef kind = document.value->getStringOr("kind");
    bool isTarget = llvm::any_of(kinds, [&](const auto &known) { return known.first == kind; });
    const Value *metadata = document.value->get("metadata");
    llvm::StringRef name = metadata ? metadata->getStringOr("name") : llvm::StringRef();
    if (isTarget && !name.empty())
      add(kind + " " + name, CompletionItemKind::Reference, Rank::Best, "of a manifest");
  }
}

void Completer::addVolumeSources() {
  const schema::Object &volume = schema::getObject(schema::ObjectId::Volume);
  for (llvm::StringRef source : schema::getVolumeSources()) {
    const schema::Field *field = volume.getField(source);
    setInsert(add(source, CompletionItemKind::Field, Rank::Best, "", field ? describe(*field) : ""),
              (source + " { $0 }").str(), source.str());
  }
}

void Completer::addTypes() {
  static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> types[] = {
      {"string", "any text"},
      {"int", "a whole number"},
      {"bool", "`true` or `false`"},
      {"path", "an absolute path, or an empty text"},
      {"volume", "a volume of the Task"},
      {"image", "a container image"},
      {"quantity", "a quantity of Kubernetes: `256Mi`"},
      {"duration", "a duration: `30s`"},
      {"list", "a list; of definitions and inputs only"},
      {"map", "a map; of definitions only"},
      {"params", "a parameter group; of definitions only"},
  };
  for (const auto &[name, doc] : types)
    add(name, CompletionItemKind::TypeParameter, Rank::Best, "", doc);
}

//===----------------------------------------------------------------------===//
// Constants, parameters, variables, files
//===----------------------------------------------------------------------===//

/// What a name of this text was worth when it was last compiled.
std::string Completer::getValue(llvm::StringRef name) const {
  for (const sema::Occurrence *occurrence : question.analysis.getOccurrences())
    if (occurrence->name == name && occurrence->value && !occurrence->value->isUnknown())
      return render(*occurrence->value, 60);
  return {};
}

void Completer::addNames(bool runtimeSuffix) {
  using Kind = CursorContext::Name::Kind;
  for (const CursorContext::Name &name : llvm::reverse(context.names)) {
    bool isConstant = name.kind != Kind::Parameter && name.kind != Kind::Volume;
    std::string detail = isConstant ? getValue(name.name) : name.type;
    static constexpr const char *kinds[] = {"let",       "params", "input",
                                            "parameter", "volume", "loop variable"};
    std::string what = kinds[static_cast<unsigned>(name.kind)];
    add(name.name, isConstant ? CompletionItemKind::Constant : CompletionItemKind::Variable,
        Rank::Local, what + (detail.empty() ? "" : (isConstant ? " = " : ": ") + detail));
  }
  if (context.isInBlueprint)
    for (const sema::BlueprintVariable &variable : sema::getBlueprintVariables())
      add(variable.name, CompletionItemKind::Variable, Rank::Known, "of a blueprint",
          describe(variable));
  if (context.isInFunction || context.isInTask ||
      (context.block == Block::Declarations && context.body == Body::None))
    addBuiltins(runtimeSuffix);
}

void Completer::addImportedNames() {
  const sema::FileUnit *unit = question.analysis.getUnit();
  if (!unit)
    return;
  for (const sema::FileUnit::Import &import : unit->imports) {
    if (!import.file || import.file->isManifest)
      continue;
    for (const ast::Item *item : import.file->module.items) {
      llvm::StringRef name, what;
      if (const auto *let = llvm::dyn_cast<ast::LetItem>(item))
        name = let->getName().text, what = "let";
      else if (const auto *input = llvm::dyn_cast<ast::InputItem>(item))
        name = input->getName().text, what = "input";
      else if (const auto *params = llvm::dyn_cast<ast::ParamsItem>(item))
        name = params->getName().text, what = "params";
      if (!name.empty() && !name.starts_with("_"))
        add(name, CompletionItemKind::Constant, Rank::Known,
            what + " of " + import.item->getPath()->getText(), item->getDoc());
    }
  }
}

/// The variables that exist in this kind of Task. As a reference, one that is not always set needs
/// `?`; the editor may add it.
void Completer::addBuiltins(bool asReference) {
  for (const sema::Builtin &builtin : sema::getBuiltins()) {
    sema::Availability availability = builtin.getAvailability(context.direction);
    // A Function serves Tasks of either direction.
    if (context.direction == sema::Direction::Both)
      availability = std::max(builtin.backup, builtin.restore);
    if (availability == sema::Availability::Never)
      continue;
    bool isSure = builtin.getAvailability(context.direction) == sema::Availability::Always;
    CompletionItem &item =
        add(builtin.name, CompletionItemKind::Variable, Rank::Known,
            isSure ? "set by Stash" : "set by Stash, not always", describe(builtin));
    if (asReference && !isSure)
      item.textEdit = {replaced, builtin.name.str() + "?"};
    else if (!asReference && !isSure)
      item.textEdit = {replaced, builtin.name.str() + ":="};
  }
}

void Completer::addImports() {
  for (llvm::StringRef name : sema::getShippedNames())
    addText(name, CompletionItemKind::Module, Rank::Best, "comes with stashc");
  if (!now.getUri().isFile())
    return;
  // What is typed so far names the directory to look in.
  llvm::StringRef typed = context.inString ? llvm::StringRef(context.prefix) : llvm::StringRef();
  llvm::StringRef directory = typed.take_front(typed.rfind('/') + 1);
  if (typed.rfind('/') == llvm::StringRef::npos)
    directory = {};
  llvm::SmallVector<std::string, 4> roots = {
      llvm::sys::path::parent_path(now.getUri().getPath()).str()};
  llvm::append_range(roots, question.analysis.getImportDirectories());
  constexpr unsigned maxFiles = 500;
  for (const std::string &root : roots) {
    llvm::SmallString<128> path(root);
    llvm::sys::path::append(path, directory);
    std::error_code error;
    unsigned count = 0;
    for (auto at = question.workspace.getFiles().dir_begin(path, error), end = decltype(at)();
         !error && at != end && ++count < maxFiles; at.increment(error)) {
      llvm::StringRef name = llvm::sys::path::filename(at->path());
      bool isDirectory = at->type() == llvm::sys::fs::file_type::directory_file;
      bool isSource = name.ends_with(".stash") || name.ends_with(".yaml") || name.ends_with(".yml");
      if (name.starts_with(".") || at->path() == now.getUri().getPath())
        continue;
      if (isDirectory)
        addText((directory + name + "/").str(), CompletionItemKind::Folder, Rank::Far, "");
      else if (isSource)
        addText((directory + name).str(), CompletionItemKind::File, Rank::Local, "");
    }
  }
}

} // namespace stash::lsp
