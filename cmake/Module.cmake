# add_module(name [DEPENDS modules…] [USES modules…] [SYSTEM targets…] [PUBLIC_SYSTEM targets…] [POSTGRES] [PARTS n])
#
# One library a module with one include root, src/<name>/include. DEPENDS are modules whose types show
# in our headers, USES those only our .cpp files include. A module may name only modules listed before
# it in src/CMakeLists.txt, so an upward include does not compile and a cycle does not configure.
# Sources are all *.cpp here; *_test.cpp become the module's test program, which runs beside a
# PostgreSQL server of its own with POSTGRES; in n parts that may run side by side with PARTS.
set_property(GLOBAL PROPERTY WANJIA_MODULES "")

function(wanjia_check_order name)
  get_property(known GLOBAL PROPERTY WANJIA_MODULES)
  foreach(dependency IN LISTS ARGN)
    if(NOT dependency IN_LIST known)
      message(FATAL_ERROR "module ${name} may not depend on ${dependency}: it is not listed before it")
    endif()
  endforeach()
endfunction()

function(add_module name)
  cmake_parse_arguments(M "POSTGRES" "PARTS" "DEPENDS;USES;SYSTEM;PUBLIC_SYSTEM" ${ARGN})
  wanjia_check_order(${name} ${M_DEPENDS} ${M_USES})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  if(NOT sources)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE include)
    set_property(GLOBAL APPEND PROPERTY WANJIA_MODULES ${name})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC include PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${M_DEPENDS} ${M_PUBLIC_SYSTEM} PRIVATE ${M_USES} ${M_SYSTEM} wanjia_warnings)

  if(WANJIA_TESTS AND tests)
    find_package(GTest REQUIRED)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name}_test PRIVATE ${name} ${M_USES} ${M_SYSTEM} wanjia_warnings
      places_for_tests GTest::gmock GTest::gtest_main)
    set(program ${name}_test)
    if(M_POSTGRES)
      set(program ${PROJECT_SOURCE_DIR}/tools/with_postgres.sh $<TARGET_FILE:${name}_test>)
    endif()
    if(NOT M_PARTS)
      set(M_PARTS 1)
    endif()
    foreach(part RANGE 1 ${M_PARTS})
      set(test ${name})
      if(part GREATER 1)
        set(test ${name}_part_${part})
      endif()
      math(EXPR index "${part} - 1")
      add_test(NAME ${test} COMMAND ${program})
      set_tests_properties(${test} PROPERTIES
        ENVIRONMENT "GTEST_TOTAL_SHARDS=${M_PARTS};GTEST_SHARD_INDEX=${index}")
    endforeach()
  endif()
  set_property(GLOBAL APPEND PROPERTY WANJIA_MODULES ${name})
endfunction()
