// The language layer in one process: every prefix of every example, random edits, every fix-it.

#include "tools/explain/Pages.h"
#include "tools/lsp/language/StashService.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <random>

using namespace stash::lsp;

namespace {

std::vector<std::string> findExamples() {
  std::vector<std::string> paths;
  for (llvm::StringRef directory : {"/examples", "/examples/catalog"}) {
    std::error_code error;
    std::string root = STASHC_SOURCE_DIR + directory.str();
    for (llvm::sys::fs::directory_iterator at(root, error), end; !error && at != end;
         at.increment(error))
      if (llvm::StringRef(at->path()).ends_with(".stash"))
        paths.push_back(at->path());
  }
  llvm::sort(paths);
  return paths;
}

std::string read(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

/// A client of the service alone, with one document open.
class Editor {
public:
  Editor() : service(llvm::vfs::getRealFileSystem(), /*import=*/{}) {
    Session session;
    session.client.snippets = session.client.markdownHover = true;
    session.client.relatedInformation = true;
    service.sessionChanged(session);
  }
  void open(llvm::StringRef path, llvm::StringRef text) {
    document =
        TextDocument::create(DocumentUri::fromPath(path), 1, text.str(), PositionEncoding::Utf16);
    service.documentOpened(document);
  }
  void edit(uint32_t begin, uint32_t end, llvm::StringRef text) {
    ContentChange change{document->toRange(begin, end), text.str()};
    document = document->edit(change, document->getVersion() + 1);
    service.documentChanged(document);
  }
  std::vector<DocumentDiagnostics> diagnose() {
    auto result = service.diagnose(document, cancelled);
    service.published(result);
    service.published(service.diagnoseOthers(cancelled));
    return result;
  }
  /// Asks what an editor asks at every keystroke.
  void askAt(uint32_t offset) {
    Position position = document->toPosition(offset);
    ASSERT_FALSE(diagnose().empty());
    for (const auto &item : service.complete(*document, position, cancelled).items) {
      ASSERT_FALSE(item.label.empty());
      ASSERT_TRUE(item.textEdit);
      // The protocol's rule: one line, and the cursor in it.
      ASSERT_EQ(item.textEdit->range.start.line, item.textEdit->range.end.line);
      ASSERT_LE(item.textEdit->range.start, position);
      ASSERT_LE(position, item.textEdit->range.end);
    }
    service.hover(*document, position, cancelled);
    service.getSignature(*document, position, cancelled);
  }
  void askAll(uint32_t offset) {
    Position position = document->toPosition(offset);
    Range all = document->toRange(0, document->getText().size());
    askAt(offset);
    service.findDefinitions(*document, position, cancelled);
    service.findReferences(*document, position, true, cancelled);
    service.highlight(*document, position, cancelled);
    service.prepareRename(*document, position, cancelled);
    auto renamed = service.rename(*document, position, "another", cancelled);
    if (!renamed)
      llvm::consumeError(renamed.takeError());
    service.getSymbols(*document, cancelled);
    service.getTokens(*document, std::nullopt, cancelled);
    service.getFoldings(*document, cancelled);
    auto selection = service.getSelection(*document, position, cancelled);
    ASSERT_FALSE(selection.ranges.empty());
    service.getInlayHints(*document, all, cancelled);
    service.getActions(*document, all, {}, cancelled);
    service.getLinks(*document, cancelled);
    service.getLenses(*document, cancelled);
    service.viewOutput(*document, "", cancelled);
  }
  std::vector<CodeAction> getFixes() {
    Range all = document->toRange(0, document->getText().size());
    std::string quickfix = "quickfix";
    return service.getActions(*document, all, quickfix, cancelled);
  }
  /// The text after the edits of an action, which are all in this document.
  std::string apply(const CodeAction &action) {
    std::string text = document->getText().str();
    EXPECT_EQ(action.edit->changes.size(), 1u);
    std::vector<TextEdit> edits = action.edit->changes.begin()->second;
    llvm::sort(edits,
               [](const TextEdit &a, const TextEdit &b) { return b.range.start < a.range.start; });
    for (const TextEdit &edit : edits) {
      uint32_t begin = document->toOffset(edit.range.start),
               end = document->toOffset(edit.range.end);
      text.replace(begin, end - begin, edit.newText);
    }
    return text;
  }
  const TextDocument::Ptr &getPtr() const { return document; }
  const TextDocument &get() const { return *document; }

private:
  StashService service;
  TextDocument::Ptr document;
  CancelFlag cancelled = false;
};

/// A step of some bytes, so that a whole run fits the time there is; 1 types every byte.
unsigned getStride() {
  const char *stride = std::getenv("STASHC_TYPING_STRIDE");
  if (stride)
    return std::max(1, std::atoi(stride));
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  return 23; // a tenth as fast; `./dev soak` types every byte
#endif
#endif
  return 1;
}

TEST(Language, TypesEveryExampleAndDeletesItAgain) {
  std::vector<std::string> examples = findExamples();
  ASSERT_GE(examples.size(), 4u);
  for (const std::string &path : examples) {
    SCOPED_TRACE(path);
    std::string text = read(path);
    Editor editor;
    editor.open(path, "");
    unsigned stride = getStride();
    uint32_t size = 0;
    for (; size < text.size() && !HasFatalFailure();) {
      uint32_t next = std::min<uint32_t>(size + stride, text.size());
      editor.edit(size, size, llvm::StringRef(text).slice(size, next));
      size = editor.get().getText().size();
      if (size != next)
        size = next; // within a character: the next edit completes it
      editor.askAt(size);
    }
    EXPECT_EQ(editor.get().getText(), text);
    EXPECT_TRUE(editor.diagnose().front().diagnostics.empty()) << "an example has a mistake";
    while (size > 0 && !HasFatalFailure()) {
      uint32_t next = size > stride ? size - stride : 0;
      editor.edit(next, size, "");
      size = std::min<uint32_t>(next, editor.get().getText().size());
      editor.askAt(size);
    }
    EXPECT_EQ(editor.get().getText(), "");
  }
}

/// Of this process, in bytes.
size_t getResidentSize() {
  // The system says that the file is empty: read it to its end.
  auto statm = llvm::MemoryBuffer::getFileAsStream("/proc/self/statm");
  size_t pages = 0;
  if (statm)
    (*statm)->getBuffer().split(' ').second.split(' ').first.getAsInteger(10, pages);
  return pages * 4096;
}

TEST(Language, RandomEditsKeepTheTextWhole) {
  const char *wanted = std::getenv("STASHC_EDIT_STEPS");
  unsigned steps = wanted ? std::max(1, std::atoi(wanted)) : 2000;
  std::string path = STASHC_SOURCE_DIR "/examples/postgres.stash";
  std::string text = read(path);
  std::vector<std::string> pieces = {
      "{",  "}",   "(",   ")",      "[",          "]",         "\"",
      "${", "\n",  ": ",  ", ",     "let x = ",   "for ",      "in ",
      "if", "|",   "...", "?? ",    "function",   "task",      "\"\"\"",
      "//", "/* ", "\\",  "\u00e9", "\U0001F600", "import \"", "x"};
  for (const std::string &example : findExamples()) {
    std::string other = read(example);
    for (size_t at = 0; at + 40 < other.size(); at += 97)
      pieces.push_back(other.substr(at, 40));
  }
  std::mt19937 random(20240607);
  auto below = [&](size_t n) { return static_cast<uint32_t>(random() % std::max<size_t>(n, 1)); };
  Editor editor;
  editor.open(path, text);
  size_t halfway = 0;
  for (unsigned step = 0; step < steps && !HasFatalFailure(); ++step) {
    // Offsets are those of whole characters, as a client's are.
    uint32_t begin = editor.get().toOffset(editor.get().toPosition(below(text.size() + 1)));
    uint32_t end = editor.get().toOffset(
        editor.get().toPosition(std::min<size_t>(begin + below(12), text.size())));
    end = std::max(begin, end);
    std::string piece = pieces[below(pieces.size())];
    if (text.size() > 6000) { // as long as a file is, whatever is typed
      end = text.size();
      piece.clear();
    }
    editor.edit(begin, end, piece);
    text.replace(begin, end - begin, piece);
    ASSERT_EQ(editor.get().getText(), text) << "step " << step;
    if (step % 16 == 0)
      editor.askAll(below(text.size() + 1));
    else
      editor.askAt(begin);
    if (text.size() < 200) {
      text = read(path);
      editor.edit(0, editor.get().getText().size(), text);
    }
    if (step == steps / 2)
      halfway = getResidentSize();
  }
  // What a few thousand steps have left behind says nothing: allocators keep what was freed.
  if (steps >= 10000) {
    size_t end = getResidentSize();
    ASSERT_GT(halfway, 0u);
    RecordProperty("resident-halfway-mib", static_cast<int>(halfway >> 20));
    RecordProperty("resident-end-mib", static_cast<int>(end >> 20));
    llvm::outs() << "resident: " << (halfway >> 20) << " MiB halfway, " << (end >> 20)
                 << " MiB at the end\n";
    EXPECT_LT(end, halfway + halfway / 8 + (8u << 20));
  }
}

/// Every mistake that `stashc explain` shows and that has a repair is repaired by the action.
TEST(Language, EveryFixitIsAnAction) {
  unsigned repaired = 0;
  for (const stash::diag::Info &info : stash::diag::getAll()) {
    for (const stash::explain::Example &example :
         stash::explain::getExamples(stash::explain::getPage(info.id))) {
      if (example.isRight || example.language != "stash" || example.text.starts_with("$") ||
          example.text.starts_with("//---"))
        continue;
      SCOPED_TRACE(info.code.str());
      Editor editor;
      editor.open("/a.stash", example.text);
      auto count = [&](llvm::StringRef code) {
        return llvm::count_if(editor.diagnose().front().diagnostics,
                              [&](const Diagnostic &one) { return one.code == code; });
      };
      CancelFlag cancelled = false;
      Analysis::Ptr analysis =
          Analysis::run(editor.getPtr(), *llvm::vfs::getRealFileSystem(), cancelled);
      std::vector<CodeAction> actions = editor.getFixes();
      for (const stash::Diagnostic &diagnostic : analysis->getDiagnostics()) {
        if (diagnostic.fixits.empty())
          continue;
        llvm::StringRef code = stash::diag::getInfo(diagnostic.id).code;
        auto action = llvm::find_if(actions, [&](const CodeAction &one) {
          return one.isPreferred && one.diagnostics.size() == 1 &&
                 one.diagnostics.front().code == code &&
                 one.diagnostics.front().range == analysis->toRange(diagnostic.range);
        });
        ASSERT_NE(action, actions.end()) << code.str();
        auto before = count(code);
        editor.open("/a.stash", editor.apply(*action));
        EXPECT_LT(count(code), before) << editor.get().getText().str();
        editor.open("/a.stash", example.text);
        ++repaired;
      }
    }
  }
  EXPECT_GE(repaired, 20u);
}

} // namespace
