# `find_package(reactivation COMPONENTS core json …)` and pkg-config, from an install tree.
include(CMakePackageConfigHelpers)

get_property(components GLOBAL PROPERTY REACTIVATION_COMPONENTS)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/reactivation)

foreach(component ${components})
  install(TARGETS reactivation_${component} EXPORT reactivation_${component}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT reactivation_${component} NAMESPACE reactivation:: DESTINATION ${package_dir})
endforeach()
if(TARGET reactivation_c)
  install(TARGETS reactivation_c EXPORT reactivation_c LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT reactivation_c NAMESPACE reactivation:: DESTINATION ${package_dir})
  install(DIRECTORY capi/include/reactivation DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  # From where the .pc file lies, so that an install tree may be moved.
  file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  configure_file(cmake/reactivation.pc.in ${PROJECT_BINARY_DIR}/reactivation.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/reactivation.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  list(APPEND components c)
endif()
install(DIRECTORY include/reactivation DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY tests/ports/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/reactivation/testing
        COMPONENT testing FILES_MATCHING PATTERN "*.hpp")
if(EXISTS ${PROJECT_SOURCE_DIR}/schemas)
  install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/reactivation/schemas)
endif()

configure_package_config_file(cmake/reactivation-config.cmake.in
                              ${PROJECT_BINARY_DIR}/reactivation-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/reactivation-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/reactivation-config.cmake
              ${PROJECT_BINARY_DIR}/reactivation-config-version.cmake
        DESTINATION ${package_dir})

configure_file(cmake/reactivation-core.pc.in ${PROJECT_BINARY_DIR}/reactivation-core.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/reactivation-core.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# The conformance cases, for bindings and for other implementations.
install(DIRECTORY tests/spec/ DESTINATION ${CMAKE_INSTALL_DATADIR}/reactivation/spec
        COMPONENT testing PATTERN CMakeLists.txt EXCLUDE PATTERN __pycache__ EXCLUDE)
