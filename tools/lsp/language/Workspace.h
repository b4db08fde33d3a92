//===- Workspace.h - open documents and what is known of them ---*- C++ -*-===//
//
// In: what happens to documents and files. Out: the current Analysis of a document, made when it is
// asked for and kept until something that it depends on changes. The Workspace owns analyses and
// the file system that shows open documents in place of the files on disk.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_TOOLS_LSP_LANGUAGE_WORKSPACE_H
#define STASHC_TOOLS_LSP_LANGUAGE_WORKSPACE_H

#include "tools/lsp/LanguageService.h"
#include "tools/lsp/language/Analysis.h"

#include <map>

namespace stash::lsp {

/// Open documents by path, above another file system.
class OverlayFiles : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  void set(TextDocument::Ptr document) { documents[document->getUri().getKey()] = document; }
  void remove(llvm::StringRef key) { documents.erase(key); }
  TextDocument::Ptr find(llvm::StringRef key) const { return documents.lookup(key); }

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;

private:
  llvm::StringMap<TextDocument::Ptr> documents;
};

/// Whether a document is YAML or JSON rather than a source of ours.
bool isManifest(const DocumentUri &uri);

/// A Function or Task that some file declares.
struct ProjectName {
  std::string file; ///< its path, or the name that a file of the library is imported by
  std::string name;
  bool isTask = false;
};

class Workspace {
public:
  /// A larger document is not analysed: its objects would take an eighth of a gigabyte for each of
  /// its megabytes, and a second or two at every edit.
  static constexpr size_t maxDocumentSize = size_t(4) << 20;
  static bool isTooLarge(const TextDocument &document) {
    return document.getText().size() > maxDocumentSize;
  }

  explicit Workspace(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk);

  const Session &getSession() const { return session; }
  void setSession(const Session &newSession) {
    session = newSession;
    manifests.reset();
    projectNames.reset();
  }
  void setDocument(TextDocument::Ptr document);
  void closeDocument(const DocumentUri &uri);
  /// A file on disk changed, appeared or went away.
  void fileChanged(llvm::StringRef path);
  /// The same of any file.
  void anyFileChanged();

  /// The analysis of a document as it is now. Null when it is too large or `cancelled` turned true,
  /// and for YAML that is not Stash's: other files are none of our business until one is imported.
  Analysis::Ptr analyze(const TextDocument &document, const CancelFlag &cancelled);
  /// The newest analysis there is, perhaps of an older text; makes one when there is none,
  /// with the same exceptions.
  Analysis::Ptr getLatest(const TextDocument &document, const CancelFlag &cancelled);
  /// The document compiled down to its Jobs; not kept. Null when `cancelled` turned true.
  Analysis::Ptr analyzeJobs(const TextDocument &document, const CancelFlag &cancelled);
  std::vector<TextDocument::Ptr> getDocuments() const;
  /// Those of the open documents' analyses that are up to date.
  std::vector<Analysis::Ptr> getCurrent() const;
  /// Analyses of all open documents, made anew where they must be. Fewer when cancelled.
  std::vector<Analysis::Ptr> analyzeAll(const CancelFlag &cancelled);

  /// Calls `visit` for the analyses of all open documents and, compiled for the occasion, of the
  /// .stash files below the workspace's folders whose text has `word` in it.
  void forEachAnalysis(llvm::StringRef word, const CancelFlag &cancelled,
                       llvm::function_ref<void(const Analysis &)> visit);
  /// The .stash and manifest files below the workspace's folders, by path.
  std::vector<std::string> findFiles(const CancelFlag &cancelled) const;

  /// What the .stash files and manifests below the workspace's folders declare, as they are on
  /// disk; kept until one of them changes.
  const std::vector<ProjectName> &getProjectNames(const CancelFlag &cancelled);

  /// The URI of a source file as the client spells it; for the shipped library one that the client
  /// can ask the content of (getVirtualText), if it does that; else empty.
  DocumentUri getUri(const Analysis &analysis, const SourceFile &file) const;
  /// Nothing for ranges that no document has.
  std::optional<Location> toLocation(const Analysis &analysis, SourceRange range) const;
  /// Whether a file is the user's, and not of the shipped library.
  static bool isOwn(const SourceFile &file);

  /// Where long work says how far it is, while a request is answered.
  void setProgress(Progress newProgress) { progress = newProgress; }
  TextDocument::Ptr findOpen(llvm::StringRef key) const { return files->find(key); }
  llvm::vfs::FileSystem &getFiles() const { return *files; }

private:
  struct Entry {
    TextDocument::Ptr document;
    Analysis::Ptr analysis;
    bool isCurrent = false;
  };
  Entry &getEntry(const TextDocument &document);
  /// The other manifests of Stash's in the workspace, which a manifest's names may stand in.
  std::vector<ContextFile> getContext(const TextDocument &document, const CancelFlag &cancelled);
  void invalidate(llvm::StringRef path);

  Session session;
  Progress progress;
  llvm::IntrusiveRefCntPtr<OverlayFiles> files;
  /// Manifests of Stash's on disk, below the workspace's folders; not there until they are wanted.
  std::optional<std::vector<ContextFile>> manifests;
  std::optional<std::vector<ProjectName>> projectNames; ///< likewise
  std::map<std::string, Entry> entries;                 // by DocumentUri::getKey, in a stable order
};

} // namespace stash::lsp

#endif // STASHC_TOOLS_LSP_LANGUAGE_WORKSPACE_H
