add_library(wanjia_warnings INTERFACE)
target_compile_options(wanjia_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wconversion -Wsign-conversion -Wnull-dereference -Werror)
if(WANJIA_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC's flow analysis sees false paths through sanitizer instrumentation.
  target_compile_options(wanjia_warnings INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
endif()
