#include "backend/Job/BuiltinObjects.h"
#include "backend/Job/GoJson.h"
#include "backend/Job/GoUrl.h"
#include "backend/Job/TypedObject.h"
#include "backend/Job/Volumes.h"
#include "frontend/Template/Template.h"
#include "sema/Builtins/Operator.h"

#include "llvm/ADT/StringSet.h"

#include "gtest/gtest.h"

using namespace stash;

namespace {

/// A tree from JSON text.
Value *read(llvm::StringRef text, ValueArena &arena) {
  auto decoded = decodeJson(text, arena);
  EXPECT_TRUE(std::holds_alternative<Value *>(decoded)) << text.str();
  return std::get<Value *>(decoded);
}

std::string decodeError(llvm::StringRef text) {
  ValueArena arena;
  auto decoded = decodeJson(text, arena);
  auto *error = std::get_if<JsonError>(&decoded);
  return error ? error->message : "";
}

} // namespace

TEST(Quantity, IsCanonical) {
  // As k8s.io/apimachinery prints them, its shortcuts included.
  const std::pair<llvm::StringRef, llvm::StringRef> cases[] = {
      {"1024Mi", "1Gi"},
      {"0.5", "500m"},
      {"1000m", "1"},
      {"1500m", "1500m"},
      {"1536Ki", "1536Ki"},
      {"0.5Gi", "512Mi"},
      {"512Ki", "512Ki"},
      {"0.5Ki", "512"},
      {"0.1Mi", "104857600m"},
      {"1e3", "1e3"},
      {"12e2", "1200"},
      {"1000000", "1M"},
      {"1000Ki", "1000Ki"},
      {"0", "0"},
      {"0Gi", "0"},
      {"-1.5", "-1500m"},
      {"+5k", "+5k"},
      {".5", "500m"},
      {"1n", "1n"},
      {"0.1n", "1n"},
      {"1E", "1E"},
      {"1e-3", "1e-3"},
      {"99999999999999999999", "99999999999999999999"},
      {"1KiB", "1KiB"},
      {"abc", "abc"},
      {"1.5Gi", "1536Mi"},
      {"0.3Gi", "322122547200m"},
      {"100Pi", "100Pi"},
      {"1e19", "10e18"},
      {"9Ei", "9223372036854775807"},
      {"1.0000000001", "1000000001n"},
      {"5e-10", "1e-9"},
      {"123456789k", "123456789k"},
      {"1E3", "1E3"},
      {"1e+3", "1e+3"},
      {"1.", "1."},
      {"2048", "2048"},
      {"2Ti", "2Ti"},
      {"1.125", "1.125"},
      {"1.500", "1.500"},
      {"012Ki", "012Ki"},
      {"", ""}};
  for (auto [text, canonical] : cases)
    EXPECT_EQ(canonicalQuantity(text), canonical) << text.str();
}

TEST(GoUrl, TakesApart) {
  auto url = parseGoUrl("https://bob:s3cret@rest.example.com:8000/a/b%20c?x=1#f");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "rest.example.com:8000");
  EXPECT_EQ(url->path, "/a/b c");
  EXPECT_EQ(parseGoUrl("http://host")->path, "");
  EXPECT_EQ(parseGoUrl("")->host, "");
  EXPECT_EQ(parseGoUrl("http://[::1]:80/")->host, "[::1]:80");
  EXPECT_EQ(parseGoUrl("http://[fe80::1%25en0]:80/")->host, "[fe80::1%en0]:80");
  for (llvm::StringRef bad : {"http://%zz/x", "http://a b/", "http://h:port/", ":x", "http://h/%4",
                              "1a:b", "http://[::1:80/x", "http://[host]/", "http://h[::1]/"})
    EXPECT_FALSE(parseGoUrl(bad)) << bad.str();
}

TEST(GoJson, ReadsStrictly) {
  EXPECT_EQ(decodeError(R"({"a":["x\n\u00e9\ud83d\ude00",1.5e3,true,null,{}]})"), "");
  EXPECT_EQ(decodeError("[\"a\nb\"]"), "a line break within a string");
  EXPECT_EQ(decodeError("[\"a\tb\"]"), "a tab within a string");
  EXPECT_EQ(decodeError(R"(["\d"])"), "'\\d', which is not an escape, within a string");
  EXPECT_EQ(decodeError(R"(["x"y])"), "'y' where ',' or ']' should be");
  EXPECT_EQ(decodeError(R"({"x":1)"), "the text ends too early");
  EXPECT_EQ(decodeError(R"({"x":1} 2)"), "text after the end of the object");
  EXPECT_EQ(decodeError("[01]"), "'1' where ',' or ']' should be");
  EXPECT_EQ(decodeError(std::string(100'000, '[')), "values nested too deeply");
}

TEST(GoJson, WritesAsTheOperator) {
  ValueArena arena;
  Value *object = read(R"({"spec":{"args":["<a&b>","q\"\\\n\u2028é"],"image":"i"},
      "metadata":{"labels":{"b":"2","a":"1"},"name":"n"},"kind":"Function"})",
                       arena);
  JsonText json = encodeJson(*makeTyped(arena, object, TypeId::Function), TypeId::Function);
  EXPECT_EQ(json.text, R"({"kind":"Function","metadata":{"name":"n","labels":{"a":"1","b":"2"}},)"
                       R"("spec":{"image":"i","args":["\u003ca\u0026b\u003e","q\"\\\n\u2028é"]}})");
  size_t at = json.text.find("\\u0026");
  const JsonString *string = json.find(at);
  ASSERT_TRUE(string);
  EXPECT_EQ(string->value->getText(), "<a&b>");
  EXPECT_EQ(getDecodedSize(llvm::StringRef(json.text).slice(string->begin, string->end),
                           at - string->begin),
            2u);
}

TEST(TypedObject, DropsWhatTheTypesDrop) {
  ValueArena arena;
  Value *source = read(R"({"name":"c","image":"","unknown":1,"env":[{"name":"a","value":""}],
      "resources":{"limits":{"cpu":0.5}},"volumeMounts":[{"name":"v","mountPath":"/v","readOnly":false}],
      "securityContext":{"runAsUser":0,"privileged":false},"lifecycle":{},"ports":[]})",
                       arena);
  Value *expected = read(R"({"name":"c","env":[{"name":"a"}],"resources":{"limits":{"cpu":"500m"}},
      "volumeMounts":[{"name":"v","mountPath":"/v"}],
      "securityContext":{"runAsUser":0,"privileged":false},"lifecycle":{}})",
                         arena);
  EXPECT_TRUE(equal(*makeTyped(arena, source, TypeId::Container), *expected));
}

TEST(TypedObject, DecodesIntoWhatIsThere) {
  ValueArena arena;
  Value *old = makeTyped(
      arena,
      read(R"({"metadata":{"labels":{"${x}":"1","k":"${x}"}},"spec":{"args":["${x}"]}})", arena),
      TypeId::Function);
  Value *decoded =
      read(R"({"metadata":{"labels":{"v":"1","k":"v"}},"spec":{"args":["v","w"]}})", arena);
  Value *merged = mergeDecoded(arena, old, decoded, TypeId::Function);
  ASSERT_TRUE(merged);
  EXPECT_TRUE(equal(*merged, *read(R"({"metadata":{"labels":{"${x}":"1","k":"v","v":"1"}},
      "spec":{"args":["v","w"]}})",
                                   arena)));
  EXPECT_FALSE(
      mergeDecoded(arena, old, read(R"({"spec":{"args":"no list"}})", arena), TypeId::Function));
}

TEST(Volumes, MergeDeeply) {
  ValueArena arena;
  Value *volumes = arena.list();
  upsertVolume(arena, *volumes, read(R"({"name":"v","emptyDir":{"sizeLimit":"1Gi"}})", arena));
  upsertVolume(arena, *volumes,
               read(R"({"name":"v","emptyDir":{"medium":"Memory","sizeLimit":"2Gi"},
                        "secret":{"secretName":"s","optional":false}})",
                    arena));
  EXPECT_TRUE(
      equal(*volumes, *read(R"([{"name":"v","emptyDir":{"sizeLimit":"1Gi","medium":"Memory"},
      "secret":{"secretName":"s","optional":false}}])",
                            arena)));
}

TEST(Volumes, TmpVolumeMustBeAnEmptyDir) {
  ValueArena arena;
  Value *volumes = read(R"([{"name":"stash-tmp-dir","secret":{"secretName":"s"}}])", arena);
  EXPECT_FALSE(addTmpVolume(arena, *volumes, nullptr));
  Value *good = read(R"([{"name":"stash-tmp-dir","emptyDir":{"medium":"Memory"}}])", arena);
  EXPECT_TRUE(addTmpVolume(arena, *good, read(R"({"sizeLimit":"1Gi"})", arena)));
  EXPECT_TRUE(
      equal(*good, *read(R"([{"name":"stash-tmp-dir","emptyDir":{"sizeLimit":"1Gi"}}])", arena)));
}

TEST(BuiltinObjects, AreTheOperators) {
  ValueArena arena;
  OperatorSettings settings;
  settings.registry = "r";
  settings.tag = "t";
  std::vector<Value *> objects = makeBuiltinObjects(settings, arena);
  ASSERT_EQ(objects.size(), 5u);
  EXPECT_EQ(objects[0]->at({"spec", "image"})->getText(), "r/stash:t");
  EXPECT_EQ(objects[0]->at({"spec", "args"})->getItems().back()->getText(),
            "--metrics-pushgateway-url=http://localhost:56789");
  EXPECT_EQ(objects[3]->getStringOr("kind"), "Task");
  for (const Value *object : objects) {
    llvm::StringRef name = *object->at({"metadata", "name"})->getStringOrNone();
    if (object->getStringOr("kind") == "Task") {
      EXPECT_TRUE(sema::findKnownTask(name) && sema::findKnownTask(name)->isOperators);
      continue;
    }
    std::optional<sema::KnownFunction> known = sema::findKnownFunction(name);
    ASSERT_TRUE(known && known->isOperators);
    EXPECT_TRUE(sema::isOperatorProgram(object->at({"spec", "args"})->getItems()[0]->getText()));
    // Operator.def has the parameters that the template has.
    llvm::BumpPtrAllocator allocator;
    llvm::StringSet<> parameters;
    auto collect = [&](const Value &value) {
      auto parsed = parseTemplate(value.getText(), allocator);
      forEachSubstitution(std::get<Template>(parsed), [&](const Substitution &use) {
        if (!sema::findBuiltin(use.name))
          parameters.insert(use.name);
      });
    };
    for (const Value *arg : object->at({"spec", "args"})->getItems())
      collect(*arg);
    if (const Value *mounts = object->at({"spec", "volumeMounts"}))
      for (const Value *mount : mounts->getItems())
        collect(*mount->get("name"));
    EXPECT_EQ(parameters.size(), known->getParameters().size());
    for (llvm::StringRef parameter : known->getParameters())
      EXPECT_TRUE(parameters.contains(parameter)) << parameter.str();
  }
}
