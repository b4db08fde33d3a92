#include "tools/lsp/language/Workspace.h"

#include "tools/lsp/language/Library.h"
#include "tools/lsp/language/ProjectNames.h"

#include "llvm/Support/Path.h"

#include <set>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace stash::lsp {

namespace path = llvm::sys::path;

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static bool isManifestName(llvm::StringRef name) {
  llvm::StringRef extension = path::extension(name);
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

static llvm::vfs::Status makeStatus(const llvm::Twine &path, const TextDocument &document) {
  // A document is one file, whatever its version: only its name and kind matter.
  llvm::sys::fs::UniqueID id(~uint64_t(0), llvm::hash_value(document.getUri().getKey()));
  return llvm::vfs::Status(path, id, llvm::sys::TimePoint<>(), 0, 0, document.getText().size(),
                           llvm::sys::fs::file_type::regular_file, llvm::sys::fs::all_read);
}

namespace {
class DocumentFile : public llvm::vfs::File {
public:
  DocumentFile(llvm::vfs::Status fileStatus, TextDocument::Ptr document)
      : fileStatus(std::move(fileStatus)), document(std::move(document)) {}
  llvm::ErrorOr<llvm::vfs::Status> status() override { return fileStatus; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, int64_t,
                                                               bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(document->getText(), name);
  }
  std::error_code close() override { return {}; }

private:
  llvm::vfs::Status fileStatus;
  TextDocument::Ptr document;
};
} // namespace

llvm::ErrorOr<llvm::vfs::Status> OverlayFiles::status(const llvm::Twine &path) {
  if (TextDocument::Ptr document = documents.lookup(path.str()))
    return makeStatus(path, *document);
  return ProxyFileSystem::status(path);
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
OverlayFiles::openFileForRead(const llvm::Twine &path) {
  if (TextDocument::Ptr document = documents.lookup(path.str()))
    return std::make_unique<DocumentFile>(makeStatus(path, *document), document);
  return ProxyFileSystem::openFileForRead(path);
}

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

Workspace::Workspace(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk)
    : files(llvm::makeIntrusiveRefCnt<OverlayFiles>(std::move(disk))) {}

void Workspace::setDocument(TextDocument::Ptr document) {
  files->set(document);
  std::string key = document->getUri().getKey().str();
  entries[key].document = std::move(document);
  invalidate(key);
}

void Workspace::closeDocument(const DocumentUri &uri) {
  std::string key = uri.getKey().str();
  files->remove(key);
  entries.erase(key);
  invalidate(key);
}

void Workspace::fileChanged(llvm::StringRef file) {
  // A new flags file holds for whatever is below it.
  if (path::filename(file) == "stash.flags")
    return anyFileChanged();
  if (!files->find(file)) {
    manifests.reset();
    projectNames.reset();
    invalidate(file);
  }
}

void Workspace::anyFileChanged() {
  manifests.reset();
  projectNames.reset();
  for (auto &entry : entries)
    entry.second.isCurrent = false;
}

void Workspace::invalidate(llvm::StringRef changed) {
  // A manifest is seen with all others, the new ones too.
  for (auto &[key, entry] : entries)
    if (key == changed || (isManifestName(changed) && isManifestName(key)) ||
        (entry.analysis && entry.analysis->dependsOn(changed)))
      entry.isCurrent = false;
}

Workspace::Entry &Workspace::getEntry(const TextDocument &document) {
  return entries[document.getUri().getKey().str()];
}

/// Whether a manifest has nothing of Stash's in it, or is the template of one (Helm's).
static bool isForeign(llvm::StringRef text) {
  return !text.contains("stash.appscode.com/") || text.contains("{{");
}

static bool isForeign(const TextDocument &document) {
  return isManifest(document.getUri()) && isForeign(document.getText());
}

std::vector<ContextFile> Workspace::getContext(const TextDocument &document,
                                               const CancelFlag &cancelled) {
  // Every edit of a manifest compiles them: more than this would be felt.
  constexpr size_t most = size_t(1) << 20;
  std::vector<ContextFile> context;
  llvm::StringRef own = document.getUri().getKey();
  if (!isManifest(document.getUri()) || session.folders.empty())
    return context;
  if (!manifests) {
    std::vector<ContextFile> found;
    size_t size = 0;
    for (const std::string &name : findFiles(cancelled)) {
      if (!isManifestName(name) || size > most)
        continue;
      auto buffer = files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
      if (!buffer || (*buffer)->getBufferSize() > most || isForeign((*buffer)->getBuffer()))
        continue;
      size += (*buffer)->getBufferSize();
      found.push_back({name, (*buffer)->getBuffer().str()});
    }
    if (cancelled.load(std::memory_order_relaxed))
      return context;
    manifests = std::move(found);
  }
  size_t size = 0;
  for (const ContextFile &file : *manifests) {
    TextDocument::Ptr open = files->find(file.path);
    llvm::StringRef text = open ? open->getText() : llvm::StringRef(file.text);
    size += text.size();
    if (file.path != own && size <= most && !isForeign(text))
      context.push_back({file.path, text.str()});
  }
  return context;
}

/// Gives what is free back to the system: what a mistake took would stay until the editor ends.
static void returnMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

Analysis::Ptr Workspace::analyze(const TextDocument &document, const CancelFlag &cancelled) {
  Entry &entry = getEntry(document);
  if (!entry.document || isTooLarge(*entry.document) || isForeign(*entry.document)) {
    entry.analysis = nullptr;
    return nullptr;
  }
  if (!entry.isCurrent) {
    Analysis::Ptr analysis =
        Analysis::run(entry.document, *files, cancelled, Analysis::Purpose::Check,
                      getContext(*entry.document, cancelled));
    if (!analysis)
      return nullptr;
    bool wasTooMuch = entry.analysis && entry.analysis->wasTooMuch();
    entry.analysis = std::move(analysis);
    entry.isCurrent = true;
    if (wasTooMuch)
      returnMemory();
  }
  return entry.analysis;
}

Analysis::Ptr Workspace::getLatest(const TextDocument &document, const CancelFlag &cancelled) {
  Entry &entry = getEntry(document);
  return entry.analysis ? entry.analysis : analyze(document, cancelled);
}

Analysis::Ptr Workspace::analyzeJobs(const TextDocument &document, const CancelFlag &cancelled) {
  Entry &entry = getEntry(document);
  return entry.document ? Analysis::run(entry.document, *files, cancelled, Analysis::Purpose::Jobs,
                                        getContext(*entry.document, cancelled))
                        : nullptr;
}

std::vector<TextDocument::Ptr> Workspace::getDocuments() const {
  std::vector<TextDocument::Ptr> documents;
  for (const auto &[key, entry] : entries)
    if (entry.document)
      documents.push_back(entry.document);
  return documents;
}

std::vector<Analysis::Ptr> Workspace::getCurrent() const {
  std::vector<Analysis::Ptr> current;
  for (const auto &[key, entry] : entries)
    if (entry.analysis && entry.isCurrent)
      current.push_back(entry.analysis);
  return current;
}

std::vector<Analysis::Ptr> Workspace::analyzeAll(const CancelFlag &cancelled) {
  std::vector<Analysis::Ptr> all;
  for (auto &[key, entry] : entries)
    if (entry.document)
      if (Analysis::Ptr analysis = analyze(*entry.document, cancelled))
        all.push_back(std::move(analysis));
  return all;
}

//===----------------------------------------------------------------------===//
// The rest of the project
//===----------------------------------------------------------------------===//

bool isManifest(const DocumentUri &uri) { return isManifestName(uri.getKey()); }

static bool isSourceName(llvm::StringRef name) {
  return name.ends_with(".stash") || name.ends_with(".yaml") || name.ends_with(".yml");
}

std::vector<std::string> Workspace::findFiles(const CancelFlag &cancelled) const {
  // More than any project of this kind has; a home directory that was opened must not take forever.
  constexpr unsigned maxEntries = 20000, maxDepth = 12;
  std::vector<std::string> found;
  unsigned seen = 0;
  for (const WorkspaceFolder &folder : session.folders) {
    std::error_code error;
    llvm::vfs::recursive_directory_iterator at(*files, folder.uri.getPath(), error), end;
    for (; !error && at != end && ++seen < maxEntries; at.increment(error)) {
      if (cancelled.load(std::memory_order_relaxed))
        return found;
      llvm::StringRef name = path::filename(at->path());
      bool isDirectory = at->type() == llvm::sys::fs::file_type::directory_file;
      if (isDirectory &&
          (name.starts_with(".") || name == "node_modules" || at.level() >= int(maxDepth)))
        at.no_push();
      else if (!isDirectory && isSourceName(name))
        found.push_back(at->path().str());
    }
  }
  llvm::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void Workspace::forEachAnalysis(llvm::StringRef word, const CancelFlag &cancelled,
                                llvm::function_ref<void(const Analysis &)> visit) {
  for (const Analysis::Ptr &analysis : analyzeAll(cancelled))
    visit(*analysis);
  std::vector<std::string> found = findFiles(cancelled);
  for (const auto &[index, name] : llvm::enumerate(found)) {
    if (cancelled.load(std::memory_order_relaxed))
      return;
    if (progress)
      progress(index, found.size());
    if (!llvm::StringRef(name).ends_with(".stash") || files->find(name))
      continue;
    auto buffer = files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                          /*IsVolatile=*/true);
    if (!buffer || !(*buffer)->getBuffer().contains(word))
      continue;
    TextDocument::Ptr document = TextDocument::create(
        DocumentUri::fromPath(name), 0, (*buffer)->getBuffer().str(), session.encoding);
    if (Analysis::Ptr analysis = Analysis::run(document, *files, cancelled))
      visit(*analysis);
  }
}

const std::vector<ProjectName> &Workspace::getProjectNames(const CancelFlag &cancelled) {
  static const std::vector<ProjectName> none;
  if (!projectNames) {
    constexpr size_t most = size_t(1) << 20; // of a file; a larger one is no source of a person's
    std::vector<ProjectName> found;
    for (const std::string &name : findFiles(cancelled)) {
      auto buffer = files->getBufferForFile(name, -1, /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
      if (buffer && (*buffer)->getBufferSize() <= most)
        llvm::append_range(found, scanNames(name, (*buffer)->getBuffer()));
    }
    if (cancelled.load(std::memory_order_relaxed))
      return none;
    projectNames = std::move(found);
  }
  return *projectNames;
}

/// What the loader puts before the names of shipped files.
static constexpr llvm::StringLiteral shippedPrefix = "<shipped>/";

bool Workspace::isOwn(const SourceFile &file) { return !file.getName().starts_with(shippedPrefix); }

DocumentUri Workspace::getUri(const Analysis &analysis, const SourceFile &file) const {
  if (file.getName() == getSourceName(analysis.getDocument().getUri()))
    return analysis.getDocument().getUri();
  if (TextDocument::Ptr document = findOpen(file.getName()))
    return document->getUri();
  if (llvm::StringRef name = file.getName(); name.consume_front(shippedPrefix))
    return session.client.virtualDocuments ? DocumentUri(libraryScheme.str() + ":/" + name.str())
                                           : DocumentUri();
  if (!path::is_absolute(file.getName()))
    return {};
  return DocumentUri::fromPath(file.getName());
}

std::optional<Location> Workspace::toLocation(const Analysis &analysis, SourceRange range) const {
  const SourceFile *file = analysis.getSources().getFile(range);
  if (!file)
    return std::nullopt;
  DocumentUri uri = getUri(analysis, *file);
  if (uri.getText().empty())
    return std::nullopt;
  return Location{std::move(uri), analysis.toRange(range)};
}

} // namespace stash::lsp
