#include <cstddef>
#include <cstdint>

#include "fuzz_entries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ingest::fuzz::read_xlsx_bytes({reinterpret_cast<const char*>(data), size});
    return 0;
}
