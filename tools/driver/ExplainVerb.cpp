#include "frontend/Basic/DiagnosticsDriver.h"
#include "sema/Builtins/Builtins.h"
#include "tools/driver/Invocation.h"
#include "tools/driver/Verbs.h"
#include "tools/explain/Calendar.h"
#include "tools/explain/Fields.h"
#include "tools/explain/Pages.h"
#include "tools/explain/Variables.h"
#include "tools/explain/Words.h"

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
  if (nearest.empty()) {
    llvm::SmallVector<llvm::StringRef, 32> words(explain::getShippedDeclarations());
    for (const explain::Word &word : explain::getWords())
      words.push_back(word.name);
    nearest = findNearest(topic, words).str();
  }
  if (nearest.empty())
    nearest = explain::findNearestPath(topic);
  if (!nearest.empty())
    report.suggest({}, nearest);
  else
    report.note({}, "'stashc explain --list' shows every diagnostic, 'stashc explain Function' the "
                    "fields of a kind");
}

/// A keyword, a short form or a field with a page of its own, and the warnings that are called so.
static bool printWord(Invocation &run, llvm::StringRef topic, llvm::ArrayRef<diag::Id> warnings,
                      llvm::function_ref<void()> separate) {
  const explain::Word *word = explain::findWord(topic);
  if (!word)
    return false;
  llvm::raw_ostream &out = run.env.out;
  separate();
  out << word->name << (word->alias.empty() ? "" : ", ") << word->alias << "  " << word->summary
      << "\n\n";
  printMarkdown(out, word->page.ltrim('\n'));
  if (!word->field.empty()) {
    out << '\n';
    explain::printField(out, word->field);
  }
  if (!warnings.empty())
    out << "\nDiagnostics of this name:\n";
  for (diag::Id id : warnings)
    printLine(out, id);
  return true;
}

/// The day of --date, or now. Nothing, with an error, when it is none.
static std::optional<CivilMinute> readDate(Invocation &run) {
  if (!run.options.has(Option::ExplainDate))
    return explain::toCivil(run.env.now());
  llvm::StringRef text = run.options.get(Option::ExplainDate);
  std::optional<CivilMinute> date = explain::parseDate(text);
  if (!date)
    run.reportUsage(diag::InvalidOptionValue, "--date", text)
        .note({}, "it is a day such as 2026-12-31");
  return date;
}

/// A schedule of the command line. Nothing, with an error, when it is malformed.
static std::optional<CronSchedule> readSchedule(Invocation &run, llvm::StringRef text) {
  std::string fault;
  std::optional<CronSchedule> schedule = CronSchedule::parse(text, &fault);
  if (schedule && schedule->getZone().empty())
    return schedule;
  if (schedule)
    fault = "Stash takes no time zone in it: the times are UTC";
  run.reportUsage(diag::WrongArguments, "explain", "cannot read the schedule")
      .note({}, "{0}", fault);
  return std::nullopt;
}

/// `explain schedule "0 2 * * *"`.
static void explainSchedule(Invocation &run, llvm::StringRef text) {
  std::optional<CivilMinute> date = readDate(run);
  if (!date)
    return;
  if (std::optional<CronSchedule> schedule = readSchedule(run, text))
    explain::printRuns(run.env.out, *schedule, *date);
}

/// `explain retention --schedule "0 2 * * *" keepDaily=7 keepWeekly=4`.
static void explainRetention(Invocation &run, llvm::ArrayRef<std::string> texts) {
  explain::KeepRules rules;
  for (llvm::StringRef text : texts) {
    auto [field, number] = text.split('=');
    int64_t *rule = rules.find(field);
    if (!rule) {
      auto report = run.reportUsage(diag::UnknownTopic, text);
      if (report.suggest({}, field, explain::getKeepFields()).empty())
        report.note({}, "a rule is one of {0}, with '=' and a number",
                    llvm::join(explain::getKeepFields(), ", "));
      return;
    }
    if (number.getAsInteger(10, *rule)) {
      run.reportUsage(diag::WrongArguments, "explain",
                      "needs a number after '" + field.str() + "='");
      return;
    }
  }
  if (!run.options.has(Option::ExplainSchedule)) {
    run.reportUsage(diag::WrongArguments, "explain", "needs '--schedule' to count what is kept");
    return;
  }
  if (rules.isEmpty()) {
    run.env.out
        << "No rule keeps anything: restic refuses such a policy, and every session ends as "
           "Failed.\n";
    return;
  }
  std::optional<CivilMinute> date = readDate(run);
  if (!date)
    return;
  if (std::optional<CronSchedule> schedule =
          readSchedule(run, run.options.get(Option::ExplainSchedule)))
    explain::printKept(run.env.out, *schedule, rules, *date);
}

/// The questions that take more than one argument. False when it is none of them.
static bool explainQuestion(Invocation &run) {
  llvm::ArrayRef<std::string> arguments = run.options.arguments;
  llvm::StringRef topic = arguments.front();
  bool hasSchedule = run.options.has(Option::ExplainSchedule);
  if ((topic == "retention" || topic == "retentionPolicy") &&
      (hasSchedule || (arguments.size() > 1 && llvm::StringRef(arguments[1]).contains('=')))) {
    explainRetention(run, arguments.drop_front());
    return true;
  }
  if (topic == "schedule" && (arguments.size() > 1 || hasSchedule)) {
    // `explain schedule 0 2 * * *`, whose stars the shell did not touch, is taken, too.
    explainSchedule(run, hasSchedule ? run.options.get(Option::ExplainSchedule).str()
                                     : llvm::join(arguments.drop_front(), " "));
    return true;
  }
  return false;
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
  if (explainQuestion(run))
    return run.finish();
  bool isFirst = true;
  auto separate = [&] { out << (std::exchange(isFirst, false) ? "" : "\n"); };
  for (llvm::StringRef topic : run.options.arguments) {
    const auto *pitfall = llvm::find_if(explain::getPitfalls(), [&](const explain::Pitfall &p) {
      return topic.equals_insensitive(p.number);
    });
    llvm::SmallVector<diag::Id, 4> found = findTopic(topic);
    if (printWord(run, topic, found, separate))
      continue;
    if (found.empty() && pitfall == explain::getPitfalls().end()) {
      std::string page;
      llvm::raw_string_ostream stream(page);
      if (explain::printShipped(stream, topic) || explain::printVariable(stream, topic) ||
          explain::printField(stream, topic)) {
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
  for (const explain::Word &word : explain::getWords()) {
    topics.push_back(word.name);
    if (!word.alias.empty())
      topics.push_back(word.alias);
  }
  llvm::append_range(topics, explain::getShippedDeclarations());
  llvm::sort(topics);
  topics.erase(llvm::unique(topics), topics.end());
  for (llvm::StringRef topic : topics)
    if (topic.starts_with(prefix))
      out << topic << '\n';
}

int driver::runPages(Invocation &run) {
  if (run.options.arguments == std::vector<std::string>{"words"}) {
    run.env.out << "# Words\n";
    for (const explain::Word &word : explain::getWords())
      run.env.out << "\n## " << word.name << ": " << word.summary << '\n' << word.page;
    return run.finish();
  }
  run.env.out << "# Diagnostics\n";
  for (const diag::Info &info : diag::getAll()) {
    run.env.out << "\n## " << info.code << ": " << getOpenMessage(info) << "\n\n"
                << explain::getPage(info.id);
  }
  return run.finish();
}
