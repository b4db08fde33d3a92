#include "sema/Schema/Format.h"

#include "frontend/Value/Quantity.h"

#include <gtest/gtest.h>

using namespace stash;
using namespace stash::schema;

static bool isGood(Format format, llvm::StringRef text) { return !findFault(format, text); }

TEST(Format, DnsNames) {
  EXPECT_TRUE(isGood(Format::DnsLabel, "a-1"));
  EXPECT_TRUE(isGood(Format::DnsLabel, std::string(63, 'a')));
  for (llvm::StringRef bad : {"", "-a", "a-", "A", "a.b", "a_b", "\u00e4"})
    EXPECT_FALSE(isGood(Format::DnsLabel, bad)) << bad.str();
  EXPECT_FALSE(isGood(Format::DnsLabel, std::string(64, 'a')));
  EXPECT_TRUE(isGood(Format::DnsSubdomain, "a.b-c.0"));
  for (llvm::StringRef bad : {"", "a..b", ".a", "a.", "a.-b", "a b"})
    EXPECT_FALSE(isGood(Format::DnsSubdomain, bad)) << bad.str();
  EXPECT_EQ(*findDnsLabelFault("a b"),
            "it has a space, and only a-z, 0-9 and '-' are allowed in it");
}

TEST(Format, Labels) {
  for (llvm::StringRef good : {"a", "A.b_c-d", "example.com/Name", "1"})
    EXPECT_TRUE(isGood(Format::LabelKey, good)) << good.str();
  for (llvm::StringRef bad : {"", "/a", "a/", "a/b/c", "UPPER.com/a", "-a", "a b"})
    EXPECT_FALSE(isGood(Format::LabelKey, bad)) << bad.str();
  EXPECT_TRUE(isGood(Format::AnnotationKey, "UPPER.com/a"));
  EXPECT_TRUE(isGood(Format::LabelValue, ""));
  EXPECT_FALSE(isGood(Format::LabelValue, "a/b"));
}

TEST(Format, Ports) {
  EXPECT_TRUE(isGood(Format::PortName, "8080-tcp"));
  for (llvm::StringRef bad : {"", "8080", "-a", "a--b", "Http", "sixteen-letters-"})
    EXPECT_FALSE(isGood(Format::PortName, bad)) << bad.str();
}

TEST(Format, Addresses) {
  for (llvm::StringRef good : {"10.0.0.1", "::", "::1", "2001:db8::ffff", "1:2:3:4:5:6:7:8"})
    EXPECT_TRUE(isGood(Format::IpAddress, good)) << good.str();
  // The address of a port may have them.
  for (llvm::StringRef lenient : {"010.0.0.1", "::ffff:10.0.0.1"}) {
    EXPECT_FALSE(isGood(Format::IpAddress, lenient)) << lenient.str();
    EXPECT_TRUE(isGood(Format::HostIp, lenient)) << lenient.str();
  }
  for (llvm::StringRef bad :
       {"", "10.0.0", "10.0.0.256", "::1::", "1:2:3", "12345::", "host", "1:2:3:4:5:6:7:8:9", ":"})
    EXPECT_FALSE(isGood(Format::IpAddress, bad)) << bad.str();
}

TEST(Format, Durations) {
  for (llvm::StringRef good : {"30m", "1h30m", "1.5h", "0", "-5s", "100ms", ".5s"})
    EXPECT_TRUE(isGood(Format::Duration, good)) << good.str();
  for (llvm::StringRef bad : {"", "5", "1d", "1h 30m", "m", "1.2.3s", "."})
    EXPECT_FALSE(isGood(Format::Duration, bad)) << bad.str();
}

TEST(Format, Cron) {
  for (llvm::StringRef good :
       {"*/5 * * * *", "0 2 * * *", "0 0 1,15 jan-mar MON", "@daily", "@every 1h30m",
        "TZ=Europe/Berlin 0 2 * * *", "0-30/10 * * * ?", "5/15 * * * *"})
    EXPECT_TRUE(isGood(Format::Cron, good)) << good.str();
  for (llvm::StringRef bad :
       {"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7",
        "*/0 * * * *", "5-1 * * * *", "@often", "a * * * *", "* * * * * *", "1- * * * *"})
    EXPECT_FALSE(isGood(Format::Cron, bad)) << bad.str();
}

TEST(Format, DateTimes) {
  for (llvm::StringRef good :
       {"2024-02-29T23:59:59Z", "2023-01-01T00:00:00+02:00", "2023-01-01t00:00:00.123456z"})
    EXPECT_TRUE(isGood(Format::DateTime, good)) << good.str();
  for (llvm::StringRef bad :
       {"", "2023-02-29T00:00:00Z", "2023-01-01", "2023-01-01T00:00:00", "2023-01-01 00:00:00Z",
        "2023-13-01T00:00:00Z", "2023-01-01T24:00:00Z"})
    EXPECT_FALSE(isGood(Format::DateTime, bad)) << bad.str();
}

static Quantity quantity(llvm::StringRef text) {
  std::optional<Quantity> value = Quantity::parse(text);
  EXPECT_TRUE(value) << text.str();
  return value.value_or(Quantity());
}

TEST(QuantityTest, ComparesByValue) {
  EXPECT_EQ(quantity("1024Mi"), quantity("1Gi"));
  EXPECT_EQ(quantity("0.5"), quantity("500m"));
  EXPECT_EQ(quantity("1e3"), quantity("1k"));
  EXPECT_EQ(quantity(" 1 "), quantity("+1"));
  EXPECT_EQ(quantity(".5Gi"), quantity("512Mi"));
  EXPECT_LT(quantity("2000Mi"), quantity("2Gi"));
  EXPECT_GT(quantity("2G"), quantity("1.8Gi"));
  EXPECT_LT(quantity("-1"), quantity("0"));
  EXPECT_TRUE(quantity("-1m").isNegative());
  EXPECT_FALSE(quantity("1500m").isInteger());
  EXPECT_EQ(static_cast<long>(quantity("1500m").getCeiling()), 2);
  // Below a billionth it is rounded up, beyond 64 bits cut off.
  EXPECT_EQ(quantity("0.1n"), quantity("1n"));
  EXPECT_EQ(quantity("1e400"), quantity("9223372036854775807"));
  EXPECT_EQ(quantity("100E"), quantity("1000E"));
}

TEST(QuantityTest, RefusesWhatIsNone) {
  for (llvm::StringRef bad : {"", "1KiB", "1gb", "--1", "1 Gi", "0x1", "1,5", "1K", "1e", "1.5.5"})
    EXPECT_FALSE(Quantity::parse(bad)) << bad.str();
}

TEST(QuantityTest, CrdPattern) {
  for (llvm::StringRef good : {"1", "+1.5Gi", ".5", "1.", "1e3", "1E-2.5", "100m"})
    EXPECT_TRUE(matchesCrdPattern(good)) << good.str();
  for (llvm::StringRef bad : {"", " 1", "1K", "Gi", ".", "1e", "1GiB", "1 Gi"})
    EXPECT_FALSE(matchesCrdPattern(bad)) << bad.str();
}
