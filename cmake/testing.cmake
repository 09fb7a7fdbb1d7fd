# The component `testing`: the contract suites of the ports (tests/ports), as headers for a host's
# own adapters. It needs nothing of this project but the core; the host brings Catch2 2.
add_library(reactivation_testing INTERFACE)
add_library(reactivation::testing ALIAS reactivation_testing)
# Under one name in both trees: <reactivation/testing/…_contract.hpp>.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/testing/reactivation)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/tests/ports
     ${PROJECT_BINARY_DIR}/testing/reactivation/testing SYMBOLIC)
target_include_directories(
  reactivation_testing INTERFACE $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/testing>
                                 $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(reactivation_testing INTERFACE reactivation::core)
set_target_properties(reactivation_testing PROPERTIES EXPORT_NAME testing)
set_property(GLOBAL APPEND PROPERTY REACTIVATION_COMPONENTS testing)
