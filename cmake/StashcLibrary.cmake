# What every library and tool of the project is built with.

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

find_program(STASHC_CCACHE ccache)
if(STASHC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_CURRENT_LIST_DIR}/cached-compile.sh")
endif()

# A bare 22 is refused by LLVM's version file.
find_package(LLVM 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
find_package(Threads REQUIRED)
# Debian's LLVMSupport asks for shared z3 and zlib; nothing that we call needs more than these.
find_library(STASHC_ZSTD NAMES libzstd.a zstd REQUIRED)
find_library(STASHC_ZLIB NAMES libz.a z REQUIRED)
set_target_properties(LLVMSupport PROPERTIES INTERFACE_LINK_LIBRARIES
  "LLVMDemangle;${STASHC_ZSTD};${STASHC_ZLIB};Threads::Threads;${CMAKE_DL_LIBS};m")

find_library(STASHC_YAML_CPP NAMES libyaml-cpp.a yaml-cpp REQUIRED)
find_library(STASHC_ANTLR_RUNTIME NAMES libantlr4-runtime.a antlr4-runtime REQUIRED)
find_path(STASHC_ANTLR_INCLUDE antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)

if(STASHC_SANITIZE)
  add_compile_options(-fsanitize=${STASHC_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${STASHC_SANITIZE})
  if(STASHC_SANITIZE MATCHES "undefined")
    # ANTLR's runtime is built without RTTI for the vptr check.
    add_compile_options(-fno-sanitize=vptr -fno-sanitize-recover=undefined)
  endif()
endif()
if(STASHC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  find_program(STASHC_LLD NAMES ld.lld-22 ld.lld)
  if(STASHC_LLD)
    add_link_options("--ld-path=${STASHC_LLD}")
  endif()
endif()
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections)

# Flags for code that we write; generated code and headers of others are exempt.
add_library(stashc_options INTERFACE)
target_include_directories(stashc_options INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}")
target_include_directories(stashc_options SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
separate_arguments(llvm_definitions UNIX_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(stashc_options INTERFACE ${llvm_definitions}
                           STASHC_VERSION="${PROJECT_VERSION}")
# libstdc++ 12 calls a function of its own that it deprecates (std::stable_sort).
target_compile_options(stashc_options INTERFACE -Wall -Wextra -Wno-deprecated-declarations)
if(STASHC_WERROR)
  target_compile_options(stashc_options INTERFACE -Werror)
endif()

# Most of a file's compile time is the headers of LLVM and of the standard library.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/precompiled.cpp" CONTENT "")
add_library(stashcPrecompiled OBJECT "${PROJECT_BINARY_DIR}/precompiled.cpp")
target_link_libraries(stashcPrecompiled PRIVATE stashc_options)
target_precompile_headers(stashcPrecompiled PRIVATE
  <algorithm> <deque> <memory> <optional> <string> <utility> <variant> <vector>
  <llvm/ADT/ArrayRef.h> <llvm/ADT/DenseMap.h> <llvm/ADT/DenseSet.h> <llvm/ADT/STLExtras.h>
  <llvm/ADT/SmallString.h> <llvm/ADT/SmallVector.h> <llvm/ADT/StringExtras.h> <llvm/ADT/StringMap.h>
  <llvm/ADT/StringSwitch.h> <llvm/Support/Allocator.h> <llvm/Support/FormatVariadic.h>
  <llvm/Support/MemoryBuffer.h> <llvm/Support/VirtualFileSystem.h> <llvm/Support/raw_ostream.h>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(stashc_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
endif()
# What the cache takes for the header's contents: the header itself holds this directory's path.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/CMakeFiles/stashcPrecompiled.dir/cmake_pch.hxx.pch.sum"
     CONTENT "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} LLVM ${LLVM_PACKAGE_VERSION}\n")

# stashc_library(NAME SOURCES… LINK libraries…): a static library in the directory of the caller.
function(stashc_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC stashc_options ${ARG_LINK})
  target_precompile_headers(${name} REUSE_FROM stashcPrecompiled)
  set_property(GLOBAL APPEND PROPERTY STASHC_LIBRARIES ${name})
endfunction()
