#include "backend/Job/Names.h"

#include "llvm/ADT/SmallVector.h"

#include "gtest/gtest.h"

#include <fstream>

using namespace stash;

// Each line: algorithm and limit, arguments, name; made by the operator's own code.
TEST(Names, AgreeWithTheOperator) {
  std::ifstream file(STASHC_SOURCE_DIR "/test/conformance/data/names.tsv");
  ASSERT_TRUE(file.is_open());
  unsigned cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    llvm::SmallVector<llvm::StringRef> columns, arguments;
    llvm::StringRef(line).split(columns, '\t');
    ASSERT_EQ(columns.size(), 3u) << line;
    columns[1].split(arguments, '|');
    llvm::StringRef algorithm = columns[0].take_front(3);
    size_t limit;
    ASSERT_FALSE(columns[0].substr(3).getAsInteger(10, limit)) << line;
    std::string name;
    if (algorithm == "PNS")
      name = nameWithPrefixAndSuffix(arguments[0], arguments[1], arguments[2], limit);
    else if (algorithm == "NWS")
      name = nameWithSuffix(arguments[0], arguments[1], limit);
    else if (algorithm == "VNP")
      name = nameWithPrefix(arguments[0], arguments[1], limit);
    else if (algorithm == "VNS")
      name = nameKeepingTail(arguments[0], arguments[1], limit);
    EXPECT_EQ(name, columns[2]) << line;
  }
  EXPECT_EQ(cases, 24u);
}

TEST(Names, OfObjects) {
  EXPECT_EQ(backupJobName("nfs.pvc-backup-1700000000", 0),
            "stash-backup-nfs-pvc-backup-1700000000-0");
  EXPECT_EQ(serviceAccountName("BackupConfiguration", "nfs.pvc-backup", 2),
            "backupconfiguration-nfs.pvc-backup-2");
  EXPECT_EQ(licenseBindingName("demo", "my-sa"), "appscode:license-reader-demo-my-sa");
  EXPECT_EQ(repositoryRoleName("demo", "BackupConfiguration", "nfs.pvc-backup", 0),
            "demo-backupconfiguration-nfs.pvc-backup-0");
  EXPECT_EQ(triggerName("demo", "a.b", false), "stash-trigger-a-b");
  EXPECT_EQ(triggerName("demo", "a.b", true), "stash-trigger-demo-a.b");
}
