#!/usr/bin/env bash
# The compiler behind ccache. ccache itself makes most paths relative; the precompiled header's in
# `-Xclang -include -Xclang PATH` it does not know, and without that no other checkout hits. What the
# header holds, paths and all, is told from its `.sum` (see StashcLibrary.cmake).
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR=/ CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
exec ccache "${@//"$PWD/"/}"
