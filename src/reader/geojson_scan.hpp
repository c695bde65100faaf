#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace reader {

/// Looks through JSON text in pieces for what makes the map library slow, and for the reference
/// system that it would pass over in silence, in one pass and little memory; whether the text is
/// JSON at all is left to the library.
class GeoJsonScan {
public:
    enum class Verdict { fine, too_deep, too_many_names };

    /// `names_max` is for different member names in the whole text.
    explicit GeoJsonScan(std::size_t names_max) : names_max_(names_max) {}
    /// Anything but `fine` is final.
    Verdict feed(std::string_view text);

    /// True when the outermost object has a member `crs`.
    [[nodiscard]] bool has_reference() const { return has_reference_; }
    /// The first text called `name` inside `crs`; empty when there is none.
    [[nodiscard]] const std::string& reference_name() const { return reference_name_; }

    static constexpr int depth_max = 64;

private:
    void take(char c);
    void take_in_text(char c);
    void end_name();
    void end_text();

    std::size_t names_max_;
    Verdict verdict_ = Verdict::fine;
    int depth_ = 0;
    bool in_text_ = false;
    bool escaped_ = false;
    std::string text_;  // the last text, cut at name_bytes_max
    std::unordered_set<std::string> names_;
    bool has_reference_ = false;
    bool in_reference_ = false;
    bool names_reference_ = false;  // the next text is the name of the reference system
    std::string reference_name_;
};

}  // namespace reader
