#include "tools/lsp/language/Schedules.h"

#include "frontend/Value/Cron.h"
#include "sema/Analysis/Layers.h"

#include <chrono>

namespace stash::lsp {

static CivilMinute getNow() {
  using namespace std::chrono;
  auto now = floor<minutes>(system_clock::now());
  auto today = floor<days>(now);
  year_month_day date(today);
  auto time = now - today;
  return {int(date.year()), unsigned(date.month()), unsigned(date.day()),
          static_cast<unsigned>(duration_cast<hours>(time).count()),
          static_cast<unsigned>(time.count() % 60)};
}

std::string describeSchedule(llvm::StringRef schedule) {
  std::optional<CronSchedule> cron = CronSchedule::parse(schedule);
  if (!cron)
    return {};
  std::string text = cron->describe();
  text[0] = llvm::toUpper(text[0]);
  text += ".";
  // Zones are refused, and intervals count from when somebody started.
  if (!cron->getZone().empty() || cron->getInterval())
    return text;
  constexpr unsigned runs = 3;
  std::string list;
  CivilMinute at = getNow();
  for (unsigned i = 0; i < runs; ++i) {
    std::optional<CivilMinute> next = cron->getNext(at);
    if (!next)
      break;
    at = *next;
    list += llvm::formatv("\n- {0}-{1:d2}-{2:d2} {3:d2}:{4:d2}", at.year, at.month, at.day, at.hour,
                          at.minute);
  }
  return text +
         (list.empty() ? " No date fits: it never runs." : "\n\nNext runs, in UTC:\n" + list);
}

llvm::ArrayRef<llvm::StringLiteral> getScheduleExamples() {
  static constexpr llvm::StringLiteral examples[] = {"0 2 * * *", "0 */6 * * *", "*/30 * * * *",
                                                     "0 3 * * 0", "0 4 1 * *"};
  return examples;
}

std::optional<ScheduleAt> findSchedule(const Question &question, uint32_t offset) {
  std::optional<ScheduleAt> found;
  auto look = [&](const Value &object) {
    const Value *spec = object.get("spec");
    const Member *member = spec && spec->isMap() ? spec->getMember("schedule") : nullptr;
    if (found || !member || !member->value->isString())
      return;
    for (SourceRange range : {member->value->getRange(), member->keyRange})
      if (range.isValid() && range.begin <= offset && offset <= range.end)
        found = {member->value->getText(), range};
  };
  for (const sema::Document &document : question.analysis.getProgram().documents)
    if (document.file->file == &question.file && sema::isStashObject(*document.value))
      look(*document.value);
  for (const Value *object : question.analysis.getObjects())
    look(*object);
  return found;
}

} // namespace stash::lsp
