#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Value/MapKeys.h"
#include "frontend/Yaml/Manifest.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Files/FindFiles.h"
#include "tools/driver/LiveObject.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

using namespace stash;
using namespace stash::driver;

namespace {

/// One side of the comparison.
struct Side {
  explicit Side(const Options &options) : state(options) {}

  CompileState state;
  llvm::MapVector<llvm::StringRef, const Value *> objects; // by "Kind namespace/name"
};

std::string describe(const Value &object) {
  const Value *metadata = object.get("metadata");
  llvm::StringRef ns = metadata ? metadata->getStringOr("namespace") : "";
  std::string text = (object.getStringOr("kind") + " ").str();
  if (!ns.empty())
    text += (ns + "/").str();
  return text + (metadata ? metadata->getStringOr("name") : llvm::StringRef()).str();
}

/// Reads or compiles what an argument names. False, with the mistake reported, when that fails.
bool load(Invocation &run, llvm::StringRef argument, Side &side) {
  std::vector<std::string> names;
  auto status = run.env.files->status(argument);
  if (status && status->isDirectory())
    names = findFiles(run, argument, [](llvm::StringRef name) {
      return isManifestName(name) || name.ends_with(".stash");
    });
  else
    names.push_back(argument.str());

  std::vector<const SourceFile *> sources;
  std::vector<const Value *> objects;
  for (const std::string &name : names) {
    const SourceFile *file = run.readFile(name);
    if (!file)
      return false;
    if (!isManifest(*file)) {
      sources.push_back(file);
      continue;
    }
    for (const Value *document : readYaml(*file, side.state.arena, run.diags, side.state.budget))
      objects.push_back(document);
  }
  if (!sources.empty()) {
    CompileRequest request = makeRequest(run, side.state, std::move(sources));
    for (const Value *object : run.compiler.compile(request).objects)
      objects.push_back(object);
  }
  for (const Value *object : objects)
    side.objects.insert({side.state.arena.copy(llvm::StringRef(describe(*object))),
                         normalizeObject(*object, side.state.arena)});
  return !run.diags.hadErrors();
}

/// Prints where two trees differ.
class Comparison {
public:
  explicit Comparison(llvm::raw_ostream &out) : out(out) {}

  void compare(const Value &a, const Value &b, const std::string &path) {
    if (equal(a, b))
      return;
    if (a.isMap() && b.isMap())
      return compareMaps(a, b, path);
    if (a.isList() && b.isList())
      return compareLists(a, b, path);
    line('-', path, a);
    line('+', path, b);
  }

private:
  void line(char sign, llvm::StringRef path, const Value &value) {
    out << "    " << sign << ' ' << path << ": ";
    llvm::SmallString<64> text;
    append(text, value);
    out << text << '\n';
  }

  static void append(llvm::SmallVectorImpl<char> &out, const Value &value) {
    llvm::raw_svector_ostream text(out);
    switch (value.getKind()) {
    case Value::Kind::Null:
      text << "null";
      break;
    case Value::Kind::Bool:
      text << (value.getBool() ? "true" : "false");
      break;
    case Value::Kind::Number:
      text << value.getText();
      break;
    case Value::Kind::String: {
      std::string scalar;
      appendYamlScalar(scalar, value.getText());
      text << scalar;
      break;
    }
    case Value::Kind::List:
      text << '[';
      for (auto [i, item] : llvm::enumerate(value.getItems())) {
        text << (i ? ", " : "");
        append(out, *item);
      }
      text << ']';
      break;
    case Value::Kind::Map:
      text << '{';
      for (auto [i, member] : llvm::enumerate(value.getMembers())) {
        text << (i ? ", " : "") << member.key << ": ";
        append(out, *member.value);
      }
      text << '}';
      break;
    case Value::Kind::Unknown:
      break;
    }
  }

  void compareMaps(const Value &a, const Value &b, const std::string &path) {
    std::string prefix = path.empty() ? "" : path + ".";
    MapKeys left, right;
    for (const Member &member : a.getMembers()) {
      if (const Member *other = right.find(b, member.key))
        compare(*member.value, *other->value, prefix + member.key.str());
      else
        line('-', prefix + member.key.str(), *member.value);
    }
    for (const Member &member : b.getMembers())
      // That the namespace was left to whoever applies it is no difference.
      if (!left.find(a, member.key) && prefix + member.key.str() != "metadata.namespace")
        line('+', prefix + member.key.str(), *member.value);
  }

  /// What is common at both ends is left out; between, items are matched by their `name`, else by
  /// their place.
  void compareLists(const Value &a, const Value &b, const std::string &path) {
    llvm::ArrayRef<Value *> left = a.getItems(), right = b.getItems();
    size_t begin = 0;
    while (begin < left.size() && begin < right.size() && equal(*left[begin], *right[begin]))
      ++begin;
    size_t end = 0;
    while (end < left.size() - begin && end < right.size() - begin &&
           equal(*left[left.size() - 1 - end], *right[right.size() - 1 - end]))
      ++end;
    size_t leftEnd = left.size() - end, rightEnd = right.size() - end;
    auto at = [&](size_t i) { return path + "[" + std::to_string(i) + "]"; };
    if (leftEnd - begin == rightEnd - begin) {
      for (size_t i = begin; i < leftEnd; ++i)
        compare(*left[i], *right[i], at(i));
      return;
    }
    for (size_t i = begin; i < leftEnd; ++i)
      line('-', at(i), *left[i]);
    for (size_t i = begin; i < rightEnd; ++i)
      line('+', at(i), *right[i]);
  }

  llvm::raw_ostream &out;
};

} // namespace

/// The object of the other side. One without a namespace gets it when it is applied: it is then the
/// only one of its kind and name.
static const Value *findOther(const Value &object, llvm::StringRef key, const Side &side) {
  if (const Value *other = side.objects.lookup(key))
    return other;
  const Value *metadata = object.get("metadata");
  if (!metadata || metadata->get("namespace"))
    return nullptr;
  const Value *found = nullptr;
  for (const auto &[otherKey, other] : side.objects) {
    const Value *theirs = other->get("metadata");
    if (other->getStringOr("kind") != object.getStringOr("kind") || !theirs ||
        theirs->getStringOr("name") != metadata->getStringOr("name"))
      continue;
    if (found)
      return nullptr;
    found = other;
  }
  return found;
}

int driver::runDiff(Invocation &run) {
  if (run.options.arguments.size() != 2) {
    run.reportUsage(diag::WrongArguments, "diff", "compares two: A and B");
    return run.finish();
  }
  Side a(run.options), b(run.options);
  if (!load(run, run.options.arguments[0], a) || !load(run, run.options.arguments[1], b))
    return run.finish();

  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::DenseSet<const Value *> matched;
  for (const auto &[key, object] : a.objects) {
    const Value *other = findOther(*object, key, b);
    if (!other) {
      out << "- " << key << '\n';
      continue;
    }
    matched.insert(other);
    if (equal(*object, *other))
      continue;
    std::string differences;
    llvm::raw_string_ostream lines(differences);
    Comparison(lines).compare(*object, *other, "");
    if (!differences.empty())
      out << "~ " << key << '\n' << differences;
  }
  for (const auto &[key, object] : b.objects)
    if (!matched.contains(object) && !isOperators(*object))
      out << "+ " << key << '\n';
  run.env.out << text;
  int status = run.finish();
  return status == Done && !text.empty() ? int(SourceWrong) : status;
}
