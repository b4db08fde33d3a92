#include "tools/lsp/language/Analysis.h"

#include "frontend/Basic/DiagnosticsDriver.h"
#include "tools/driver/RequestOptions.h"
#include "tools/driver/ResolveOptions.h"
#include "tools/lsp/language/AstWalk.h"
#include "tools/stashc/StashCompiler.h"

namespace stash::lsp {

Analysis::Ptr Analysis::run(TextDocument::Ptr root, llvm::vfs::FileSystem &files,
                            const CancelFlag &cancelled, Purpose purpose,
                            llvm::ArrayRef<ContextFile> context) {
  std::shared_ptr<Analysis> analysis(new Analysis(std::move(root)));
  Budget budget(&cancelled);
  analysis->values.setBudget(&budget);
  analysis->compile(files, budget, purpose, context);
  analysis->values.setBudget(nullptr);
  analysis->isTooMuch = budget.isExhausted();
  if (budget.isCancelled())
    return nullptr;
  if (purpose == Purpose::Check)
    analysis->index();
  return analysis;
}

/// The operator's settings that stash.flags names; null when it names none or it cannot be read.
static const SourceFile *readSettingsFile(const driver::Options &options,
                                          llvm::vfs::FileSystem &files, SourceManager &sources,
                                          DiagnosticEngine &diags) {
  const driver::OptionUse *use = options.getUse(driver::Option::Settings);
  if (!use)
    return nullptr;
  auto buffer = files.getBufferForFile(use->value, -1, /*RequiresNullTerminator=*/false,
                                       /*IsVolatile=*/true);
  if (buffer)
    return sources.add(use->value, std::move(*buffer));
  diags.report(diag::CannotRead, use->range, use->value, buffer.getError().message());
  return nullptr;
}

void Analysis::readResolve(const driver::Options &options, llvm::vfs::FileSystem &files,
                           Budget &budget, DiagnosticEngine &diags) {
  const SourceFile *settings = readSettingsFile(options, files, sources, diags);
  if (settings)
    dependencies.insert(settings->getName());
  driver::readResolveOptions(options, settings, values, diags, budget, resolve);
}

/// Whether an invoker, or a member of it, names one of these Tasks.
static bool runsOneOf(const Value &invoker, const llvm::StringSet<> &tasks) {
  auto names = [&](const Value *owner) {
    const Value *task = owner ? owner->get("task") : nullptr;
    return task && tasks.contains(task->getStringOr("name"));
  };
  const Value *spec = invoker.get("spec");
  const Value *members = spec ? spec->get("members") : nullptr;
  return names(spec) || (members && members->isList() && llvm::any_of(members->getItems(), names));
}

/// Moves the invokers of a manifest before those of the manifests around it, which are the first
/// `count` of a cluster; of one that has none, those that run its Tasks. Returns how many they are.
static size_t moveOwn(const SourceFile &file, std::vector<const Value *> &cluster, size_t count) {
  auto isOwn = [&](const Value *object) { return file.getRange().contains(object->getRange()); };
  auto invokers = llvm::MutableArrayRef(cluster).take_front(count);
  auto end = std::stable_partition(invokers.begin(), invokers.end(), isOwn);
  if (end != invokers.begin())
    return end - invokers.begin();
  llvm::StringSet<> tasks;
  for (const Value *object : cluster)
    if (getKind(*object) == "Task" && isOwn(object))
      tasks.insert(getName(*object));
  return std::stable_partition(invokers.begin(), invokers.end(),
                               [&](const Value *invoker) { return runsOneOf(*invoker, tasks); }) -
         invokers.begin();
}

void Analysis::compile(llvm::vfs::FileSystem &files, Budget &budget, Purpose purpose,
                       llvm::ArrayRef<ContextFile> context) {
  bool wantsJobs = purpose == Purpose::Jobs;
  std::string name = getSourceName(root->getUri());
  dependencies.insert(name);
  driver::Options options;
  options.verb = wantsJobs ? driver::Verb::Build : driver::Verb::Check;
  if (root->getUri().isFile()) {
    driver::readFlagsFiles({name}, files, sources, options, diags);
    driver::applyWarningOptions(options, diags);
    budget.setLimits(driver::readLimits(options));
    if (sources.size())
      dependencies.insert(sources[0].getName());
  }
  const SourceFile *file =
      sources.add(name, llvm::MemoryBuffer::getMemBuffer(root->getText(), name,
                                                         /*RequiresNullTerminator=*/false));
  if (!file) {
    diags.report(diag::SourcesTooLarge, {}, name);
    diagnostics = diags.takeSorted();
    errors = true;
    return;
  }
  snapshots[file] = root;
  driver::CompileRequest request = {.files = {file},
                                    .sources = sources,
                                    .diags = diags,
                                    .budget = budget,
                                    .arena = values,
                                    .fileSystem = files,
                                    .checkOnly = !wantsJobs,
                                    .wantsCluster = wantsJobs};
  for (const ContextFile &other : context) {
    dependencies.insert(other.path);
    if (const SourceFile *added =
            sources.add(other.path, llvm::MemoryBuffer::getMemBufferCopy(other.text, other.path)))
      request.files.push_back(added);
  }
  driver::readRequestOptions(options, request);
  importDirectories = request.importDirectories;
  driver::CompileResult result = compileProgram(request, program, /*recordOccurrences=*/!wantsJobs);
  objects = std::move(result.objects);
  if (!wantsJobs) {
    // A check says nothing of what only a Job takes.
    DiagnosticEngine unheard(sources);
    readResolve(options, files, budget, unheard);
  } else if (!diags.hadErrors()) {
    readResolve(options, files, budget, diags);
    if (!diags.hadErrors())
      jobs = resolveInvokers(resolve, result.cluster,
                             context.empty() ? result.ownInvokers
                                             : moveOwn(*file, result.cluster, result.ownInvokers),
                             values, diags, budget);
  }
  for (const std::string &dependency : result.dependencies)
    dependencies.insert(dependency);
  errors = diags.hadErrors();
  diagnostics = diags.takeSorted();
  // Of other files only what is in the way of a Job is of interest.
  if (!context.empty() && !wantsJobs)
    llvm::erase_if(diagnostics, [&](const stash::Diagnostic &diagnostic) {
      const SourceFile *at = sources.getFile(diagnostic.range);
      return at && llvm::any_of(context, [&](const ContextFile &other) {
               return other.path == at->getName();
             });
    });
}

static bool comesBefore(const sema::Occurrence &a, const sema::Occurrence &b) {
  return std::tuple(a.range.begin, a.range.end, a.definition.begin, a.kind) <
         std::tuple(b.range.begin, b.range.end, b.definition.begin, b.kind);
}

void Analysis::index() {
  // What the shipped library uses inside is of no interest to those who use it.
  llvm::SmallVector<SourceRange, 2> shipped;
  for (const auto &unit : program.files)
    if (unit->isShipped)
      shipped.push_back(unit->file->getRange());
  for (const sema::Occurrence &occurrence : program.occurrences)
    if (occurrence.isDefinition ||
        llvm::none_of(shipped, [&](SourceRange file) { return file.contains(occurrence.range); }))
      occurrences.push_back(&occurrence);
  llvm::stable_sort(occurrences, [](const auto *a, const auto *b) { return comesBefore(*a, *b); });
  // A loop comes by often: a few different values are enough for anybody.
  constexpr unsigned manyValues = 8;
  std::vector<const sema::Occurrence *> kept;
  unsigned same = 0;
  for (const sema::Occurrence *occurrence : occurrences) {
    bool isSame = !kept.empty() && !comesBefore(*kept.back(), *occurrence);
    same = isSame ? same + 1 : 0;
    if (!isSame) {
      kept.push_back(occurrence);
      continue;
    }
    const sema::Occurrence &last = *kept.back();
    if (!last.value && !last.entity)
      kept.back() = occurrence; // which says more, if anything
    else if (same < manyValues && (occurrence->value || occurrence->entity) &&
             (occurrence->value != last.value || occurrence->entity != last.entity))
      kept.push_back(occurrence);
  }
  // Analyses are kept as long as their documents are open: only what is asked for stays.
  std::vector<sema::Occurrence> stored;
  stored.reserve(kept.size());
  for (const sema::Occurrence *&occurrence : kept)
    occurrence = &stored.emplace_back(*occurrence);
  program.occurrences = std::move(stored);
  occurrences = std::vector<const sema::Occurrence *>(kept);

  for (const auto &unit : program.files)
    if (!unit->isManifest)
      forEachNode(unit->module.items, [&](const AstNode &node) {
        if (node.element && !node.element->key && !node.element->isSpread && node.isArgument)
          shorthands.insert(node.element->value->getRange().begin);
        if (const auto *with = llvm::dyn_cast_or_null<ast::WithItem>(node.item))
          if (!with->getValue())
            shorthands.insert(with->getName()->getRange().begin);
      });
}

const SourceFile *Analysis::findFile(llvm::StringRef name) const {
  for (size_t i = 0; i < sources.size(); ++i)
    if (sources[i].getName() == name)
      return &sources[i];
  return nullptr;
}

const TextDocument &Analysis::getSnapshot(const SourceFile &file) const {
  TextDocument::Ptr &snapshot = snapshots[&file];
  if (!snapshot)
    snapshot = TextDocument::create(DocumentUri::fromPath(file.getName()), 0, file.getText().str(),
                                    root->getEncoding());
  return *snapshot;
}

Range Analysis::toRange(SourceRange range) const {
  const SourceFile *file = sources.getFile(range);
  if (!file)
    return {};
  return getSnapshot(*file).toRange(range.begin - file->getBase(), range.end - file->getBase());
}

llvm::ArrayRef<const sema::Occurrence *> Analysis::findOccurrences(uint32_t offset) const {
  // Ranges nest no deeper than a name in a string in a name, and begin before what they contain.
  auto after = llvm::partition_point(
      occurrences, [&](const sema::Occurrence *o) { return o->range.begin <= offset; });
  const sema::Occurrence *best = nullptr;
  constexpr unsigned reach = 256;
  unsigned seen = 0;
  for (auto at = after; at != occurrences.begin() && seen < reach; ++seen) {
    const sema::Occurrence &one = **--at;
    bool covers = offset <= one.range.end;
    // Of two names that touch, the one that begins at the offset is meant.
    if (covers && (!best || one.range.size() < best->range.size()) &&
        !(best && best->range.begin == offset))
      best = &one;
  }
  if (!best)
    return {};
  auto begin = llvm::partition_point(occurrences, [&](const sema::Occurrence *o) {
    return std::pair(o->range.begin, o->range.end) < std::pair(best->range.begin, best->range.end);
  });
  auto end = begin;
  while (end != occurrences.end() && (*end)->range == best->range)
    ++end;
  return {&*begin, static_cast<size_t>(end - begin)};
}

} // namespace stash::lsp
