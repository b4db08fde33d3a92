#include "tools/import/Runs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <map>

using namespace stash;
using namespace stash::importer;

/// What a variable of Stash is about.
static llvm::StringRef getTopic(llvm::StringRef variable) {
  if (variable.ends_with("_SESSION"))
    return "session";
  if (variable.ends_with("_PATTERNS") || variable.ends_with("_PATHS"))
    return "files";
  llvm::StringRef first = variable.split('_').first;
  return llvm::StringSwitch<llvm::StringRef>(first)
      .Case("REPOSITORY", "repository")
      .Case("RETENTION", "retention")
      .Cases({"TARGET", "NAMESPACE"}, "target")
      .Case("INVOKER", "invoker")
      .Case("PROMETHEUS", "metrics")
      .Case("STASH", "operator")
      .Cases({"HOSTNAME", "SOURCE", "MAX", "ENABLE", "INTERIM"}, "worker")
      .Case("LICENSE", "license")
      .Default("");
}

llvm::StringRef importer::getTopic(const Argument &argument) {
  return ::getTopic(argument.variable);
}

static std::string toCamelCase(llvm::StringRef kebab) {
  std::string out;
  bool isUpper = false;
  for (char c : kebab) {
    if (!llvm::isAlnum(c)) {
      isUpper = !out.empty();
      continue;
    }
    if (out.empty() && llvm::isDigit(c))
      continue;
    out += isUpper ? llvm::toUpper(c) : c;
    isUpper = false;
  }
  return out;
}

namespace {

class RunFinder {
public:
  RunFinder(const ImportModel &model, llvm::StringSet<> &taken) : taken(taken) {
    llvm::StringSet<> seen;
    for (const Declaration &declaration : model.declarations) {
      if (declaration.kind != DeclarationKind::Function || declaration.arguments.empty())
        continue;
      // The members of a family pass the same, and count once.
      std::string all;
      for (const Argument &argument : declaration.arguments)
        all += argument.key + '\1';
      if (seen.insert(all).second)
        lists.push_back(declaration.arguments);
    }
  }

  std::vector<Run> find() {
    for (auto list : lists)
      for (size_t i = 0; i < list.size(); ++i) {
        ++counts[list[i].key];
        if (i + 1 < list.size())
          ++pairs[{list[i].key, list[i + 1].key}];
      }
    std::vector<Run> runs;
    llvm::StringSet<> known;
    for (auto list : lists)
      for (size_t i = 0; i < list.size();) {
        size_t end = i + 1;
        while (end < list.size() && belongTogether(list[end - 1], list[end]))
          ++end;
        addRun(list.slice(i, end - i), runs, known);
        i = end;
      }
    dropUnused(runs);
    for (Run &run : runs)
      run.name = makeName(run);
    return runs;
  }

private:
  bool belongTogether(const Argument &a, const Argument &b) const {
    if (!a.isShareable || !b.isShareable)
      return false;
    auto pair = pairs.find({a.key, b.key});
    unsigned together = pair == pairs.end() ? 0 : pair->second;
    unsigned first = counts.lookup(a.key), second = counts.lookup(b.key);
    if (together < 2)
      return false;
    if (together == first && together == second)
      return true;
    // Of one topic they belong together even if a few Functions do without the one or the other.
    llvm::StringRef topic = ::getTopic(a.variable);
    return !topic.empty() && topic == ::getTopic(b.variable) && 8 * (first - together) <= first &&
           8 * (second - together) <= second;
  }

  static bool contains(llvm::ArrayRef<Argument> list, llvm::ArrayRef<Argument> run) {
    auto same = [](const Argument &a, const Argument &b) { return a.key == b.key; };
    return std::search(list.begin(), list.end(), run.begin(), run.end(), same) != list.end();
  }

  void addRun(llvm::ArrayRef<Argument> run, std::vector<Run> &runs, llvm::StringSet<> &known) {
    if (run.size() < 2)
      return;
    unsigned uses =
        llvm::count_if(lists, [&](llvm::ArrayRef<Argument> list) { return contains(list, run); });
    size_t length = 0;
    for (const Argument &argument : run)
      length += argument.source.getWidth() + 2;
    // It has to be worth a line and a name.
    if (uses < 2 || (uses - 1) * length < 60)
      return;
    std::string key;
    for (const Argument &argument : run)
      key += argument.key + '\1';
    if (known.insert(key).second)
      runs.push_back({"", run.vec()});
  }

  /// A run that is only found as a part of longer ones is none.
  void dropUnused(std::vector<Run> &runs) const {
    std::vector<unsigned> uses(runs.size());
    for (llvm::ArrayRef<Argument> list : lists)
      while (!list.empty()) {
        const Run *run = findRunAt(runs, list);
        if (run)
          ++uses[run - runs.data()];
        list = list.drop_front(run ? run->arguments.size() : 1);
      }
    size_t kept = 0;
    for (size_t i = 0; i < runs.size(); ++i)
      if (uses[i] > 1) {
        if (kept != i)
          runs[kept] = std::move(runs[i]);
        ++kept;
      }
    runs.erase(runs.begin() + kept, runs.end());
  }

  bool take(llvm::StringRef name) { return isConstantName(name) && taken.insert(name).second; }

  std::string makeName(const Run &run) {
    std::map<std::string, unsigned> topics, words;
    for (const Argument &argument : run.arguments) {
      if (llvm::StringRef topic = ::getTopic(argument.variable); !topic.empty())
        ++topics[topic.str()];
      ++words[llvm::StringRef(argument.flag).split('-').first.str()];
    }
    auto mostOf = [&](const std::map<std::string, unsigned> &counted) -> std::string {
      auto most = llvm::max_element(
          counted, [](const auto &a, const auto &b) { return a.second < b.second; });
      return most != counted.end() && 2 * most->second >= run.arguments.size() ? most->first : "";
    };
    std::string topic = mostOf(topics);
    if (topic.empty() && !topics.empty())
      topic = llvm::max_element(topics, [](const auto &a, const auto &b) {
                return a.second < b.second;
              })->first;
    std::string word = toCamelCase(mostOf(words));
    std::string first = toCamelCase(run.arguments.front().flag);
    for (const std::string &name : {topic, word, first, topic + "Flags", std::string("common")})
      if (name != "Flags" && take(name))
        return name;
    std::string base = topic.empty() ? "common" : topic;
    for (unsigned n = 2;; ++n)
      if (take(base + std::to_string(n)))
        return base + std::to_string(n);
  }

  llvm::StringSet<> &taken;
  std::vector<llvm::ArrayRef<Argument>> lists;
  llvm::StringMap<unsigned> counts;
  std::map<std::pair<std::string, std::string>, unsigned> pairs;
};

} // namespace

std::vector<Run> importer::findRuns(const ImportModel &model, llvm::StringSet<> &taken) {
  return RunFinder(model, taken).find();
}

const Run *importer::findRunAt(llvm::ArrayRef<Run> runs, llvm::ArrayRef<Argument> arguments) {
  const Run *longest = nullptr;
  for (const Run &run : runs) {
    size_t n = run.arguments.size();
    if (n <= arguments.size() && (!longest || n > longest->arguments.size()) &&
        std::equal(run.arguments.begin(), run.arguments.end(), arguments.begin(),
                   [](const Argument &a, const Argument &b) { return a.key == b.key; }))
      longest = &run;
  }
  return longest;
}

Source importer::writeRun(const Run &run) {
  Source out;
  out.code("let " + run.name + " = flags(");
  bool isBroken = llvm::any_of(run.arguments,
                               [](const Argument &argument) { return !argument.comments.empty(); });
  for (const Argument &argument : run.arguments) {
    if (isBroken)
      out.code("\n");
    size_t entry = out.beginEntry();
    out.append(argument.source);
    out.code(isBroken || &argument != &run.arguments.back() ? ", " : "");
    out.hang(entry, argument.comments);
  }
  out.code(isBroken ? "\n)\n" : ")\n");
  return out;
}
