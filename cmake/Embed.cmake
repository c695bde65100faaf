# embed_files(target NAMESPACE ns ROOT folder FILES files…)
#
# Puts files into the program as they are. `ns/embedded.hpp` declares
# `std::span<const ns::EmbeddedFile> ns::embedded_files()`, sorted by path relative to ROOT.
# The bytes go through the assembler's .incbin, so megabytes cost no compile time.
function(embed_files target)
  cmake_parse_arguments(E "" "NAMESPACE;ROOT" "FILES" ${ARGN})
  list(SORT E_FILES)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(assembly ".section .rodata\n")
  set(externs "")
  set(table "")
  set(index 0)
  foreach(file IN LISTS E_FILES)
    cmake_path(ABSOLUTE_PATH file OUTPUT_VARIABLE absolute)
    cmake_path(RELATIVE_PATH absolute BASE_DIRECTORY ${E_ROOT} OUTPUT_VARIABLE path)
    set(symbol ${E_NAMESPACE}_embedded_${index})
    string(APPEND assembly ".global ${symbol}\n.global ${symbol}_end\n${symbol}:\n.incbin \"${absolute}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND externs "extern const char ${symbol};\nextern const char ${symbol}_end;\n")
    string(APPEND table "    {\"${path}\", &${symbol}, &${symbol}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT ${folder}/${E_NAMESPACE}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${E_NAMESPACE}/embedded.hpp CONTENT "#pragma once

#include <span>
#include <string_view>

namespace ${E_NAMESPACE} {

struct EmbeddedFile {
    std::string_view path;
    std::string_view bytes;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace ${E_NAMESPACE}
" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${E_NAMESPACE}.cpp CONTENT "#include \"${E_NAMESPACE}/embedded.hpp\"

#include <cstddef>
#include <vector>

extern \"C\" {
${externs}}

namespace ${E_NAMESPACE} {

std::span<const EmbeddedFile> embedded_files() {
    struct Entry {
        std::string_view path;
        const char* begin;
        const char* end;
    };
    static const std::vector<EmbeddedFile> files = [] {
        const std::vector<Entry> entries = {
${table}        };
        std::vector<EmbeddedFile> result;
        for (const Entry& e : entries)
            result.push_back({e.path, {e.begin, static_cast<std::size_t>(e.end - e.begin)}});
        return result;
    }();
    return files;
}

}  // namespace ${E_NAMESPACE}
" @ONLY)
  set_source_files_properties(${folder}/${E_NAMESPACE}.S PROPERTIES OBJECT_DEPENDS "${E_FILES}" LANGUAGE ASM)
  target_sources(${target} PRIVATE ${folder}/${E_NAMESPACE}.S ${folder}/${E_NAMESPACE}.cpp)
  target_include_directories(${target} PUBLIC ${folder})
endfunction()
