# The .deb: `cpack -G DEB` in a build folder, or `./dev package` for every package.

set(CPACK_PACKAGE_NAME stashc)
set(CPACK_PACKAGE_VENDOR "stashc")
set(CPACK_PACKAGE_CONTACT "The stashc maintainers <maintainers@stashc.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # nothing, of a static binary
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion, cmake, kubernetes-client")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Stash runs backups and restores on Kubernetes as Tasks, ordered lists of
Functions. stashc checks and compiles a compact language for them to manifests,
reads and checks plain manifests, shows the Jobs that Stash would run, and
serves editors over the Language Server Protocol.")
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/packages/DebianLayout.cmake")
include(CPack)
