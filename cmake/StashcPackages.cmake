# Packages: `./dev package` makes them all, of one static binary. Run `cpack -G DEB` or `cpack -G TGZ`
# in a build folder for one.

set(CPACK_PACKAGE_NAME stashc)
set(CPACK_PACKAGE_VENDOR "stashc")
set(CPACK_PACKAGE_CONTACT "The stashc maintainers <maintainers@stashc.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR TGZ)
# A tarball of the same files is of the same bytes.
set(CPACK_THREADS 1)

string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" system)
set(CPACK_PACKAGE_FILE_NAME "stashc-${PROJECT_VERSION}-${system}")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # nothing, of a static binary
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, kubectl")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Stash runs backups and restores on Kubernetes as Tasks, ordered lists of
Functions. stashc checks and compiles a compact language for them to manifests,
reads and checks plain manifests, shows the Jobs that Stash would run, and
serves editors over the Language Server Protocol.")
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/packages/DebianLayout.cmake")
include(CPack)
