//===- HelpText.h - the prose of help and man page --------------*- C++ -*-===//

#ifndef STASHC_TOOLS_DRIVER_HELPTEXT_H
#define STASHC_TOOLS_DRIVER_HELPTEXT_H

namespace stash::driver::text {

inline constexpr char introduction[] =
    R"(stashc compiles .stash files, which say how to back up and restore data, to the manifests
that Stash by AppsCode takes: Functions, Tasks, Repositories, BackupConfigurations
and the rest. It needs no cluster, and finds what would otherwise fail at night.
)";

inline constexpr char firstSteps[] = R"(A first program, hello.stash:
  import "stash/defaults.stash"
  function hello(name = "world") {
    image: "busybox:1.36"
    args: ["echo", "hello ${name}"]
  }
  task greet { hello(name: "Stash") | update-status }

  stashc check hello.stash                      # is anything wrong with it?
  stashc hello.stash                            # the manifests
  stashc hello.stash | kubectl apply -f -       # apply them
)";

inline constexpr char flagsFile[] =
    R"(A file stash.flags beside a source, or in the nearest directory above it, holds options,
one a line; '#' begins a comment, paths are relative to it. The command line wins.
)";

inline constexpr char exitStatus[] = R"(Exit status:
  0  done
  1  a source, or what it imports, is wrong; or a difference was found
  2  wrong options, a FILE that cannot be opened, output that cannot be written
)";

} // namespace stash::driver::text

#endif // STASHC_TOOLS_DRIVER_HELPTEXT_H
