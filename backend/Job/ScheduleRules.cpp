// When backups run, and for how long. Times are UTC.

#include "backend/Job/InvokerCheckRun.h"
#include "frontend/Basic/DiagnosticsJob.h"
#include "frontend/Value/Cron.h"
#include "frontend/Value/Duration.h"

#include "llvm/ADT/StringExtras.h"

using namespace stash;

/// What a step of a unit divides, and how often a unit begins anew.
static llvm::StringRef getWhole(CronUnit unit) {
  switch (unit) {
  case CronUnit::Minute:
    return "hour";
  case CronUnit::Hour:
    return "day";
  case CronUnit::Day:
    return "month";
  case CronUnit::Month:
    return "year";
  case CronUnit::Weekday:
    return "week";
  }
  return {};
}

static void reportIdleStep(const CronSchedule::IdleStep &step, SourceRange place,
                           DiagnosticEngine &diags) {
  llvm::StringRef noun = getNoun(step.unit), whole = getWhole(step.unit);
  std::string frequency, value = (noun + " " + llvm::Twine(step.first)).str();
  if (step.unit == CronUnit::Hour && step.first == 0)
    value = "midnight";
  if (step.isWholeUnit)
    frequency = (": the backup runs every " + whole).str();
  diags.report(diag::IdleStep, place, step.text, value, frequency)
      .note({},
            "a step counts from the beginning of each {0}, and {1} {2}s are more than one has: "
            "once {3} {0} is what is left",
            whole, step.step, noun, whole == "hour" ? "an" : "a");
}

void InvokerChecks::Run::checkSchedule(const Value &owner, const Value &spec) {
  const Value *schedule = spec.get("schedule");
  bool isEmpty = !isPresent(schedule) || schedule->getStringOrNone() == llvm::StringRef("");
  // Targets of a blueprint may say themselves when they are backed up.
  if (isEmpty && getKind(owner) == "BackupBlueprint")
    return;
  if (isEmpty && isMisspelt(&spec, getSpecId(owner), {"schedule"}))
    return;
  if (isEmpty) {
    SourceRange place = schedule && schedule->getRange().isValid()
                            ? schedule->getRange()
                            : placeOf(&owner, "spec", getNameRange(owner));
    fail(diag::NoSchedule, place.isValid() ? place : getNameRange(owner), describeObject(owner))
        .note({}, "a backup that never runs by itself has a 'schedule' too, and 'paused: true'");
    return;
  }
  if (!schedule->isString() || schedule->getText().contains("${"))
    return;
  std::optional<CronSchedule> cron = CronSchedule::parse(schedule->getText());
  if (!cron)
    return; // said by the schema
  SourceRange place = schedule->getRange();
  if (llvm::StringRef zone = cron->getZone(); !zone.empty() || schedule->getText().contains("TZ="))
    fail(diag::ScheduleZone, place, zone)
        .note({}, "the times of a schedule are UTC: give the hour in UTC, without a time zone");
  if (cron->neverFires())
    fail(diag::NeverFires, place, schedule->getText());
  else
    for (const CronSchedule::IdleStep &step : cron->getIdleSteps())
      reportIdleStep(step, place, diags);
}

void InvokerChecks::Run::checkTimeOut(const Value &spec) {
  const Value *timeOut = spec.get("timeOut");
  if (!timeOut || !timeOut->isString())
    return;
  Duration duration = Duration::parse(timeOut->getText());
  if (!duration.fault && duration.nanoseconds <= 0)
    fail(diag::EndsAtOnce, timeOut->getRange(), timeOut->getText());
}
