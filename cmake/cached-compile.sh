#!/usr/bin/env bash
# The compiler behind ccache. ccache itself makes most paths relative; the precompiled header's in
# `-Xclang -include -Xclang PATH` it does not know, and without that no other checkout hits. What the
# header holds, paths and all, is told from its `.sum` (see StashcLibrary.cmake).
#
# The header itself is not cached: it names the files of the checkout in which it was made, which may be
# gone when another one gets it.
case " $* " in *' -emit-pch '*) exec "$@" ;; esac
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
exec ccache "${@//"$PWD/"/}"
