#[=======================================================================[.rst:
stash_add_manifests
-------------------

Compiles .stash files when they, or what they import, have changed::

  stash_add_manifests(<target>
    SOURCES <file>...
    [OUTPUT <file> | OUTPUT_DIR <directory>]
    [DEFINES <name>=<value>...] [INCLUDES <directory>...] [OPTIONS <option>...]
    [EMIT <kind>...] [FORMAT yaml|json] [EXCLUDE_FROM_ALL])

``SOURCES``
  .stash files, relative to the current source directory.
``OUTPUT``
  All of SOURCES are compiled together into this one stream. Without it and
  without OUTPUT_DIR each of them becomes a stream of its own, with its name.
``OUTPUT_DIR``
  All of SOURCES are compiled together, and each object gets a file. What the
  sources no longer give is deleted, so that the directory belongs to this
  target alone.
``DEFINES``, ``INCLUDES``, ``OPTIONS``, ``EMIT``, ``FORMAT``
  -D, -I, anything else that ``stashc build`` takes, --emit, --format.
``EXCLUDE_FROM_ALL``
  Build the target only when it is asked for.

Outputs are relative to the current binary directory. The target's properties
STASH_MANIFESTS (the streams) and STASH_OUTPUT_DIR say where they are. A custom
command that reads a stream names both it and the target in its DEPENDS.

Needs the target Stashc::stashc, which find_package(Stashc) and
add_subdirectory() of stashc's own sources give.
#]=======================================================================]

# The options of `stashc build` that every run for a target gets, in the caller's `result`.
function(_stash_list_options result)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FORMAT" "DEFINES;INCLUDES;OPTIONS;EMIT")
  set(options)
  foreach(definition IN LISTS ARG_DEFINES)
    list(APPEND options -D "${definition}")
  endforeach()
  foreach(include IN LISTS ARG_INCLUDES)
    get_filename_component(include "${include}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    list(APPEND options -I "${include}")
  endforeach()
  if(ARG_EMIT)
    list(JOIN ARG_EMIT "," kinds)
    list(APPEND options "--emit=${kinds}")
  endif()
  if(ARG_FORMAT)
    list(APPEND options "--format=${ARG_FORMAT}")
  endif()
  set("${result}" ${options} ${ARG_OPTIONS} PARENT_SCOPE)
endfunction()

# One run of stashc. Build tools go by the stamp: a stream whose bytes stay keeps its time, which
# Make would take for a reason to build it again and again. It depends on its own arguments, which
# Make does not compare.
function(_stash_add_run stamp comment)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "STREAM" "SOURCES;OPTIONS")
  set(arguments ${ARG_OPTIONS} -MF "${stamp}.d" -MT "${stamp}" -MP ${ARG_SOURCES})
  file(GENERATE OUTPUT "${stamp}.arguments" CONTENT "${arguments}\n")
  set(byproducts)
  if(ARG_STREAM)
    set(byproducts BYPRODUCTS "${ARG_STREAM}")
  endif()
  add_custom_command(
    OUTPUT "${stamp}"
    ${byproducts}
    COMMAND Stashc::stashc build ${arguments}
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${ARG_SOURCES} "${stamp}.arguments" Stashc::stashc
    DEPFILE "${stamp}.d"
    COMMENT "${comment}"
    VERBATIM)
endfunction()

# Makes an OUTPUT_DIR one target's alone, and `clean` delete it if it is not among the sources.
function(_stash_claim_directory target directory)
  get_property(owner GLOBAL PROPERTY "STASH_OWNER_OF_${directory}")
  if(owner)
    message(FATAL_ERROR "stash_add_manifests(${target}): OUTPUT_DIR belongs to '${owner}'; each "
                        "would delete what the other writes")
  endif()
  set_property(GLOBAL PROPERTY "STASH_OWNER_OF_${directory}" "${target}")
  string(FIND "${directory}" "${CMAKE_BINARY_DIR}/" place)
  if(place EQUAL 0)
    set_property(DIRECTORY APPEND PROPERTY ADDITIONAL_CLEAN_FILES "${directory}")
  endif()
endfunction()

function(stash_add_manifests target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "EXCLUDE_FROM_ALL" "OUTPUT;OUTPUT_DIR;FORMAT"
                        "SOURCES;DEFINES;INCLUDES;OPTIONS;EMIT")
  if(ARG_UNPARSED_ARGUMENTS)
    list(GET ARG_UNPARSED_ARGUMENTS 0 first)
    message(FATAL_ERROR "stash_add_manifests(${target}): what is '${first}'?")
  elseif(NOT ARG_SOURCES)
    message(FATAL_ERROR "stash_add_manifests(${target}) has no SOURCES")
  elseif(ARG_OUTPUT AND ARG_OUTPUT_DIR)
    message(FATAL_ERROR "stash_add_manifests(${target}) has both OUTPUT and OUTPUT_DIR")
  elseif(NOT TARGET Stashc::stashc)
    message(FATAL_ERROR "stash_add_manifests(${target}) needs find_package(Stashc)")
  endif()

  set(sources)
  foreach(source IN LISTS ARG_SOURCES)
    get_filename_component(source "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    list(APPEND sources "${source}")
  endforeach()
  _stash_list_options(options DEFINES ${ARG_DEFINES} INCLUDES ${ARG_INCLUDES} EMIT ${ARG_EMIT}
                      FORMAT ${ARG_FORMAT} OPTIONS ${ARG_OPTIONS})
  set(extension yaml)
  if(ARG_FORMAT STREQUAL "json")
    set(extension json)
  endif()

  set(private "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.stash")
  set(streams)
  set(stamps)
  set(directory)
  if(ARG_OUTPUT_DIR)
    get_filename_component(directory "${ARG_OUTPUT_DIR}" ABSOLUTE
                           BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    _stash_claim_directory("${target}" "${directory}")
    set(stamps "${private}/objects.stamp")
    _stash_add_run("${stamps}" "Compiling the manifests of ${target}"
                   SOURCES ${sources} OPTIONS ${options} --output-dir "${directory}" --prune)
  elseif(ARG_OUTPUT)
    get_filename_component(streams "${ARG_OUTPUT}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    get_filename_component(name "${streams}" NAME)
    get_filename_component(parent "${streams}" DIRECTORY)
    file(MAKE_DIRECTORY "${parent}")
    set(stamps "${private}/stream.stamp")
    _stash_add_run("${stamps}" "Compiling ${name}"
                   SOURCES ${sources} STREAM "${streams}" OPTIONS ${options} -o "${streams}")
  else()
    foreach(source IN LISTS sources)
      get_filename_component(name "${source}" NAME_WLE)
      set(stream "${CMAKE_CURRENT_BINARY_DIR}/${name}.${extension}")
      if(stream IN_LIST streams)
        message(FATAL_ERROR "stash_add_manifests(${target}): two of SOURCES are called '${name}'")
      endif()
      list(APPEND streams "${stream}")
      list(APPEND stamps "${private}/${name}.stamp")
      _stash_add_run("${private}/${name}.stamp" "Compiling ${name}.${extension}"
                     SOURCES "${source}" STREAM "${stream}" OPTIONS ${options} -o "${stream}")
    endforeach()
  endif()

  set(all ALL)
  if(ARG_EXCLUDE_FROM_ALL)
    set(all)
  endif()
  add_custom_target("${target}" ${all} DEPENDS ${stamps} SOURCES ${sources})
  set_target_properties("${target}" PROPERTIES STASH_MANIFESTS "${streams}"
                                               STASH_OUTPUT_DIR "${directory}")
endfunction()
