# The service against an install tree: it is configured there, and some of its sources, those that
# use most of the library, compile by installed headers alone. WHOLE builds and runs all of it.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGV}\n${said}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK}/prefix ${WORK}/build)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${SOURCE}/examples/service -B ${WORK}/build -G Ninja
    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCMAKE_CXX_COMPILER=${CXX}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_PREFIX_PATH=${WORK}/prefix)
if(WHOLE)
  run(${CMAKE_COMMAND} --build ${WORK}/build)
  run(${WORK}/build/reactivation-service --version)
  return()
endif()
set(objects "")
foreach(name handlers_plan worker_desk program embedded)
  list(APPEND objects CMakeFiles/reactivation-service.dir/${name}.cpp.o)
endforeach()
run(${CMAKE_COMMAND} --build ${WORK}/build --target ${objects})
