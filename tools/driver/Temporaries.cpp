#include "tools/driver/Temporaries.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <unistd.h>

using namespace stash::driver;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// A signal handler gets no argument of ours: this list is the one thing that it can find. Its
/// order does not matter; the newest is the first.
static std::atomic<Temporary *> temporaries;

static constexpr int endingSignals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,  SIGABRT,
                                        SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,   SIGXCPU,
                                        SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM};

/// Only what is safe at any time: unlink() is.
static void removeAll(int signal) {
  for (Temporary *at = temporaries.load(); at; at = at->next)
    if (at->isThere.load())
      unlink(at->path.c_str());
  raise(signal); // SA_RESETHAND: it ends the process now
}

static void installHandler() {
  struct sigaction action = {};
  action.sa_handler = removeAll;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigfillset(&action.sa_mask);
  for (int signal : endingSignals) {
    struct sigaction before = {};
    // What is ignored (nohup) stays ignored.
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL)
      sigaction(signal, &action, nullptr);
  }
}

/// Tells machines, and containers on one machine, apart: each counts its processes by itself.
static std::string makeHostMark() {
  char name[256] = {};
  gethostname(name, sizeof(name) - 1);
  std::string text = name;
  fs::file_status status;
  if (!fs::status("/proc/self/ns/pid", status))
    text += ":" + std::to_string(status.getUniqueID().getFile());
  return llvm::utohexstr(static_cast<uint32_t>(llvm::xxh3_64bits(text)), /*LowerCase=*/true);
}

Temporary *stash::driver::makeTemporary(llvm::StringRef target, int &descriptor,
                                        std::error_code &error) {
  if (!temporaries.load())
    installHandler();
  // The beginning of a name is enough to know it by; all of it could become too long.
  constexpr size_t shownName = 100;
  llvm::SmallString<128> beside = path::parent_path(target);
  path::append(beside, path::filename(target).take_front(shownName));
  std::string model = (beside + ".stashc-" + makeHostMark() + "-" + std::to_string(getpid())).str();
  // A signal between the file and its entry would leave the file.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  llvm::SmallString<128> name;
  error = fs::createUniqueFile(model + "-%%%%%%%%.tmp", descriptor, name, fs::OF_None,
                               fs::all_read | fs::all_write);
  Temporary *temporary = nullptr;
  if (!error) {
    temporary = new Temporary{name.str().str(), true, temporaries.load()};
    while (!temporaries.compare_exchange_weak(temporary->next, temporary)) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return temporary;
}

/// Whether a file is one that a run left which cannot be there any more.
static bool isStale(llvm::StringRef file, llvm::StringRef host) {
  llvm::StringRef name = path::filename(file);
  size_t mark = name.rfind(".stashc-");
  if (mark == llvm::StringRef::npos || !name.consume_back(".tmp"))
    return false;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  name.drop_front(mark + sizeof(".stashc-") - 1).split(parts, '-');
  pid_t process = 0;
  if (parts.size() != 3 || parts[1].getAsInteger(10, process) || process <= 0)
    return false;
  fs::file_status status;
  if (fs::status(file, status, /*follow=*/false) || !fs::is_regular_file(status))
    return false;
  if (parts[0] == host)
    return process != getpid() && kill(process, 0) != 0 && errno == ESRCH;
  // Somebody else's: no run takes that long between a file and its place.
  auto age = std::chrono::system_clock::now() - status.getLastModificationTime();
  return age > std::chrono::hours(1);
}

void stash::driver::removeStaleTemporaries(llvm::StringRef directory) {
  std::string host;
  std::error_code error;
  for (fs::directory_iterator at(directory, error, /*follow_symlinks=*/false), end;
       !error && at != end; at.increment(error)) {
    if (!llvm::StringRef(at->path()).ends_with(".tmp"))
      continue;
    if (host.empty())
      host = makeHostMark();
    if (isStale(at->path(), host))
      fs::remove(at->path());
  }
}
