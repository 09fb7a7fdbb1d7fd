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
endif()

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/add_subdirectory -B ${WORK}/add_subdirectory
    ${common} -DREACTIVATION=${SOURCE})
run(${CMAKE_COMMAND} --build ${WORK}/add_subdirectory)
run(${WORK}/add_subdirectory/consumer)
message(STATUS "add_subdirectory: ${said}")
