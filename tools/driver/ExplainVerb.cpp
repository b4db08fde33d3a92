#include "frontend/Basic/DiagnosticsDriver.h"
#include "sema/Builtins/Builtins.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/Verbs.h"
#include "tools/explain/Fields.h"
#include "tools/explain/Pages.h"
#include "tools/explain/Variables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace stash;
using namespace stash::driver;

static llvm::StringRef describeLevel(diag::Level level) {
  switch (level) {
  case diag::Level::Error:
    return "error";
  case diag::Level::Judged:
    return "error";
  case diag::Level::Warning:
    return "warning";
  case diag::Level::WarningOff:
    return "warning, off";
  case diag::Level::Note:
    return "note";
  }
  return {};
}

/// A message as it reads with its arguments left open.
static std::string getOpenMessage(const diag::Info &info) {
  std::string out;
  for (size_t i = 0; i < info.message.size(); ++i) {
    size_t close = info.message.find('}', i);
    if (info.message[i] == '{' && close != llvm::StringRef::npos) {
      out += "…";
      i = close;
    } else {
      out += info.message[i];
    }
  }
  return out;
}

static void printLine(llvm::raw_ostream &out, diag::Id id) {
  const diag::Info &info = diag::getInfo(id);
  out << info.code << "  " << llvm::left_justify(describeLevel(info.level), 12) << "  "
      << getOpenMessage(info);
  if (!info.flag.empty())
    out << " [-W" << info.flag << ']';
  if (!info.pitfall.empty())
    out << " [" << info.pitfall << ']';
  out << '\n';
}

/// Markdown for a terminal: fences become indentation, a marked one gets a heading.
static void printMarkdown(llvm::raw_ostream &out, llvm::StringRef page) {
  bool inFence = false;
  while (!page.empty()) {
    auto [line, rest] = page.split('\n');
    page = rest;
    if (line.starts_with("```")) {
      if (!inFence && line.ends_with(" wrong"))
        out << "Wrong:\n\n";
      else if (!inFence && line.ends_with(" right"))
        out << "Right:\n\n";
      inFence = !inFence;
      continue;
    }
    if (inFence && !line.empty())
      out << "    ";
    out << line << '\n';
  }
}

static void printPage(llvm::raw_ostream &out, diag::Id id) {
  printLine(out, id);
  const diag::Info &info = diag::getInfo(id);
  for (const explain::Pitfall &pitfall : explain::getPitfalls())
    if (pitfall.number == info.pitfall)
      out << "\nIt guards against " << pitfall.number << ": " << pitfall.summary << ".\n";
  out << '\n';
  printMarkdown(out, explain::getPage(id));
  if (!info.flag.empty())
    out << '\n'
        << (info.level == diag::Level::Judged
                ? "Of a manifest that is only read it may be a warning, until it runs. "
                : "")
        << "-Wno-" << info.flag << " turns it off; '// stashc-ignore: " << info.code
        << " reason' does so for one line.\n";
}

/// The diagnostics that a topic means: one of a code or a name, all of a pitfall or a -W name.
static llvm::SmallVector<diag::Id, 4> findTopic(llvm::StringRef topic) {
  llvm::SmallVector<diag::Id, 4> found;
  topic.consume_front("-Wno-") || topic.consume_front("-W");
  for (const diag::Info &info : diag::getAll()) {
    if (topic.equals_insensitive(info.code) || topic.equals_insensitive(info.pitfall) ||
        topic == info.name || (!info.flag.empty() && topic == info.flag))
      found.push_back(info.id);
  }
  return found;
}

static void reportUnknownTopic(Invocation &run, llvm::StringRef topic) {
  auto report = run.reportUsage(diag::UnknownTopic, topic);
  llvm::SmallVector<llvm::StringRef, 64> names;
  for (const diag::Info &info : diag::getAll())
    if (!info.flag.empty())
      names.push_back(info.flag);
  // The nearest code is any neighbour: only names are worth a guess.
  std::string nearest = findNearest(topic, names).str();
  if (nearest.empty() && topic == topic.upper())
    nearest = explain::findNearestVariable(topic).str();
  if (nearest.empty())
    nearest = explain::findNearestPath(topic);
  if (!nearest.empty())
    report.note({}, "did you mean '{0}'?", nearest);
  else
    report.note({}, "'stashc explain --list' shows every diagnostic, 'stashc explain Function' the "
                    "fields of a kind");
}

int driver::runExplain(Invocation &run) {
  llvm::raw_ostream &out = run.env.out;
  if (run.options.has(Option::ListTopics)) {
    for (const diag::Info &info : diag::getAll())
      printLine(out, info.id);
    return run.finish();
  }
  if (run.options.arguments.empty()) {
    run.reportUsage(diag::WrongArguments, "explain", "needs a code, a field or a variable")
        .note({}, "'stashc explain --list' shows what there is");
    return run.finish();
  }
  bool isFirst = true;
  auto separate = [&] { out << (std::exchange(isFirst, false) ? "" : "\n"); };
  for (llvm::StringRef topic : run.options.arguments) {
    const auto *pitfall = llvm::find_if(explain::getPitfalls(), [&](const explain::Pitfall &p) {
      return topic.equals_insensitive(p.number);
    });
    llvm::SmallVector<diag::Id, 4> found = findTopic(topic);
    if (found.empty() && pitfall == explain::getPitfalls().end()) {
      std::string page;
      llvm::raw_string_ostream stream(page);
      if (explain::printVariable(stream, topic) || explain::printField(stream, topic)) {
        separate();
        out << page;
      } else {
        reportUnknownTopic(run, topic);
      }
      continue;
    }
    if (pitfall != explain::getPitfalls().end() && found.size() != 1) {
      separate();
      out << pitfall->number << "  " << pitfall->summary << '\n';
      for (diag::Id id : found)
        printLine(out, id);
      continue;
    }
    for (diag::Id id : found) {
      separate();
      printPage(out, id);
    }
  }
  return run.finish();
}

void driver::printTopics(llvm::raw_ostream &out, llvm::StringRef prefix) {
  for (const std::string &path : explain::completePath(prefix))
    out << path << '\n';
  if (prefix.contains('.'))
    return;
  llvm::SmallVector<llvm::StringRef, 256> topics;
  for (const diag::Info &info : diag::getAll()) {
    topics.push_back(info.code);
    if (!info.flag.empty())
      topics.push_back(info.flag);
  }
  for (const explain::Pitfall &pitfall : explain::getPitfalls())
    topics.push_back(pitfall.number);
  for (const sema::Builtin &builtin : sema::getBuiltins())
    topics.push_back(builtin.name);
  llvm::sort(topics);
  topics.erase(llvm::unique(topics), topics.end());
  for (llvm::StringRef topic : topics)
    if (topic.starts_with(prefix))
      out << topic << '\n';
}

int driver::runPages(Invocation &run) {
  run.env.out << "# Diagnostics\n";
  for (const diag::Info &info : diag::getAll()) {
    run.env.out << "\n## " << info.code << ": " << getOpenMessage(info) << "\n\n"
                << explain::getPage(info.id);
  }
  return run.finish();
}
