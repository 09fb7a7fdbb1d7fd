function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGV}\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(common -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=${CXX}
           -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
if(SANITIZE)
  list(APPEND common "-DCMAKE_EXE_LINKER_FLAGS=-fsanitize=${SANITIZE}")
endif()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
if(HAS_TZ AND HAS_JSON)
  run(${CMAKE_COMMAND} -S ${SOURCE}/examples/cpp -B ${WORK}/find_package ${common}
      -DCMAKE_PREFIX_PATH=${WORK}/prefix)
  run(${CMAKE_COMMAND} --build ${WORK}/find_package)
  run(${WORK}/find_package/plan_a_day)
  if(NOT said MATCHES "\"planned\":1")
    message(FATAL_ERROR "the plan of examples/cpp has nobody in it:\n${said}")
  endif()
  message(STATUS "find_package: ${said}")
  # The same day twice is one job; who has been written to is not, the day after.
  run(${WORK}/find_package/own_storage)
  set(days "09:00:00Z: 1 new.*09:05:00Z: 0 new.*11T09:00:00Z: 0 new\n  not 1: attempt_open")
  if(NOT said MATCHES "${days}")
    message(FATAL_ERROR "examples/cpp/own_storage plans otherwise:\n${said}")
  endif()
endif()

# A host runs the installed contract suites on its own adapters, and a broken one fails them.
run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/host_adapter -B ${WORK}/host_adapter ${common}
    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/host_adapter)
run(${WORK}/host_adapter/host_adapter)
message(STATUS "host_adapter: ${said}")
foreach(broken "clock/a clock that was waited for" "messenger/when the last look says no")
  string(REPLACE "/" ";" broken ${broken})
  list(POP_FRONT broken adapter caught_by)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env BROKEN=${adapter}
                          ${WORK}/host_adapter/host_adapter
                  RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(code EQUAL 0 OR NOT said MATCHES "${caught_by}")
    message(FATAL_ERROR "a ${adapter} that breaks its promise passed its contract:\n${said}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/add_subdirectory -B ${WORK}/add_subdirectory
    ${common} -DREACTIVATION=${SOURCE})
run(${CMAKE_COMMAND} --build ${WORK}/add_subdirectory --target consumer)
run(${WORK}/add_subdirectory/consumer)
message(STATUS "add_subdirectory: ${said}")
