#include "tools/import/Importer.h"

#include "frontend/Basic/DiagnosticsImport.h"
#include "frontend/Yaml/YamlReader.h"
#include "sema/Schema/Check.h"
#include "tools/import/DeclarationWriter.h"
#include "tools/import/Signatures.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace stash;
using namespace stash::importer;

//===-- Reading -----------------------------------------------------------===//

static std::string describe(const Value &object) {
  llvm::StringRef kind = object.getStringOr("kind");
  const Value *metadata = object.get("metadata");
  llvm::StringRef name = metadata ? metadata->getStringOr("name") : llvm::StringRef();
  if (kind.empty())
    return "a document without a kind";
  return name.empty() ? ("a " + kind).str() : (kind + " '" + name + "'").str();
}

static std::optional<DeclarationKind> getDeclarationKind(const Value &document) {
  llvm::StringRef apiVersion = document.getStringOr("apiVersion");
  llvm::StringRef kind = document.getStringOr("kind");
  if (apiVersion == "stash.appscode.com/v1alpha1" && kind == "Repository")
    return DeclarationKind::Repository;
  if (apiVersion != "stash.appscode.com/v1beta1")
    return std::nullopt;
  return llvm::StringSwitch<std::optional<DeclarationKind>>(kind)
      .Case("Function", DeclarationKind::Function)
      .Case("Task", DeclarationKind::Task)
      .Case("BackupBlueprint", DeclarationKind::Blueprint)
      .Cases({"BackupConfiguration", "BackupBatch"}, DeclarationKind::Backup)
      .Cases({"RestoreSession", "RestoreBatch"}, DeclarationKind::Restore)
      .Default(std::nullopt);
}

/// Objects that sources cannot declare, but import.
static bool isExternal(const Value &document) {
  llvm::StringRef apiVersion = document.getStringOr("apiVersion");
  llvm::StringRef group = apiVersion.split('/').first;
  return (group == "stash.appscode.com" || group == "appcatalog.appscode.com") &&
         schema::getKindStatus(apiVersion, document.getStringOr("kind")) !=
             schema::KindStatus::Missing;
}

/// Says of an object that looks like one of Stash's why it is none.
static void noteMisfit(const Value &document, DiagnosticEngine::Builder &report) {
  if (!document.isMap())
    return;
  llvm::StringRef apiVersion = document.getStringOr("apiVersion");
  llvm::StringRef kind = document.getStringOr("kind");
  llvm::SmallVector<llvm::StringRef, 8> kinds = {
      "Function",    "Task",           "Repository",   "BackupConfiguration",
      "BackupBatch", "RestoreSession", "RestoreBatch", "BackupBlueprint"};
  if (llvm::is_contained(kinds, kind)) {
    report.note({}, "a Stash {0} has the apiVersion '{1}', but this has {2}", kind,
                schema::findKind(kind)->apiVersion,
                apiVersion.empty() ? "none" : ("'" + apiVersion + "'").str());
    return;
  }
  if (apiVersion.split('/').first != "stash.appscode.com")
    return;
  if (report.suggest({}, kind, kinds).empty())
    report.note({}, "Stash has no such kind in '{0}'", apiVersion);
}

void Importer::add(const SourceFile &file, llvm::StringRef importPath, llvm::StringRef label,
                   llvm::StringRef directory) {
  size_t index = inputs.size();
  Input &input = inputs.emplace_back();
  input.file = &file;
  input.label = label.str();
  input.directory = directory.str();
  input.importPath = importPath.str();
  unsigned errors = diags.getErrorCount();
  std::vector<Value *> documents = readYaml(file, arena, diags, budget);
  if (diags.getErrorCount() != errors)
    return;
  comments.add(file, documents);
  bool isPure = llvm::all_of(documents, [](const Value *document) {
    return document->isMap() && !getDeclarationKind(*document) && isExternal(*document);
  });
  input.isImported = isPure && !documents.empty() && !importPath.empty();
  if (input.isImported)
    return;
  for (const Value *document : documents)
    addObject(*document, index);
}

void Importer::addObject(const Value &document, size_t file) {
  if (!document.isMap() || !getDeclarationKind(document)) {
    std::string what = document.isMap() ? describe(document) : "a document that is not an object";
    if (document.isMap() && isExternal(document)) {
      diags.report(diag::StaysManifest, document.getRange(), what)
          .note({}, "in a file with nothing else of Stash, the sources import it");
      return;
    }
    auto report = options.isStrict ? diags.reportError(diag::NotImported, document.getRange(), what)
                                   : diags.report(diag::NotImported, document.getRange(), what);
    noteMisfit(document, report);
    return;
  }
  const schema::Kind &kind =
      *schema::findKind(document.getStringOr("apiVersion"), document.getStringOr("kind"));
  const Value *object = clean(document, kind);
  DiagnosticEngine silent(diags.getSources());
  if (!schema::checkManifest(*object, silent) || silent.hadErrors()) {
    schema::checkManifest(*object, diags);
    return;
  }
  const Value *name = object->at({"metadata", "name"});
  Declaration declaration;
  declaration.kind = *getDeclarationKind(document);
  declaration.object = object;
  declaration.name = name->getText();
  declaration.nameRange = name->getRange();
  if (kind.isNamespaced)
    declaration.ns = object->get("metadata")->getStringOr("namespace");
  declaration.file = file;
  if (declaration.name.contains("${")) {
    diags.report(diag::CannotImport, name->getRange(), "this name",
                 "it depends on what Stash sets");
    return;
  }
  if (addDuplicate(declaration))
    return;
  objects.push_back(std::move(declaration));
}

/// What kubectl remembers of the manifest is for kubectl.
Value *Importer::withoutNoise(const Member &field) {
  llvm::StringRef noise = "kubectl.kubernetes.io/last-applied-configuration";
  if (field.key != "annotations" || !field.value->get(noise))
    return field.value;
  Value *rest = arena.map(field.value->getRange());
  for (const Member &annotation : field.value->getMembers())
    if (annotation.key != noise)
      rest->add(arena, annotation.key, annotation.value, annotation.keyRange);
  return rest;
}

/// The object without what the server keeps in it.
const Value *Importer::clean(const Value &document, const schema::Kind &kind) {
  Value *object = arena.map(document.getRange());
  for (const Member &member : document.getMembers()) {
    if (member.key == "status")
      continue;
    if (member.key != "metadata" || !member.value->isMap()) {
      object->add(arena, member.key, member.value, member.keyRange);
      continue;
    }
    Value *metadata = arena.map(member.value->getRange());
    for (const Member &field : member.value->getMembers()) {
      bool isOurs = field.key == "name" || field.key == "labels" || field.key == "annotations" ||
                    (field.key == "namespace" && kind.isNamespaced);
      bool isServers = llvm::is_contained({"creationTimestamp", "deletionTimestamp",
                                           "deletionGracePeriodSeconds", "generation",
                                           "managedFields", "resourceVersion", "selfLink", "uid"},
                                          field.key);
      // To the server an empty namespace is none.
      bool isNothing = field.value->isNull() ||
                       (field.key == "namespace" && field.value->getStringOrNone() == "");
      if (isOurs && !isNothing) {
        Value *value = withoutNoise(field);
        // Where only kubectl's copy was, nothing is left.
        if (value == field.value || !value->empty())
          metadata->add(arena, field.key, value, field.keyRange);
      }
      if (!isOurs && !isServers && !isNothing)
        diags.report(diag::MetadataLeftOut, field.keyRange, field.key);
    }
    object->add(arena, member.key, metadata, member.keyRange);
  }
  return object;
}

/// Whether there is such an object already; one with other contents is reported.
bool Importer::addDuplicate(const Declaration &declaration) {
  llvm::StringRef kind = declaration.object->getStringOr("kind");
  std::string key = (kind + "\1" + declaration.ns + "\1" + declaration.name).str();
  auto [at, isNew] = byName.try_emplace(key, declaration.object);
  if (isNew)
    return false;
  if (!equal(*at->second, *declaration.object))
    diags.report(diag::DuplicateManifest, declaration.nameRange, describe(*declaration.object))
        .note(at->second->at({"metadata", "name"})->getRange(), "the first one is here");
  return true;
}

//===-- Writing -----------------------------------------------------------===//

void ImportModel::refuse(SourceRange range, llvm::StringRef what, llvm::StringRef why) {
  auto report = diags.report(diag::CannotImport, range, what, why);
  if (!hint.empty())
    report.note({}, "{0}", std::exchange(hint, ""));
  refused.insert(current->object);
}

/// Writes each declaration that has not been left out. False when some now are: what the others
/// say may depend on them.
bool Importer::writeDeclarations() {
  comments.reset();
  taken = {};
  runs.clear();
  ImportModel &model = this->model.emplace(diags, comments, hint);
  for (const Declaration &object : objects) {
    if (leftOut.contains(object.object))
      continue;
    Declaration &added = model.declarations.emplace_back(object);
    if (added.kind == DeclarationKind::Function)
      model.functions[added.name] = &added;
    else if (added.kind == DeclarationKind::Task)
      model.tasks[added.name] = &added;
  }
  inferSignatures(model);
  for (Declaration &declaration : model.declarations)
    if (declaration.kind == DeclarationKind::Function) {
      model.current = &declaration;
      readArguments(declaration, model);
      for (const Parameter &parameter : declaration.parameters)
        taken.parameters.insert(parameter.name);
    }
  // What stands as a name would be taken for a constant of that name.
  for (const Declaration &declaration : model.declarations) {
    taken.names.insert(declaration.name);
    if (const Value *volumes = declaration.object->at({"spec", "volumes"});
        volumes && volumes->isList())
      for (const Value *volume : volumes->getItems())
        taken.names.insert(volume->getStringOr("name"));
  }
  for (const auto *externals : {&model.externFunctions, &model.externTasks})
    for (const auto &[name, external] : *externals) {
      taken.names.insert(name);
      for (const External::Parameter &parameter : external.parameters)
        taken.parameters.insert(parameter.name);
    }
  if (options.factors) {
    // Constants of the file are seen everywhere.
    llvm::StringSet<> all = taken.names;
    for (const auto &parameter : taken.parameters)
      all.insert(parameter.getKey());
    runs = findRuns(model, all);
    for (const Run &run : runs)
      taken.names.insert(run.name);
  }
  for (Declaration &declaration : model.declarations) {
    model.current = &declaration;
    switch (declaration.kind) {
    case DeclarationKind::Function:
      writeFunction(declaration, model, runs);
      break;
    case DeclarationKind::Task:
      writeTask(declaration, model);
      break;
    default:
      writeInvoker(declaration, model);
    }
    // Other names that a loop's variable must not have: of secrets, keys, targets.
    for (const Fragment &fragment : declaration.source.getFragments())
      if (fragment.kind == Fragment::Kind::Name)
        taken.names.insert(fragment.parts.front().text);
  }
  findExternRepositories();
  leftOut.insert(model.refused.begin(), model.refused.end());
  return model.refused.empty();
}

/// The names of the Functions and Tasks that an object refers to.
static void forEachReference(const Declaration &declaration,
                             llvm::function_ref<void(llvm::StringRef, bool isTask)> visit) {
  const Value *spec = declaration.object->get("spec");
  if (!spec || !spec->isMap())
    return;
  auto visitTask = [&](const Value &part) {
    if (const Value *task = part.get("task"); task && !task->getStringOr("name").empty())
      visit(task->getStringOr("name"), true);
  };
  visitTask(*spec);
  if (const Value *members = spec->get("members"); members && members->isList())
    for (const Value *member : members->getItems())
      visitTask(*member);
  if (const Value *steps = spec->get("steps"); steps && steps->isList())
    for (const Value *step : steps->getItems())
      visit(step->getStringOr("name"), false);
}

static std::optional<RepositoryName> getRepository(const Declaration &declaration) {
  if (declaration.kind != DeclarationKind::Backup && declaration.kind != DeclarationKind::Restore)
    return std::nullopt;
  const Value *reference = declaration.object->at({"spec", "repository"});
  if (!reference || !reference->isMap())
    return std::nullopt;
  llvm::StringRef name = reference->getStringOr("name"), ns = reference->getStringOr("namespace");
  if (!isObjectName(name))
    return std::nullopt;
  return RepositoryName{name, ns.empty() ? declaration.ns : ns};
}

/// What invokers name is to be known, unless nothing is known of the cluster's Repositories at all.
void Importer::findExternRepositories() {
  llvm::StringSet<> known;
  for (const Declaration &declaration : model->declarations)
    if (declaration.kind == DeclarationKind::Repository)
      known.insert(RepositoryName{declaration.name, declaration.ns}.getKey());
  bool isClusterKnown =
      !known.empty() || llvm::any_of(inputs, [](const Input &input) { return input.isImported; });
  if (!isClusterKnown)
    return;
  for (const Declaration &declaration : model->declarations) {
    auto repository = getRepository(declaration);
    if (!repository || !known.insert(repository->getKey()).second)
      continue;
    model->externRepositories.push_back(*repository);
  }
  llvm::sort(model->externRepositories);
}

/// Those that a file is the first to use.
Source Importer::writeExternRepositories(const Part &part, llvm::StringSet<> &seen) {
  llvm::StringSet<> used;
  for (const Chunk &chunk : part.chunks)
    for (const Declaration *declaration : chunk.declarations)
      if (auto repository = getRepository(*declaration))
        used.insert(repository->getKey());
  std::vector<RepositoryName> own;
  for (const RepositoryName &repository : model->externRepositories)
    if (used.contains(repository.getKey()) && seen.insert(repository.getKey()).second)
      own.push_back(repository);
  return writeExternals(own, options.factors, taken);
}

static llvm::StringRef getPlural(DeclarationKind kind) {
  switch (kind) {
  case DeclarationKind::Function:
    return "functions";
  case DeclarationKind::Task:
    return "tasks";
  case DeclarationKind::Repository:
    return "repositories";
  case DeclarationKind::Blueprint:
    return "blueprints";
  case DeclarationKind::Backup:
    return "backups";
  case DeclarationKind::Restore:
    return "restores";
  }
  return "manifests";
}

/// The file that a declaration goes to, or the family that begins with it.
std::string Importer::getPartName(const Declaration &declaration) const {
  if (!options.splits)
    return "";
  switch (options.layout) {
  case Layout::File:
    return inputs[declaration.file].label + ".stash";
  case Layout::Directory:
    return inputs[declaration.file].directory + ".stash";
  case Layout::Kind:
    return getPlural(declaration.kind).str() + ".stash";
  case Layout::Namespace:
    if (!declaration.ns.empty())
      return declaration.ns.str() + ".stash";
    break;
  case Layout::Family:
    break;
  }
  return getStem(declaration.name) + ".stash";
}

/// The files. A family may be in several namespaces, and is then written once; by every other
/// layout each file has families of its own.
std::vector<Importer::Part> Importer::split() {
  std::vector<const Declaration *> all;
  for (const Declaration &declaration : model->declarations)
    all.push_back(&declaration);
  std::vector<Part> parts;
  llvm::StringMap<size_t> byName;
  auto getPart = [&](const Declaration &declaration) {
    std::string name = getPartName(declaration);
    auto [at, isNew] = byName.try_emplace(name, parts.size());
    if (isNew)
      parts.push_back({name, {}});
    return at->second;
  };
  if (!options.splits || options.layout == Layout::Family) {
    for (Chunk &chunk : makeChunks(all, *model, options.factors, taken))
      parts[getPart(*chunk.declarations.front())].chunks.push_back(std::move(chunk));
    return parts;
  }
  std::vector<std::vector<const Declaration *>> groups;
  for (const Declaration *declaration : all) {
    size_t part = getPart(*declaration);
    groups.resize(parts.size());
    groups[part].push_back(declaration);
  }
  for (auto [part, group] : llvm::zip_equal(parts, groups))
    part.chunks = makeChunks(group, *model, options.factors, taken);
  return parts;
}

std::vector<ImportedFile> Importer::write() {
  if (!options.keepsGoing && leftOut.empty() && objects.size() > 1)
    hint = "'--keep-going' leaves it out and imports the rest";
  std::vector<std::string> manifests;
  for (const Input &input : inputs)
    if (input.isImported)
      manifests.push_back(input.importPath);
  while (!writeDeclarations())
    ;
  ImportModel &model = *this->model;
  if (model.declarations.empty() && manifests.empty()) {
    if (!diags.hadErrors())
      diags.report(diag::NothingToImport, {});
    return {};
  }
  std::vector<Part> parts = split();
  if (parts.empty())
    parts.push_back({options.splits ? "manifests.stash" : "", {}});

  // What several files use stands in one that they import.
  using ExternalUse = std::pair<const External *, bool>;
  llvm::MapVector<const void *, std::vector<size_t>> users;
  for (size_t p = 0; p < parts.size(); ++p) {
    auto use = [&](const void *what) {
      if (users[what].empty() || users[what].back() != p)
        users[what].push_back(p);
    };
    for (const Chunk &chunk : parts[p].chunks)
      for (const Declaration *declaration : chunk.declarations) {
        for (const std::string &name : declaration->uses)
          for (const Run &run : runs)
            if (run.name == name)
              use(&run);
        forEachReference(*declaration, [&](llvm::StringRef name, bool isTask) {
          auto &externals = isTask ? model.externTasks : model.externFunctions;
          if (auto found = externals.find(name); found != externals.end())
            use(&found->second);
        });
      }
  }
  auto getRuns = [&](auto isWanted) {
    std::vector<const Run *> wanted;
    for (const Run &run : runs)
      if (auto found = users.find(&run); found != users.end() && isWanted(found->second))
        wanted.push_back(&run);
    return wanted;
  };
  auto getExternals = [&](auto isWanted) {
    std::vector<ExternalUse> wanted;
    for (bool isTask : {false, true})
      for (auto &[name, external] : isTask ? model.externTasks : model.externFunctions)
        if (auto found = users.find(&external); found != users.end() && isWanted(found->second))
          wanted.push_back({&external, isTask});
    return wanted;
  };

  std::vector<ImportedFile> files;
  llvm::StringSet<> seen;
  std::string shared = "shared.stash";
  while (llvm::any_of(parts, [&](const Part &part) { return part.name == shared; }))
    shared = "_" + shared;
  auto areSeveral = [](llvm::ArrayRef<size_t> who) { return who.size() > 1; };
  bool hasShared =
      parts.size() > 1 && (!getRuns(areSeveral).empty() || !getExternals(areSeveral).empty());
  if (hasShared)
    files.push_back(
        writePart({shared, {}}, {}, Source(), getRuns(areSeveral), getExternals(areSeveral)));
  for (size_t p = 0; p < parts.size(); ++p) {
    auto isOwn = [&](llvm::ArrayRef<size_t> who) { return who.size() == 1 && who.front() == p; };
    std::vector<std::string> imports;
    // They are what invokers need to know of the cluster.
    bool hasInvoker = llvm::any_of(parts[p].chunks, [](const Chunk &chunk) {
      return chunk.declarations.front()->kind > DeclarationKind::Task;
    });
    if (hasInvoker || parts.size() == 1)
      imports = manifests;
    bool usesShared = false, usesLibrary = false;
    for (const auto &[what, who] : users)
      usesShared |= who.size() > 1 && llvm::is_contained(who, p);
    for (const Chunk &chunk : parts[p].chunks)
      for (const Declaration *declaration : chunk.declarations)
        usesLibrary |= declaration->usesLibrary;
    if (usesShared)
      imports.insert(imports.begin(), shared);
    if (usesLibrary)
      imports.insert(imports.begin(), "stash/defaults.stash");
    files.push_back(writePart(parts[p], imports, writeExternRepositories(parts[p], seen),
                              getRuns(isOwn), getExternals(isOwn)));
  }
  return files;
}

ImportedFile Importer::writePlain() {
  llvm::SaveAndRestore<ImportOptions> restore(options);
  options.factors = options.splits = false;
  std::vector<ImportedFile> files = write();
  return files.empty() ? ImportedFile() : std::move(files.front());
}

ImportedFile Importer::writePart(const Part &part, llvm::ArrayRef<std::string> imports,
                                 const Source &externRepositories,
                                 llvm::ArrayRef<const Run *> ownRuns,
                                 llvm::ArrayRef<std::pair<const External *, bool>> externals) {
  ImportedFile file;
  file.name = part.name;
  std::string &text = file.text;
  for (const std::string &import : imports)
    text += "import " + quote(import) + "\n";
  auto startGroup = [&] { text += text.empty() ? "" : "\n"; };
  if (!ownRuns.empty())
    startGroup();
  for (const Run *run : ownRuns)
    text += writeRun(*run).render();
  if (!externals.empty())
    startGroup();
  for (auto [external, isTask] : externals)
    text += writeExternal(*external, isTask).render();
  if (!externRepositories.empty())
    startGroup();
  text += externRepositories.render();
  for (const Chunk &chunk : part.chunks) {
    startGroup();
    file.declarations.push_back({text.size(), chunk.declarations.front()});
    chunk.source.render(text, file.origins);
  }
  return file;
}
