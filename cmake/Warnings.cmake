add_library(wanjia_warnings INTERFACE)
target_compile_options(wanjia_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wconversion -Wsign-conversion -Wnull-dereference)
# A warning stops whoever works on the program, not whoever builds it with another compiler.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(wanjia_warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns of overlap in "literal" + std::string, where there is none (PR 105329).
  target_compile_options(wanjia_warnings INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 uses its own deprecated get_temporary_buffer in stable_sort.
  target_compile_options(wanjia_warnings INTERFACE -Wno-deprecated-declarations)
endif()
if(WANJIA_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC's flow analysis sees false paths through sanitizer instrumentation.
  target_compile_options(wanjia_warnings INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
endif()
