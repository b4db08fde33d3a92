// Patterns of .gitignore and --exclude, and which files of a directory are Stash's.

#include "frontend/Yaml/Manifest.h"
#include "tools/driver/Files/GitIgnore.h"
#include "tools/driver/Files/Glob.h"

#include "gtest/gtest.h"

using namespace stash;
using namespace stash::driver;

TEST(Files, MatchesGlobs) {
  EXPECT_TRUE(matchesGlob("*.yaml", "a.yaml"));
  EXPECT_FALSE(matchesGlob("*.yaml", "a/b.yaml"));
  EXPECT_TRUE(matchesGlob("**/*.yaml", "a.yaml"));
  EXPECT_TRUE(matchesGlob("**/*.yaml", "a/b/c.yaml"));
  EXPECT_TRUE(matchesGlob("a/**/c", "a/c"));
  EXPECT_TRUE(matchesGlob("a/**/c", "a/b/b/c"));
  EXPECT_FALSE(matchesGlob("a/**/c", "a/bc"));
  EXPECT_TRUE(matchesGlob("a/**", "a/b/c"));
  EXPECT_FALSE(matchesGlob("a/**", "b/a/c"));
  EXPECT_TRUE(matchesGlob("**", "a/b"));
  EXPECT_TRUE(matchesGlob("a?c", "abc"));
  EXPECT_FALSE(matchesGlob("a?c", "a/c"));
  EXPECT_TRUE(matchesGlob("[a-c]x[!0-9]", "bxy"));
  EXPECT_FALSE(matchesGlob("[a-c]x[!0-9]", "bx1"));
  EXPECT_TRUE(matchesGlob("[]]", "]"));
  EXPECT_TRUE(matchesGlob("[a", "[a"));
  EXPECT_TRUE(matchesGlob("\\*", "*"));
  EXPECT_FALSE(matchesGlob("\\*", "a"));
  EXPECT_TRUE(matchesGlob("*a*b*", "xaxbx"));
  EXPECT_FALSE(matchesGlob("*a*b*", "xbxax"));
  EXPECT_TRUE(matchesGlob("**/a*/b", "ax/c/ay/b"));
  EXPECT_TRUE(matchesGlob("**/x/**/y", "x/a/x/b/y"));
  EXPECT_FALSE(matchesGlob("", "a"));
}

TEST(Files, ReadsIgnorePatterns) {
  IgnorePatterns patterns("# comment\n"
                          "\n"
                          "*.log\n"
                          "!kept.log\n"
                          "/top\n"
                          "dir/\n"
                          "a/b\n"
                          "deep/**\n"
                          "trailing   \n"
                          "\\#hash\r\n"
                          "space\\ \n");
  auto isIgnored = [&](llvm::StringRef path, bool isDirectory = false) {
    return patterns.isIgnored(path, isDirectory).value_or(false);
  };
  EXPECT_TRUE(isIgnored("x.log"));
  EXPECT_TRUE(isIgnored("a/x.log"));
  EXPECT_FALSE(isIgnored("a/kept.log"));
  EXPECT_TRUE(isIgnored("top"));
  EXPECT_FALSE(isIgnored("a/top"));
  EXPECT_TRUE(isIgnored("x/dir", true));
  EXPECT_FALSE(isIgnored("x/dir", false));
  EXPECT_TRUE(isIgnored("a/b"));
  EXPECT_FALSE(isIgnored("x/a/b"));
  EXPECT_TRUE(isIgnored("deep/x/y"));
  EXPECT_FALSE(isIgnored("deep", true));
  EXPECT_TRUE(isIgnored("trailing"));
  EXPECT_TRUE(isIgnored("#hash"));
  EXPECT_TRUE(isIgnored("space "));
  EXPECT_FALSE(patterns.isIgnored("other", false).has_value());
}

TEST(Files, GoesUpToTheRepositorysTop) {
  auto files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  auto add = [&](llvm::StringRef name, llvm::StringRef text) {
    files->addFile(name, 0, llvm::MemoryBuffer::getMemBuffer(text));
  };
  add("/out/.gitignore", "*.yaml\n");
  add("/out/repo/.git/HEAD", "");
  add("/out/repo/.git/info/exclude", "secret.yaml\nopen.yaml\n");
  add("/out/repo/.gitignore", "gen/\n*.tmp.yaml\n!open.yaml\n");
  add("/out/repo/apps/.gitignore", "!x.tmp.yaml\n");
  GitIgnore ignore("/out/repo/apps", *files);
  ignore.enter("/out/repo/apps");
  EXPECT_FALSE(ignore.isIgnored("/out/repo/apps/a.yaml", false)); // not of the repository
  EXPECT_TRUE(ignore.isIgnored("/out/repo/apps/secret.yaml", false));
  EXPECT_FALSE(ignore.isIgnored("/out/repo/apps/open.yaml", false));
  EXPECT_TRUE(ignore.isIgnored("/out/repo/apps/gen", true));
  EXPECT_TRUE(ignore.isIgnored("/out/repo/apps/y.tmp.yaml", false));
  EXPECT_FALSE(ignore.isIgnored("/out/repo/apps/x.tmp.yaml", false));
  ignore.leave();
  EXPECT_TRUE(ignore.isIgnored("/out/repo/apps/x.tmp.yaml", false));
}

TEST(Files, TellsManifestsFromSources) {
  for (llvm::StringRef text :
       {"apiVersion: v1\n", "---\n# x\nkind: A\n", "{\"a\": 1}", "- a\n", "# Source: x\na: 1\n",
        "\xEF\xBB\xBFkind: List\n", "%YAML 1.1\n---\n", "\"kind\": A\n"})
    EXPECT_TRUE(isManifest("<stdin>", text)) << text.str();
  for (llvm::StringRef text :
       {"", "\n\n", "import \"a.stash\"\n", "// x: y\n", "/// doc\nfunction f() {}\n",
        "input a: string = \"x\"\n", "let x = 1\n", "backup task t { f }\n", "/* a: b */\n"})
    EXPECT_FALSE(isManifest("-", text)) << text.str();
  EXPECT_TRUE(isManifest("a.YAML", "import \"a.stash\""));
  EXPECT_FALSE(isManifest("a.stash", "kind: A"));
}

TEST(Files, KnowsWhatIsOfStash) {
  EXPECT_TRUE(isStashObject("stash.appscode.com/v1beta1", "Anything"));
  EXPECT_TRUE(isStashObject("stash.appscode.co/v1beta1", "Task"));
  EXPECT_TRUE(isStashObject("", "BackupConfiguration"));
  EXPECT_TRUE(isStashObject("v1", "BackupConfiguration"));
  EXPECT_FALSE(isStashObject("core.kubestash.com/v1alpha1", "BackupConfiguration"));
  EXPECT_FALSE(isStashObject("tekton.dev/v1", "Task"));
  EXPECT_FALSE(isStashObject("", "Task"));
  EXPECT_FALSE(isStashObject("v1", "Secret"));
  EXPECT_EQ(findRelevance("kind: Secret\n", "a.yaml"), Relevance::Context);
  EXPECT_EQ(findRelevance("a: 1\n", "kustomization.yaml"), Relevance::Context);
  EXPECT_EQ(findRelevance("{\"kind\": \"RestoreSession\"}", "a.json"), Relevance::Stash);
  EXPECT_EQ(findRelevance("replicas: 1\n", "values.yaml"), Relevance::None);
}

TEST(Files, FindsTemplatesOfHelm) {
  auto isCertain = [](llvm::StringRef text) -> std::optional<bool> {
    std::optional<HelmAction> action = findHelmAction(text);
    return action ? std::optional(action->isCertain) : std::nullopt;
  };
  EXPECT_EQ(isCertain("{{- range .Values.x }}\n"), true);
  EXPECT_EQ(isCertain("name: \"{{ .Release.Name }}\"\n"), true);
  EXPECT_EQ(isCertain("name: {{ .name }}\n"), false);
  EXPECT_EQ(isCertain("- {{ .name }}\n"), false);
  EXPECT_EQ(isCertain("body: \"{{ .Status }}\"\n"), std::nullopt);
  EXPECT_EQ(isCertain("body: |\n  {{ .Values.x }}\n"), std::nullopt);
  EXPECT_EQ(isCertain("- |-\n  {{ .Values.x }}\nname: x\n"), std::nullopt);
  EXPECT_EQ(isCertain("- \"format: {{ .State }}\"\n"), std::nullopt);
  EXPECT_EQ(isCertain("# {{ .Values.x }}\na: 1\n"), std::nullopt);
}
