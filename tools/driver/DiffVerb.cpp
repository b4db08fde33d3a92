#include "frontend/Basic/DiagnosticsDriver.h"
#include "frontend/Value/MapKeys.h"
#include "frontend/Yaml/YamlReader.h"
#include "tools/driver/CompileSetup.h"
#include "tools/driver/Verbs.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Path.h"

#include <algorithm>

using namespace stash;
using namespace stash::driver;

namespace {

/// One side of the comparison.
struct Side {
  CompileState state;
  llvm::MapVector<llvm::StringRef, const Value *> objects; // by "Kind namespace/name"
};

bool isManifest(llvm::StringRef name) {
  llvm::StringRef extension = llvm::sys::path::extension(name);
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

/// The files of a directory and of those below it, by name.
void findFiles(llvm::vfs::FileSystem &files, llvm::StringRef directory,
               std::vector<std::string> &found) {
  std::error_code error;
  for (llvm::vfs::recursive_directory_iterator at(files, directory, error), end;
       at != end && !error; at.increment(error))
    if (at->type() != llvm::sys::fs::file_type::directory_file &&
        (isManifest(at->path()) || llvm::sys::path::extension(at->path()) == ".stash"))
      found.push_back(at->path().str());
  std::sort(found.begin(), found.end());
}

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
    findFiles(*run.env.files, argument, names);
  else
    names.push_back(argument.str());

  std::vector<const SourceFile *> sources;
  std::vector<const Value *> objects;
  for (const std::string &name : names) {
    const SourceFile *file = run.readFile(name);
    if (!file)
      return false;
    if (!isManifest(name)) {
      sources.push_back(file);
      continue;
    }
    for (const Value *document : readYaml(*file, side.state.arena, run.diags, side.state.budget))
      objects.push_back(document);
  }
  if (!sources.empty()) {
    CompileRequest request = makeRequest(run, side.state, std::move(sources));
    for (const Value *object : run.compiler->compile(request).objects)
      objects.push_back(object);
  }
  for (const Value *object : objects)
    side.objects.insert({side.state.arena.copy(llvm::StringRef(describe(*object))), object});
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
      if (!left.find(a, member.key))
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

int driver::runDiff(Invocation &run) {
  if (run.options.arguments.size() != 2) {
    run.reportUsage(diag::WrongArguments, "diff", "compares two: A and B");
    return run.finish();
  }
  Side a, b;
  if (!load(run, run.options.arguments[0], a) || !load(run, run.options.arguments[1], b))
    return run.finish();

  std::string text;
  llvm::raw_string_ostream out(text);
  for (const auto &[key, object] : a.objects) {
    auto other = b.objects.find(key);
    if (other == b.objects.end()) {
      out << "- " << key << '\n';
    } else if (!equal(*object, *other->second)) {
      out << "~ " << key << '\n';
      Comparison(out).compare(*object, *other->second, "");
    }
  }
  for (const auto &[key, object] : b.objects)
    if (!a.objects.contains(key))
      out << "+ " << key << '\n';
  run.env.out << text;
  int status = run.finish();
  return status == Done && !text.empty() ? int(SourceWrong) : status;
}
