// Facts that the rules of invokers stand on: schedules, durations, paths, patterns, hosts, kinds.

#include "backend/Job/Place.h"
#include "backend/Job/ResticPaths.h"
#include "frontend/Value/Cron.h"
#include "frontend/Value/Duration.h"
#include "sema/Schema/TargetKinds.h"

#include "gtest/gtest.h"

using namespace stash;

namespace {

std::string next(llvm::StringRef schedule, CivilMinute after) {
  std::optional<CronSchedule> cron = CronSchedule::parse(schedule);
  if (!cron)
    return "malformed";
  std::optional<CivilMinute> at = cron->getNext(after);
  return at ? llvm::formatv("{0}-{1:d2}-{2:d2} {3:d2}:{4:d2}", at->year, at->month, at->day,
                            at->hour, at->minute)
                  .str()
            : "never";
}

TEST(Rules, CronFindsTheNextRun) {
  CivilMinute now{2026, 11, 30, 19, 45}; // a Monday
  EXPECT_EQ(next("0 2 * * *", now), "2026-12-01 02:00");
  EXPECT_EQ(next("45 19 * * *", now), "2026-12-01 19:45");
  EXPECT_EQ(next("46 19 * * *", now), "2026-11-30 19:46");
  EXPECT_EQ(next("*/15 * * * *", now), "2026-11-30 20:00");
  EXPECT_EQ(next("0 0 * * sun", now), "2026-12-06 00:00");
  EXPECT_EQ(next("0 0 29 2 *", now), "2028-02-29 00:00");
  EXPECT_EQ(next("0 0 13 * 5", now), "2026-12-04 00:00") << "either day will do";
  EXPECT_EQ(next("0 0 13 * */1", now), "2026-12-13 00:00") << "a star, so both must fit";
  EXPECT_EQ(next("@monthly", now), "2026-12-01 00:00");
  EXPECT_EQ(next("TZ=Europe/Paris 0 3 * * *", now), "2026-12-01 03:00");
  EXPECT_EQ(next("0 0 31 2 *", now), "never");
}

TEST(Rules, CronNeverFires) {
  for (const char *never : {"0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30-31 feb *"})
    EXPECT_TRUE(CronSchedule::parse(never)->neverFires()) << never;
  for (const char *fires : {"0 0 29 2 *", "0 0 31 2 1", "@every 1h", "0 0 31 4,5 *", "@yearly"})
    EXPECT_FALSE(CronSchedule::parse(fires)->neverFires()) << fires;
}

TEST(Rules, CronInWords) {
  auto words = [](llvm::StringRef schedule) { return CronSchedule::parse(schedule)->describe(); };
  EXPECT_EQ(words("0 2 * * *"), "every day at 02:00 UTC");
  EXPECT_EQ(words("30 2,14 * * *"), "every day at 02:30 and 14:30 UTC");
  EXPECT_EQ(words("* * * * *"), "every minute");
  EXPECT_EQ(words("*/15 * * * *"), "every 15 minutes");
  EXPECT_EQ(words("@hourly"), "every hour");
  EXPECT_EQ(words("7 * * * *"), "every hour, at minute 7");
  EXPECT_EQ(words("0 */6 * * *"), "every 6 hours");
  EXPECT_EQ(words("0 */6 * * 1-5"), "every 6 hours on Monday to Friday");
  EXPECT_EQ(words("*/10 8-17 * * *"), "every 10 minutes of the hours 8 to 17");
  EXPECT_EQ(words("5 8-17 * * *"), "at minute 5 of the hours 8 to 17");
  EXPECT_EQ(words("*/7 2 * * *"), "at the minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of hour 2");
  EXPECT_EQ(words("0 3 * * 0"), "at 03:00 UTC on Sunday");
  EXPECT_EQ(words("0 4 1 * *"), "at 04:00 UTC on day 1 of the month");
  EXPECT_EQ(words("0 4 1,15 1-3,12 *"),
            "at 04:00 UTC on the days 1 and 15 of the month in January to March and December");
  EXPECT_EQ(words("0 4 13 * 5"), "at 04:00 UTC on day 13 of the month, and on Friday");
  EXPECT_EQ(words("0 4 1-31 * 5"), "every day at 04:00 UTC") << "either day will do";
  EXPECT_EQ(words("TZ=Europe/Berlin 0 2 * * *"), "every day at 02:00");
  EXPECT_EQ(words("@every 90m"), "every 90 minutes, counted from when the schedule is read");
  EXPECT_EQ(words("@every 1h"), "every hour, counted from when the schedule is read");
}

TEST(Rules, CronNamesIdleSteps) {
  auto steps = [](llvm::StringRef schedule) {
    std::string all;
    std::optional<CronSchedule> cron = CronSchedule::parse(schedule);
    for (const CronSchedule::IdleStep &step : cron->getIdleSteps())
      all +=
          (step.text + "=" + llvm::Twine(step.first) + (step.isWholeUnit ? "!" : "") + ";").str();
    return all;
  };
  EXPECT_EQ(steps("*/90 * * * *"), "*/90=0!;");
  EXPECT_EQ(steps("*/90 2 * * *"), "*/90=0;");
  EXPECT_EQ(steps("0 */36 * * *"), "*/36=0!;");
  EXPECT_EQ(steps("0 0 */40 * *"), "*/40=1!;");
  EXPECT_EQ(steps("10-20/15,30 * * * *"), "10-20/15=10;");
  EXPECT_EQ(steps("5/90 * * * *"), "5/90=5;");
  for (const char *fine :
       {"*/60 * * * *", "0 */24 * * *", "*/45 * * * *", "5 4 * * *", "0-30/30 * * * *"})
    EXPECT_EQ(steps(fine), "") << fine;
}

TEST(Rules, CronRefusesWhatItsLibraryRefuses) {
  for (const char *wrong :
       {"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7",
        "*/0 * * * *", "5-1 * * * *", "@often", "@every x", "1,,2 * * * *", "TZ=UTC"}) {
    std::string fault;
    EXPECT_FALSE(CronSchedule::parse(wrong, &fault)) << wrong;
    EXPECT_FALSE(fault.empty()) << wrong;
  }
}

TEST(Rules, DurationsAreThoseOfGo) {
  auto parse = [](llvm::StringRef text) { return Duration::parse(text); };
  EXPECT_EQ(parse("1h30m").nanoseconds, 5'400'000'000'000);
  EXPECT_EQ(parse("-1.5s").nanoseconds, -1'500'000'000);
  EXPECT_EQ(parse("0").nanoseconds, 0);
  EXPECT_EQ(parse(".5us").nanoseconds, 500);
  EXPECT_EQ(parse("2562047h47m16.854775807s").nanoseconds, INT64_MAX);
  for (const char *wrong : {"", "1d", "30", "1h30", "h", "2562047h47m16.854775808s",
                            "99999999999999999999999999h", "1 h"})
    EXPECT_TRUE(parse(wrong).fault) << wrong;
}

TEST(Rules, PathsAreComparedByComponents) {
  EXPECT_TRUE(isWithin("/data/x", "/data"));
  EXPECT_TRUE(isWithin("/data/", "/data"));
  EXPECT_TRUE(isWithin("/data/../data/x", "//data/"));
  EXPECT_TRUE(isWithin("/anything", "/"));
  EXPECT_FALSE(isWithin("/database", "/data"));
  EXPECT_FALSE(isWithin("/data/../x", "/data"));
  EXPECT_EQ(cleanPath("//a/./b/../c/"), "/a/c");
  EXPECT_EQ(cleanPath("/.."), "/");
  EXPECT_EQ(cleanPath(""), ".");
  EXPECT_TRUE(mayMatchWithin("/data/a.txt", "/data"));
  EXPECT_TRUE(mayMatchWithin("/*/a.txt", "/data"));
  EXPECT_TRUE(mayMatchWithin("/source", "/source/data"));
  EXPECT_FALSE(mayMatchWithin("/a.txt", "/data"));
}

TEST(Rules, PatternsAreThoseOfGo) {
  for (const char *right :
       {"", "*", "[a-z]", "[^a]", "[\\]]", "a\\*", "**/x", "!keep", "[a]]", "]"})
    EXPECT_FALSE(findPatternFault(right)) << right;
  for (const char *wrong : {"[a", "[]", "[]a]", "[a-]", "[-a]", "a\\", "[a/b]", "x/[", "!["})
    EXPECT_TRUE(findPatternFault(wrong)) << wrong;
}

TEST(Rules, HostsAreFoundByName) {
  using Kind = Host::Kind;
  Host wiki{Kind::One, "wiki", {}, false}, own{Kind::One, "host-0", {}, true};
  Host pods{Kind::Each, "host", {}, true}, nodes{Kind::Node, "", {}, true};
  EXPECT_TRUE(mayFind(wiki, wiki));
  EXPECT_FALSE(mayFind(own, wiki));
  EXPECT_TRUE(mayFind(own, pods)) << "the first pod is host-0";
  EXPECT_FALSE(mayFind(wiki, pods));
  EXPECT_FALSE(mayFind(own, nodes));
  EXPECT_TRUE(mayFind(wiki, nodes)) << "a node may be called so";
  EXPECT_TRUE(mayFind(Host{}, wiki));
}

TEST(Rules, TargetKindsAreKnown) {
  auto meant = [](llvm::StringRef apiVersion, llvm::StringRef kind) {
    std::optional<schema::MeantTarget> found = schema::findMeantTarget(apiVersion, kind);
    return found ? (found->apiVersion + " " + found->kind).str() : "";
  };
  EXPECT_EQ(meant("apps/v1", "deployment"), "apps/v1 Deployment");
  EXPECT_EQ(meant("v1", "Deployment"), "apps/v1 Deployment");
  EXPECT_EQ(meant("apps/v1beta1", "Deployment"), "apps/v1 Deployment");
  EXPECT_EQ(meant("extensions/v1beta1", "DaemonSet"), "apps/v1 DaemonSet");
  EXPECT_EQ(meant("v1", "PVC"), "v1 PersistentVolumeClaim");
  EXPECT_EQ(meant("apps/v1", "PersistentVolumeClaim"), "v1 PersistentVolumeClaim");
  EXPECT_EQ(meant("v1", "persistentvolumeclaims"), "v1 PersistentVolumeClaim");
  EXPECT_EQ(meant("apps/v1", "Statefulset"), "apps/v1 StatefulSet");
  EXPECT_EQ(meant("apps/v1", "StatefullSet"), "apps/v1 StatefulSet");
  EXPECT_EQ(meant("apps/v1", "Deployment"), "");
  EXPECT_EQ(meant("appcatalog.appscode.com/v1alpha1", "AppBinding"), "");
  EXPECT_EQ(meant("example.com/v1", "deployment"), "") << "another group may have one";
  EXPECT_EQ(meant("v1", "Secret"), "");
  EXPECT_EQ(schema::getTargetApiVersion("StatefulSet"), "apps/v1");
  EXPECT_EQ(schema::getTargetApiVersion("Secret"), "");
}

} // namespace
