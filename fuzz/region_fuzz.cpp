// Any bytes as the text of a cell, for each kind of field, and as a region by code or name.
#include "input.hpp"
#include "registers/value.hpp"
#include "world.hpp"

namespace {

void read_cell(const registers::Field& field, std::string_view text) {
    const auto parsed = registers::parse_value(field, text, fuzz::regions(), fuzz::today());
    const auto* value = std::get_if<registers::Value>(&parsed);
    if (value == nullptr) {
        const auto& complaint = std::get<registers::Complaint>(parsed);
        fuzz::require(!complaint.message.zh.empty(), "a complaint has a sentence");
        return;
    }
    registers::display_value(field, *value, true);
    const std::string canonical = registers::canonical_text(field, *value);
    registers::mask_value(field, canonical);
    const auto again = registers::parse_value(field, canonical, fuzz::regions(), fuzz::today());
    const auto* same = std::get_if<registers::Value>(&again);
    fuzz::require(same != nullptr && *same == *value, "a value's canonical text is read as it");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const registers::Declaration village = fuzz::village();
    const std::string_view text = fuzz::text_of(data, size);
    for (const registers::Field& field : village.fields) read_cell(field, text);
    const registers::RegionMatch match = fuzz::regions().resolve(text, {}, fuzz::today());
    fuzz::require((match.status == registers::RegionMatch::Status::found) == !match.code.empty(),
                  "a region that is found has a code");
    const std::string code = fuzz::regions().representative(text, fuzz::today());
    fuzz::require(code == text || fuzz::regions().find(code, fuzz::today()) != nullptr,
                  "a code stands for itself or for a region of today");
    fuzz::require(fuzz::regions().path_name(code, fuzz::today()).size() < 100,
                  "a path is as long as the names of five levels");
    return 0;
}
