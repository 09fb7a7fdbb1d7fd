# reactivation_component(NAME SOURCES … LINKS …): one static library `reactivation::NAME` with the
# project's warnings, sanitizers and floating-point rules, entered in the install set.
set_property(GLOBAL PROPERTY REACTIVATION_COMPONENTS "")

# Flags for everything that is built here, tests and program included.
function(reactivation_flags target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
                                             CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # No contraction into fused operations: equal plans must be equal bytes on every compiler.
  # gcc 12 warns of "literal" + std::string without cause (its bug 105651).
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow -ffp-contract=off
                                           $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
  if(REACTIVATION_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(REACTIVATION_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${REACTIVATION_SANITIZE}
                                             -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${REACTIVATION_SANITIZE})
  endif()
  if(REACTIVATION_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage -O0)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()

function(reactivation_component name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  set(target reactivation_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(reactivation::${name} ALIAS ${target})
  reactivation_flags(${target})
  target_include_directories(
    ${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                     $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${target} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY REACTIVATION_COMPONENTS ${name})
endfunction()
