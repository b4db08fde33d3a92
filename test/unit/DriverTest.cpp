// The whole driver in memory, with a compiler that reads objects off its lines.

#include "tools/driver/Driver.h"

#include "frontend/Basic/DiagnosticsSema.h"
#include "tools/driver/Depfile.h"
#include "tools/driver/Fixits.h"
#include "tools/driver/OptionTable.h"
#include "tools/driver/Options.h"
#include "tools/explain/Pages.h"
#include "tools/stashc/StashCompiler.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <gtest/gtest.h>
#include <map>

using namespace stash;
using namespace stash::driver;

namespace {
/// A line `KIND NAME [NAMESPACE]` is an object; `bad` is a mistake with the fix-it `good`, `other`
/// a mistake without one. Imports are named by lines `import FILE`.
class LineCompiler : public Compiler {
public:
  CompileResult compile(const CompileRequest &request) override {
    lastDefinitions.clear();
    for (const Definition &definition : request.definitions)
      lastDefinitions.push_back((definition.name + "=" + definition.value).str());
    lastImportDirectories = request.importDirectories;
    CompileResult result;
    for (const SourceFile *file : request.files)
      for (unsigned i = 0; i < file->getLineCount(); ++i)
        readLine(*file, file->getLine(i), request, result);
    return result;
  }
  void write(llvm::ArrayRef<Value *> objects, OutputFormat, llvm::raw_ostream &out,
             Budget &) override {
    for (const Value *object : objects)
      out << object->getStringOr("kind") << ' ' << object->get("metadata")->getStringOr("name")
          << '\n';
  }
  void dumpAst(const CompileRequest &, llvm::raw_ostream &out) override { out << "dump of ast\n"; }

  std::vector<std::string> lastDefinitions;
  std::vector<std::string> lastImportDirectories;

private:
  static void readLine(const SourceFile &file, llvm::StringRef line, const CompileRequest &request,
                       CompileResult &result) {
    llvm::SmallVector<llvm::StringRef> words;
    llvm::SplitString(line, words);
    if (words.empty() || words[0].starts_with("//"))
      return;
    uint32_t begin = file.getBase() + (words[0].data() - file.getText().data());
    SourceRange range = {begin, begin + static_cast<uint32_t>(words[0].size())};
    if (words[0] == "bad") {
      request.diags.report(diag::UndefinedName, range, "bad").fixit(range, "good");
    } else if (words[0] == "other") {
      request.diags.report(diag::UndefinedName, range, "other");
    } else if (words[0] == "import") {
      result.dependencies.push_back(words[1].str());
    } else if (words.size() > 1) {
      ValueArena &arena = request.arena;
      Value *object = arena.map(range), *metadata = arena.map();
      object->set(arena, "kind", arena.string(words[0]));
      metadata->set(arena, "name", arena.string(words[1]));
      if (words.size() > 2)
        metadata->set(arena, "namespace", arena.string(words[2]));
      object->set(arena, "metadata", metadata);
      result.objects.push_back(object);
    }
  }
};

/// Keeps what is written; the n-th staging or commit can be made to fail.
class MemoryWriter : public FileWriter {
public:
  std::error_code createDirectories(llvm::StringRef) override { return {}; }
  llvm::ErrorOr<std::unique_ptr<StagedFile>> stage(llvm::StringRef path,
                                                   llvm::StringRef bytes) override {
    if (path == failingPath)
      return std::make_error_code(std::errc::no_space_on_device);
    return std::make_unique<Staged>(*this, path.str(), bytes.str());
  }

  std::error_code remove(llvm::StringRef path) override {
    removed.push_back(path.str());
    return {};
  }

  std::map<std::string, std::string> written;
  std::vector<std::string> removed;
  std::string failingPath;

private:
  struct Staged : StagedFile {
    Staged(MemoryWriter &writer, std::string path, std::string bytes)
        : writer(writer), path(std::move(path)), bytes(std::move(bytes)) {}
    std::error_code commit() override {
      writer.written[path] = bytes;
      return {};
    }
    MemoryWriter &writer;
    std::string path, bytes;
  };
};

class DriverTest : public testing::Test {
protected:
  void addFile(llvm::StringRef name, llvm::StringRef text) {
    files->addFile(name, 0, llvm::MemoryBuffer::getMemBufferCopy(text));
  }
  /// Runs a command line, words separated by blanks, without `stashc`.
  int run(llvm::StringRef commandLine) {
    llvm::SmallVector<llvm::StringRef> words;
    llvm::SplitString(commandLine, words);
    out.clear();
    err.clear();
    llvm::raw_string_ostream outStream(out), errStream(err);
    DriverEnv env = {
        .files = files,
        .writer = writer,
        .readStandardInput = [&](uint64_t) -> llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> {
          return llvm::MemoryBuffer::getMemBufferCopy(input);
        },
        .out = outStream,
        .err = errStream};
    return runDriver(words, env, *chosen);
  }

  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> files =
      llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  MemoryWriter writer;
  LineCompiler compiler;
  Compiler *chosen = &compiler;
  std::string input, out, err;
};

using Strings = std::vector<std::string>;

std::string makeObject(llvm::StringRef kind, llvm::StringRef name) {
  return ("apiVersion: stash.appscode.com/v1beta1\nkind: " + kind + "\nmetadata: {name: " + name +
          "}\n")
      .str();
}
} // namespace

//===-- Tables ------------------------------------------------------------===//

TEST(OptionTableTest, SpellingsThatMeanSeveralThingsTakeValuesAlike) {
  llvm::StringMap<const OptionInfo *> seen;
  for (const OptionInfo &option : getOptions())
    for (llvm::StringRef spelling : option.getSpellings()) {
      auto [other, isNew] = seen.try_emplace(spelling, &option);
      if (isNew)
        continue;
      EXPECT_EQ(other->second->kind, option.kind) << spelling.str();
      EXPECT_EQ(other->second->verbs & option.verbs, 0u) << spelling.str();
    }
}

TEST(OptionTableTest, SpellingsLookLikeOptions) {
  for (const OptionInfo &option : getOptions()) {
    EXPECT_FALSE(option.getShownSpellings().empty());
    for (llvm::StringRef spelling : option.getSpellings()) {
      EXPECT_TRUE(spelling.starts_with("-") && spelling.size() > 1) << spelling.str();
      EXPECT_EQ(spelling.find_first_of("= "), llvm::StringRef::npos) << spelling.str();
    }
    EXPECT_EQ(option.takesValue(), !option.value.empty()) << option.names.str();
    EXPECT_FALSE(option.help.empty() || option.help.ends_with(".")) << option.names.str();
  }
}

//===-- Command line ------------------------------------------------------===//

TEST_F(DriverTest, TakesValuesInEveryForm) {
  addFile("a.stash", "Function f\n");
  EXPECT_EQ(run("build -D a=1 -Db=2=3 -D=c=4 -I x -Iy -I z --format=json --format yaml a.stash"),
            0);
  EXPECT_EQ(compiler.lastDefinitions, (Strings{"a=1", "b=2=3", "c=4"}));
  EXPECT_EQ(compiler.lastImportDirectories, (Strings{"x", "y", "z"}));
  EXPECT_EQ(out, "Function f\n");
  EXPECT_EQ(err, "");
}

TEST_F(DriverTest, LastDefinitionWins) {
  addFile("a.stash", "");
  EXPECT_EQ(run("-Da=1 a.stash -Da=2"), 0);
  EXPECT_EQ(compiler.lastDefinitions, Strings{"a=2"});
}

TEST_F(DriverTest, VerbMayFollowOptions) {
  addFile("a.stash", "Function f\n");
  EXPECT_EQ(run("--color=never check a.stash"), 0);
  EXPECT_EQ(out, "");
}

TEST_F(DriverTest, NothingIsAnOptionOrVerbAfterDashes) {
  addFile("check", "Function f\n");
  addFile("-x", "Function g\n");
  EXPECT_EQ(run("-- check -x"), 0);
  EXPECT_EQ(out, "Function f\nFunction g\n");
}

TEST_F(DriverTest, AFileCalledNearlyLikeAVerbIsAFile) {
  addFile("chekc", "Function f\n");
  EXPECT_EQ(run("chekc"), 0);
  EXPECT_EQ(out, "Function f\n");
}

TEST_F(DriverTest, OneMistakeOneMessage) {
  EXPECT_EQ(run("chekc --fixx a.stash"), 2);
  EXPECT_EQ(err, "stashc: error: 'chekc' is neither a verb nor a file [ST0004]\n"
                 "stashc: note: did you mean 'check'?\n");
}

TEST_F(DriverTest, ReportsAllWrongOptions) {
  EXPECT_EQ(run("check --colr=auto --color=blue --fix=1 -D x -Wno-nothing a.stash"), 2);
  for (llvm::StringRef part :
       {"unknown option '--colr'", "did you mean '--color'?", "option '--color' cannot be 'blue'",
        "option '--fix' takes no value, but was given '1'", "option '-D' cannot be 'x'"})
    EXPECT_NE(err.find(part), std::string::npos) << part.str() << "\n" << err;
}

TEST_F(DriverTest, UnknownWarning) {
  addFile("a.stash", "");
  EXPECT_EQ(run("check -Wno-nothing a.stash"), 2);
  EXPECT_NE(err.find("no warning is called 'nothing' [ST0010]"), std::string::npos) << err;
  EXPECT_EQ(run("check -Wal a.stash"), 2);
  EXPECT_NE(err.find("did you mean '-Wall'?"), std::string::npos) << err;
  EXPECT_EQ(run("check -Wall -Werror -Wno-error a.stash"), 0) << err;
}

TEST_F(DriverTest, NoArgumentsIsWrong) {
  EXPECT_EQ(run(""), 2);
  EXPECT_EQ(out, "");
  EXPECT_NE(err.find("usage: stashc"), std::string::npos);
  EXPECT_EQ(run("build"), 2);
  EXPECT_NE(err.find("'build' needs a FILE"), std::string::npos);
}

TEST_F(DriverTest, HelpHelpsEvenWithAWrongCommandLine) {
  EXPECT_EQ(run("check --nonsense --help"), 0);
  EXPECT_NE(out.find("stashc check [OPTION…] FILE|DIR…"), std::string::npos);
  EXPECT_EQ(err, "");
}

TEST_F(DriverTest, EveryReadyVerbHasHelp) {
  for (const VerbInfo &verb : getVerbs()) {
    if (verb.state != VerbState::Ready)
      continue;
    EXPECT_EQ(run(verb.name.str() + " --help"), 0);
    EXPECT_NE(out.find(verb.summary.str()), std::string::npos);
    std::string help = out;
    EXPECT_EQ(run("help " + verb.name.str()), 0);
    EXPECT_EQ(out, help);
    for (const OptionInfo *option : getOptions(verb.verb))
      for (llvm::StringRef spelling : option->getShownSpellings())
        EXPECT_NE(help.find(spelling.str()), std::string::npos) << spelling.str();
  }
}

TEST_F(DriverTest, HiddenVerbsAreNotShown) {
  EXPECT_EQ(run("--help"), 0);
  std::string all = out;
  EXPECT_EQ(run("__man"), 0);
  all += out;
  for (const VerbInfo &verb : getVerbs())
    if (verb.state == VerbState::Hidden)
      EXPECT_EQ(all.find("stashc " + verb.name.str()), std::string::npos) << verb.name.str();
}

//===-- Flags files -------------------------------------------------------===//

TEST_F(DriverTest, NearestFlagsFileHolds) {
  addFile("/stash.flags", "-D a=root\n");
  addFile("/p/stash.flags", "# comment\r\n\r\n-D a=p # why\r\n-I lib\n-I /abs\n--format=json\n");
  addFile("/p/q/a.stash", "");
  EXPECT_EQ(run("/p/q/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, Strings{"a=p"});
  EXPECT_EQ(compiler.lastImportDirectories, (Strings{"/p/lib", "/abs"}));
}

TEST_F(DriverTest, CommandLineWinsOverFlagsFile) {
  addFile("/p/stash.flags", "-D a=p\n-D b=p\n");
  addFile("/p/a.stash", "");
  EXPECT_EQ(run("-Da=c /p/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, (Strings{"b=p", "a=c"}));
  EXPECT_EQ(run("--no-flags-file /p/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, Strings{});
}

TEST_F(DriverTest, RelativeSourcesFindFlagsAboveTheWorkingDirectory) {
  addFile("/p/stash.flags", "-D a=p\n-I lib\n");
  addFile("/p/q/r/a.stash", "");
  files->setCurrentWorkingDirectory("/p/q");
  EXPECT_EQ(run("r/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, Strings{"a=p"});
  EXPECT_EQ(compiler.lastImportDirectories, Strings{"/p/lib"});
  files->setCurrentWorkingDirectory("/p");
  EXPECT_EQ(run("q/../q/r/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, Strings{"a=p"});
  EXPECT_EQ(run("./q/r/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, Strings{"a=p"});
}

TEST_F(DriverTest, ValueGoesOnToTheEndOfTheLine) {
  addFile("/p/stash.flags", "-D title = two words\t# comment\n-Dchannel=#backups\n");
  addFile("/p/a.stash", "");
  EXPECT_EQ(run("/p/a.stash"), 0) << err;
  EXPECT_EQ(compiler.lastDefinitions, (Strings{"title = two words", "channel=#backups"}));
}

TEST_F(DriverTest, FlagsOfOtherVerbsAreLeftOut) {
  addFile("/p/stash.flags", "--format=json\n-Wall\n");
  addFile("/p/a.stash", "");
  EXPECT_EQ(run("check /p/a.stash"), 0) << err;
}

TEST_F(DriverTest, MistakesInFlagsFilesHavePlaces) {
  addFile("/p/stash.flags", "--fromat=json\n  -o x\nb.stash\n--with-imports=1\n-Wno-nothing\n");
  addFile("/p/a.stash", "");
  EXPECT_EQ(run("/p/a.stash"), 2);
  for (llvm::StringRef part :
       {"/p/stash.flags:1:1: error: unknown option '--fromat' [ST0005]",
        "/p/stash.flags:2:3: error: option '-o' has no effect in a flags file [ST0014]",
        "/p/stash.flags:3:1: error: 'b.stash' is not an option [ST0013]",
        "/p/stash.flags:4:1: error: option '--with-imports' takes no value",
        "/p/stash.flags:5:1: error: no warning is called 'nothing' [ST0010]"})
    EXPECT_NE(err.find(part), std::string::npos) << part.str() << "\n" << err;
  EXPECT_EQ(run("--no-flags-file /p/a.stash"), 0) << err;
}

TEST_F(DriverTest, FlagsFilesThatDisagree) {
  addFile("/a/stash.flags", "-D x=1\n-D y=1\n-I lib\n");
  addFile("/b/stash.flags", "-D x=2\n-D y=1\n-I lib\n");
  addFile("/a/a.stash", "");
  addFile("/b/b.stash", "");
  EXPECT_EQ(run("/a/a.stash /b/b.stash"), 2);
  EXPECT_NE(err.find("/b/stash.flags:1:1: error: '-D x' has another value"), std::string::npos);
  EXPECT_NE(err.find("/a/stash.flags:1:1: note: "), std::string::npos);
  EXPECT_EQ(err.find("'-D y'"), std::string::npos);
  EXPECT_EQ(run("/a/a.stash /b/b.stash -Dx=3"), 0) << err;
  EXPECT_EQ(compiler.lastImportDirectories, (Strings{"/a/lib", "/b/lib"}));
}

//===-- Build -------------------------------------------------------------===//

TEST_F(DriverTest, BuildsInTheOrderGiven) {
  addFile("a.stash", "Function a\n");
  addFile("b.stash", "Task b\n");
  EXPECT_EQ(run("b.stash a.stash"), 0);
  EXPECT_EQ(out, "Task b\nFunction a\n");
}

TEST_F(DriverTest, ReadsStandardInput) {
  input = "Function a\nbad\n";
  EXPECT_EQ(run("- --stdin-filename=x/made.stash"), 1);
  EXPECT_EQ(out, "");
  EXPECT_NE(err.find("x/made.stash:2:1: error:"), std::string::npos) << err;
  EXPECT_EQ(run("- -"), 2);
}

TEST_F(DriverTest, WritesNothingAfterAnError) {
  addFile("a.stash", "Function a\nbad\n");
  EXPECT_EQ(run("a.stash -o out.yaml"), 1);
  EXPECT_TRUE(writer.written.empty());
}

TEST_F(DriverTest, AMissingFileIsAWrongCommandLine) {
  EXPECT_EQ(run("missing.stash"), 2);
  EXPECT_NE(err.find("cannot read 'missing.stash'"), std::string::npos);
}

TEST_F(DriverTest, OneFilePerObject) {
  addFile("a.stash", "Function pg-11.9\nBackupConfiguration b demo\n");
  EXPECT_EQ(run("a.stash --output-dir=out"), 0) << err;
  EXPECT_EQ(writer.written.size(), 2u);
  EXPECT_EQ(writer.written["out/function-pg-11.9.yaml"], "Function pg-11.9\n");
  EXPECT_TRUE(writer.written.count("out/backupconfiguration-demo-b.yaml"));
}

TEST_F(DriverTest, TwoObjectsForOneFile) {
  addFile("a.stash", "Function a\nFunction A\n");
  EXPECT_EQ(run("a.stash --output-dir=out"), 1);
  EXPECT_NE(err.find("a.stash:2:1: error: Function 'a' and Function 'A' would both be written to "
                     "'function-A.yaml' [ST0016]"),
            std::string::npos)
      << err;
  EXPECT_NE(err.find("a.stash:1:1: note: Function 'a' is here"), std::string::npos) << err;
  EXPECT_TRUE(writer.written.empty());
}

TEST_F(DriverTest, LeavesUnchangedFilesAlone) {
  addFile("a.stash", "Function a\nFunction b\n");
  addFile("out/function-a.yaml", "Function a\n");
  addFile("out/function-b.yaml", "old\n");
  EXPECT_EQ(run("a.stash --output-dir=out"), 0) << err;
  EXPECT_EQ(writer.written.size(), 1u);
  EXPECT_TRUE(writer.written.count("out/function-b.yaml"));
}

TEST_F(DriverTest, AFullDiskReplacesNothing) {
  addFile("a.stash", "Function a\nFunction b\n");
  writer.failingPath = "out/function-b.yaml";
  EXPECT_EQ(run("a.stash --output-dir=out"), 2);
  EXPECT_NE(err.find("cannot write 'out/function-b.yaml'"), std::string::npos) << err;
  EXPECT_TRUE(writer.written.empty());
}

TEST_F(DriverTest, ChecksOutput) {
  addFile("a.stash", "Function a\nFunction b\n");
  addFile("out/function-a.yaml", "Function a\n");
  EXPECT_EQ(run("a.stash --output-dir=out --check-output"), 1);
  EXPECT_NE(err.find("'out/function-b.yaml' does not match the sources"), std::string::npos);
  addFile("out/function-b.yaml", "Function b\n");
  addFile("out/kustomization.yaml", "");
  EXPECT_EQ(run("a.stash --output-dir=out --check-output"), 0) << err;
  addFile("out/task-mine.yaml", "");
  addFile("out/task-old.yaml", makeObject("Task", "old"));
  EXPECT_EQ(run("a.stash --output-dir=out --check-output"), 1);
  EXPECT_NE(err.find("'out/task-old.yaml' belongs to no object"), std::string::npos) << err;
  EXPECT_TRUE(writer.written.empty());
  EXPECT_EQ(run("a.stash --check-output"), 2);
}

TEST_F(DriverTest, PrunesOutput) {
  addFile("a.stash", "Function a\n");
  addFile("out/function-gone.yaml", makeObject("Function", "gone"));
  addFile("out/function-other.yaml", makeObject("Function", "gone"));
  addFile("out/function-gone.json", makeObject("Function", "gone"));
  addFile("out/kustomization.yaml", "");
  EXPECT_EQ(run("a.stash --output-dir=out"), 0) << err;
  EXPECT_TRUE(writer.removed.empty());
  EXPECT_EQ(run("a.stash --output-dir=out --prune"), 0) << err;
  EXPECT_EQ(writer.removed, (Strings{"out/function-gone.yaml"}));
  EXPECT_EQ(run("a.stash -o out/x.yaml --prune"), 2);
}

TEST_F(DriverTest, WritesDepfiles) {
  addFile("p/lib.stash", "");
  addFile("p/stash.flags", "-D x=1\n");
  addFile("p/a.stash", "Function a\nimport p/lib.stash\nimport p/looked-for.stash\n");
  EXPECT_EQ(run("p/a.stash -o out.yaml -MD -MP"), 0) << err;
  EXPECT_EQ(writer.written["out.d"], "out.yaml: \\\n  p/a.stash \\\n  p/stash.flags \\\n"
                                     "  p/lib.stash\n\np/stash.flags:\n\np/lib.stash:\n");
  EXPECT_EQ(run("p/a.stash -MF x.d -MT t"), 0) << err;
  EXPECT_EQ(writer.written["x.d"], "t: \\\n  p/a.stash \\\n  p/stash.flags \\\n  p/lib.stash\n");
  EXPECT_EQ(run("p/a.stash -MD"), 2);
}

TEST(DepfileTest, EscapesNames) {
  EXPECT_EQ(makeDepfile("a b", {"c#d", "$x", "e\\ f"}, false, 0),
            "a\\ b: \\\n  c\\#d \\\n  $$x \\\n  e\\\\\\ f\n");
}

TEST_F(DriverTest, ConflictingOptions) {
  addFile("a.stash", "");
  EXPECT_EQ(run("a.stash -o x --output-dir y"), 2);
  EXPECT_EQ(run("a.stash --emit=ast,task"), 2);
  EXPECT_EQ(run("a.stash --emit=ast"), 0);
  EXPECT_EQ(out, "dump of ast\n");
}

//===-- Check -------------------------------------------------------------===//

TEST_F(DriverTest, CheckWritesJsonToOutput) {
  addFile("a.stash", "bad\n");
  EXPECT_EQ(run("check --diagnostics-format=json a.stash"), 1);
  EXPECT_EQ(err, "");
  EXPECT_TRUE(bool(llvm::json::parse(out)));
  addFile("b.stash", "");
  EXPECT_EQ(run("check --diagnostics-format=json b.stash"), 0);
  EXPECT_EQ(out, "{\n  \"diagnostics\": []\n}\n");
  EXPECT_EQ(run("build --diagnostics-format=json a.stash"), 1);
  EXPECT_EQ(out, "");
  EXPECT_TRUE(bool(llvm::json::parse(err)));
}

TEST_F(DriverTest, FixesFiles) {
  llvm::SmallString<128> directory;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("stashc", directory));
  std::string path = (directory + "/a.stash").str();
  std::error_code error;
  llvm::raw_fd_ostream(path, error) << "x\nbad\nother\nbad y\n";
  std::unique_ptr<FileWriter> disk = makeDiskWriter();
  llvm::raw_string_ostream outStream(out), errStream(err);
  DriverEnv env = {.files = llvm::vfs::getRealFileSystem(),
                   .writer = *disk,
                   .readStandardInput = [](uint64_t) { return llvm::MemoryBuffer::getSTDIN(); },
                   .out = outStream,
                   .err = errStream};
  EXPECT_EQ(runDriver({"check", "--fix", path}, env, compiler), 1);
  EXPECT_NE(err.find("2 mistakes fixed"), std::string::npos) << err;
  EXPECT_NE(err.find("1 error generated."), std::string::npos) << err;
  EXPECT_EQ((*llvm::MemoryBuffer::getFile(path))->getBuffer(), "x\ngood\nother\ngood y\n");
  llvm::sys::fs::remove_directories(directory);
}

TEST(FixitsTest, AppliesAllOfADiagnosticOrNone) {
  SourceManager sources;
  const SourceFile *file = sources.add("a", llvm::MemoryBuffer::getMemBufferCopy("0123456789"));
  uint32_t base = file->getBase();
  auto range = [&](uint32_t begin, uint32_t end) { return SourceRange{base + begin, base + end}; };
  std::vector<Diagnostic> diagnostics;
  auto add = [&](llvm::ArrayRef<Fixit> fixits) {
    diagnostics.push_back({diag::UndefinedName, Severity::Error, range(0, 1), "", {}, {}});
    diagnostics.back().fixits.append(fixits.begin(), fixits.end());
  };
  add({{range(2, 4), "AB"}, {range(8, 8), "+"}});
  add({{range(6, 7), "x"}, {range(3, 5), "y"}}); // collides: its first half is not applied either
  add({{range(8, 8), "+"}});                     // the same again
  add({{range(8, 8), "-"}});                     // another text for that point
  add({{range(4, 5), ""}});                      // next to the first
  add({{range(10, 10), "$"}});
  FixResult result = applyFixits(diagnostics, sources, [](const SourceFile &) { return true; });
  ASSERT_EQ(result.files.size(), 1u);
  EXPECT_EQ(result.files[0].text, "01AB567+89$");
  EXPECT_EQ(result.applied, 4u);
  EXPECT_EQ(result.skipped, 2u);
  EXPECT_TRUE(
      applyFixits(diagnostics, sources, [](const SourceFile &) { return false; }).files.empty());
}

//===-- Explain -----------------------------------------------------------===//

TEST_F(DriverTest, ExplainsCodesNamesAndPitfalls) {
  EXPECT_EQ(run("explain st2001"), 0);
  EXPECT_NE(out.find("ST2001  error"), std::string::npos);
  EXPECT_NE(out.find("Wrong:\n\n    let tag"), std::string::npos) << out;
  EXPECT_EQ(out.find("```"), std::string::npos);
  EXPECT_EQ(run("explain p20"), 0);
  EXPECT_NE(out.find("P20"), std::string::npos);
  EXPECT_EQ(run("explain ST9999"), 2);
  EXPECT_EQ(run("explain"), 2);
  EXPECT_EQ(run("explain --list"), 0);
  EXPECT_EQ(llvm::StringRef(out).count('\n'), diag::getAll().size());
}

TEST(ExplainTest, EveryPitfallIsTheNumberedOne) {
  for (auto [index, pitfall] : llvm::enumerate(explain::getPitfalls()))
    EXPECT_EQ(pitfall.number, (index < 9 ? "P0" : "P") + llvm::utostr(index + 1));
  EXPECT_EQ(explain::getPitfalls().size(), 40u);
}

TEST(ExplainTest, EveryDiagnosticHasAPage) {
  std::string missing;
  for (const diag::Info &info : diag::getAll()) {
    if (explain::getPage(info.id).empty())
      missing += " " + info.name.str();
  }
  EXPECT_EQ(missing, "");
}

TEST(ExplainTest, PagesAreWellFormed) {
  for (const diag::Info &info : diag::getAll()) {
    llvm::StringRef page = explain::getPage(info.id);
    EXPECT_EQ(page.count("\n```") % 2, 0u) << info.name.str();
    auto examples = explain::getExamples(page);
    EXPECT_EQ(page.count("```") / 2, examples.size()) << info.name.str();
    llvm::SmallVector<llvm::StringRef> lines;
    page.split(lines, '\n');
    for (llvm::StringRef line : lines)
      EXPECT_LE(line.size(), 100u) << line.str();
  }
}

/// The examples that are command lines are run with the real compiler.
TEST_F(DriverTest, CommandLinesOfPagesDoWhatTheySay) {
  StashCompiler real;
  chosen = &real;
  unsigned count = 0;
  for (const diag::Info &info : diag::getAll()) {
    for (const explain::Example &example : explain::getExamples(explain::getPage(info.id))) {
      if (example.language != "sh")
        continue;
      ++count;
      files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
      files->setCurrentWorkingDirectory("/work");
      llvm::SmallVector<llvm::StringRef> parts;
      example.text.split(parts, "//--- ");
      for (llvm::StringRef part : llvm::drop_begin(parts))
        addFile(part.split('\n').first, part.split('\n').second);
      llvm::StringRef command = parts.front().trim();
      ASSERT_TRUE(command.consume_front("$ stashc ")) << example.text.str();
      int status = run(command);
      if (example.isRight) {
        EXPECT_EQ(status, 0) << example.text.str() << err;
        EXPECT_EQ(err, "") << example.text.str();
        continue;
      }
      size_t errors = llvm::StringRef(err).count("error: ");
      EXPECT_EQ(status != 0, errors != 0) << example.text.str() << err;
      EXPECT_LE(errors + llvm::StringRef(err).count("warning: "), 1u) << err;
      // For a warning that is made an error, its name follows the code.
      EXPECT_NE(err.find(("[" + diag::getInfo(info.id).code).str()), std::string::npos) << err;
    }
  }
  EXPECT_GT(count, 20u);
}
