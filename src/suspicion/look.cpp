#include "suspicion/look.hpp"

#include <algorithm>
#include <tuple>

namespace suspicion {

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::same_photo:
            return "same_photo";
        case Kind::alike_photo:
            return "alike_photo";
        case Kind::photo_place:
            return "photo_place";
        case Kind::photo_time:
            return "photo_time";
        case Kind::speed:
            return "speed";
        case Kind::too_quick:
            return "too_quick";
        case Kind::closed_at_once:
            return "closed_at_once";
        case Kind::same_answers:
            return "same_answers";
        case Kind::jump:
            return "jump";
        case Kind::late_batch:
            return "late_batch";
        case Kind::digits:
            return "digits";
        case Kind::no_change:
            return "no_change";
        case Kind::shared_device:
            return "shared_device";
    }
    return "";
}

std::vector<Hit> look(const Work& work, const Rules& rules) {
    std::vector<Hit> all;
    const auto ask = [&](auto find, const auto& items, const auto& rule) {
        if (!rule) return;
        auto hits = find(items, *rule);
        std::ranges::move(hits, std::back_inserter(all));
    };
    ask(find_same_photos, work.photos, rules.same_photo);
    ask(find_alike_photos, work.photos, rules.alike_photo);
    ask(find_photos_elsewhere, work.photos, rules.photo_place);
    ask(find_photos_of_other_times, work.photos, rules.photo_time);
    ask(find_impossible_speeds, work.records, rules.speed);
    ask(find_too_quick, work.records, rules.too_quick);
    ask(find_closed_at_once, work.closings, rules.closed_at_once);
    ask(find_same_answers, work.answers, rules.same_answers);
    ask(find_jumps, work.reported, rules.jump);
    ask(find_late_batches, work.edits, rules.late_batch);
    ask(find_heaped_digits, work.readings, rules.digits);
    ask(find_unchanged, work.measured, rules.no_change);
    ask(find_shared_devices, work.uses, rules.shared_device);
    std::ranges::sort(all, [](const Hit& a, const Hit& b) {
        return std::tie(a.kind, a.subject) < std::tie(b.kind, b.subject);
    });
    return all;
}

}  // namespace suspicion
