#include "model.hpp"

#include <algorithm>
#include <set>

namespace sync_tests {
namespace {

bool is_whole(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_fact(const std::string& text) {
    return text == "yes" || text == "no" || text == "unknown" || text.empty();
}

}  // namespace

std::string Register::key_of(const ordered_json& values) const {
    std::string text;
    for (const auto& part : key_) text += values.value(part, "") + "\n";
    return text;
}

bool Register::put(const ordered_json& values) {
    const auto known = rows_.find(key_of(values));
    for (const auto& [name, value] : values.items()) {
        const auto field = std::find_if(fields_.begin(), fields_.end(),
                                        [&](const Field& each) { return each.name == name; });
        if (field == fields_.end()) return false;
        const auto text = value.get<std::string>();
        if (field->required && text.empty()) return false;
        if (field->kind == Kind::whole && !text.empty() && !is_whole(text)) return false;
        if (field->kind == Kind::fact && !is_fact(text)) return false;
    }
    for (const auto& field : fields_)
        if (field.required && !values.contains(field.name) && known == rows_.end()) return false;
    Values row;
    if (known != rows_.end()) row = known->second;
    for (const auto& field : fields_) {
        if (values.contains(field.name)) row[field.name] = values.at(field.name).get<std::string>();
        if (field.kind == Kind::fact && row[field.name].empty()) row[field.name] = "unknown";
    }
    rows_[key_of(values)] = row;
    return true;
}

bool Register::remove(const ordered_json& key) {
    return rows_.erase(key_of(key)) > 0;
}

bool Funds::may_open(const std::map<std::string, std::int64_t>& values) {
    return values.contains("applied");
}

void Funds::opened(const std::string& number, std::int64_t sequence,
                   const std::map<std::string, std::int64_t>& values) {
    Entry entry;
    entry.amounts = values;
    entry.past[sequence] = entry.amounts;
    entries_[number] = entry;
}

std::optional<Funds::Entry> Funds::after(const std::string& number, const Step& step) const {
    const auto found = entries_.find(number);
    if (found == entries_.end()) return std::nullopt;
    Entry entry = found->second;
    const std::string& state = entry.state;
    const std::map<std::string, std::string> sets = {
        {"approve", "approved"}, {"arrive", "arrived"}, {"spend", "spent"}};
    const std::map<std::string, std::set<std::string>> from = {{"approve", {"applied"}},
                                                               {"arrive", {"approved", "arrived"}},
                                                               {"spend", {"arrived"}},
                                                               {"close", {"arrived"}}};
    const auto way = from.find(step.name);
    if (way == from.end() || !way->second.contains(state)) return std::nullopt;
    const auto field = sets.find(step.name);
    // Only the one amount that the step is about.
    for (const auto& [name, amount] : step.values)
        if (field == sets.end() || name != field->second) return std::nullopt;
    // Somebody else wrote another amount since the author looked.
    const auto seen = entry.past.upper_bound(step.seen);
    if (seen == entry.past.begin()) return std::nullopt;
    const auto& read = std::prev(seen)->second;
    const auto in = [](const std::map<std::string, std::int64_t>& amounts,
                       const std::string& name) -> std::optional<std::int64_t> {
        const auto it = amounts.find(name);
        return it == amounts.end() ? std::nullopt : std::optional(it->second);
    };
    for (const auto& [name, amount] : step.values)
        if (in(entry.amounts, name) != amount && in(entry.amounts, name) != in(read, name))
            return std::nullopt;
    for (const auto& [name, amount] : step.values) entry.amounts[name] = amount;
    if (field != sets.end() && !entry.amounts.contains(field->second)) return std::nullopt;
    const char* order[] = {"applied", "approved", "arrived", "spent"};
    for (int i = 1; i < 4; ++i)
        if (field != sets.end() && field->second == order[i] &&
            entry.amounts.at(order[i]) > entry.amounts.at(order[i - 1]))
            return std::nullopt;
    if (step.name == "spend" && !step.evidence) return std::nullopt;
    entry.proved = entry.proved || step.evidence;
    if (step.name == "approve") entry.state = "approved";
    if (step.name == "arrive") entry.state = "arrived";
    if (step.name == "spend") entry.spenders.push_back(step.user);
    if (step.name != "close") return entry;
    const bool by_another =
        !entry.spenders.empty() &&
        std::find(entry.spenders.begin(), entry.spenders.end(), step.user) == entry.spenders.end();
    if (!by_another || !entry.proved) return std::nullopt;
    entry.state = "closed";
    return entry;
}

void Funds::stepped(const std::string& number, std::int64_t sequence, Entry entry) {
    entry.past[sequence] = entry.amounts;
    entries_[number] = std::move(entry);
}

}  // namespace sync_tests
