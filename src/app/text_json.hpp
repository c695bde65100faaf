#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "base/date.hpp"
#include "base/error.hpp"

namespace app {

inline nlohmann::ordered_json text_json(const base::Text& text) {
    return {{"zh", text.zh}, {"en", text.en}};
}

inline nlohmann::ordered_json date_json(const std::optional<base::Date>& date) {
    return date ? nlohmann::ordered_json(base::format_date(*date))
                : nlohmann::ordered_json(nullptr);
}

}  // namespace app
