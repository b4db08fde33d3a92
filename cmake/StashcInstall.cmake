# What `cmake --install` puts where, and find_package(Stashc) from an installation, from the build
# folder, and from a project that adds this one as a subdirectory.

include(CMakePackageConfigHelpers)

set(made "${PROJECT_BINARY_DIR}/share")
add_custom_command(
  OUTPUT "${made}/stashc.1" "${made}/stashc.bash" "${made}/stashc.zsh" "${made}/stashc.fish"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${made}"
  COMMAND stashc __man > "${made}/stashc.1"
  COMMAND stashc __complete bash > "${made}/stashc.bash"
  COMMAND stashc __complete zsh > "${made}/stashc.zsh"
  COMMAND stashc __complete fish > "${made}/stashc.fish"
  DEPENDS stashc
  COMMENT "Writing the man page and the completions"
  VERBATIM)
add_custom_target(stashc-share ALL DEPENDS "${made}/stashc.1")

install(TARGETS stashc EXPORT StashcTargets)
install(FILES "${made}/stashc.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${made}/stashc.bash" RENAME stashc
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${made}/stashc.zsh" RENAME _stashc
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
install(FILES "${made}/stashc.fish"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

install(FILES README.md CHANGELOG.md LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs")
install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# What the binary holds of others, under their terms, in the words of the packages it is built with.
foreach(library llvm-22-dev libantlr4-runtime-dev libyaml-cpp-dev libzstd-dev zlib1g-dev libc6-dev
                libstdc++-12-dev)
  get_filename_component(notice "/usr/share/doc/${library}/copyright" REALPATH)
  if(EXISTS "${notice}")
    install(FILES "${notice}" RENAME "${library}" DESTINATION "${CMAKE_INSTALL_DOCDIR}/third-party")
  endif()
endforeach()

install(DIRECTORY packages/bazel DESTINATION "${CMAKE_INSTALL_DATADIR}/stashc"
        FILES_MATCHING PATTERN *.bzl)

# A tool: nothing of it depends on what it is used for.
set(package "${CMAKE_INSTALL_DATADIR}/cmake/Stashc")
configure_package_config_file(cmake/StashcConfig.cmake.in "${PROJECT_BINARY_DIR}/StashcConfig.cmake"
                              INSTALL_DESTINATION "${package}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/StashcConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(cmake/StashcManifests.cmake "${PROJECT_BINARY_DIR}/StashcManifests.cmake" COPYONLY)
install(EXPORT StashcTargets NAMESPACE Stashc:: DESTINATION "${package}")
install(FILES "${PROJECT_BINARY_DIR}/StashcConfig.cmake"
              "${PROJECT_BINARY_DIR}/StashcConfigVersion.cmake" cmake/StashcManifests.cmake
        DESTINATION "${package}")

export(EXPORT StashcTargets NAMESPACE Stashc:: FILE "${PROJECT_BINARY_DIR}/StashcTargets.cmake")
add_executable(Stashc::stashc ALIAS stashc)
include(StashcManifests)
