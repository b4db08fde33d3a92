// The process around the driver: its streams, its file system, its terminal.

#include "tools/driver/Driver.h"
#include "tools/driver/InputFiles.h"
#include "tools/stashc/StashCompiler.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>

using namespace stash::driver;
namespace fs = llvm::sys::fs;

/// Gives standard streams that are closed a descriptor, so that no file that is opened gets their
/// number. Using it the way it is meant to be used still fails.
static void occupyStandardStreams() {
  for (int descriptor = 0; descriptor < 3; ++descriptor)
    if (fcntl(descriptor, F_GETFD) == -1) {
      // The lowest free number: this one.
      [[maybe_unused]] int opened = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    }
}

static bool wantsColor() {
  const char *noColor = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
  return llvm::sys::Process::StandardErrIsDisplayed() && (!noColor || !*noColor) && terminal &&
         llvm::StringRef(terminal) != "dumb";
}

/// The file that standard input was redirected to, if it is one.
static std::optional<fs::UniqueID> identifyStandardInput() {
  fs::file_status status;
  if (fs::status(0, status) || !fs::is_regular_file(status))
    return std::nullopt;
  return status.getUniqueID();
}

int main(int argc, char **argv) {
  occupyStandardStreams();
  // A reader that goes away is an error of a write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);

  llvm::raw_fd_ostream out(1, /*shouldClose=*/false);
  llvm::raw_fd_ostream err(2, /*shouldClose=*/false);
  // Whole messages even when several processes share the stream.
  err.SetBufferSize(4096);
  std::unique_ptr<FileWriter> writer = makeDiskWriter();
  DriverEnv env = {
      .files = llvm::vfs::getRealFileSystem(),
      .writer = *writer,
      .readStandardInput =
          [](uint64_t maxSize) { return readStream(fs::getStdinHandle(), "<stdin>", maxSize); },
      .out = out,
      .err = err,
      .finishOutput =
          [&] {
            out.flush();
            std::error_code error = out.error();
            out.clear_error();
            return error;
          },
      .colorErrors = wantsColor(),
      .terminalWidth = llvm::sys::Process::StandardErrIsDisplayed()
                           ? llvm::sys::Process::StandardErrColumns()
                           : 0,
      .standardInput = identifyStandardInput(),
  };
  llvm::SmallVector<llvm::StringRef, 16> arguments(argv + 1, argv + argc);
  stash::StashCompiler compiler;
  int status = runDriver(arguments, env, compiler);
  // There is nobody left to tell when messages cannot be written.
  err.flush();
  err.clear_error();
  return status;
}
