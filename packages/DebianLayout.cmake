# Run by CPack on what is staged for a .deb: puts things where Debian has them.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

set(share "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share")
file(MAKE_DIRECTORY "${share}/zsh/vendor-completions")
file(RENAME "${share}/zsh/site-functions/_stashc" "${share}/zsh/vendor-completions/_stashc")
file(REMOVE_RECURSE "${share}/zsh/site-functions")

file(RENAME "${share}/doc/stashc/CHANGELOG.md" "${share}/doc/stashc/changelog")
execute_process(COMMAND gzip -9n "${share}/doc/stashc/changelog" "${share}/man/man1/stashc.1"
                COMMAND_ERROR_IS_FATAL ANY)

file(REMOVE "${share}/doc/stashc/LICENSE")
file(WRITE "${share}/doc/stashc/copyright"
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: stashc

Files: *
Copyright: The stashc authors
License: Apache-2.0
Comment: The program holds parts of LLVM, ANTLR's C++ runtime, yaml-cpp, zstd,
 zlib, the GNU C library and libstdc++; their terms are in
 /usr/share/doc/stashc/third-party.

License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.
")
