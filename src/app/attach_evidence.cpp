#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/rational.hpp"
#include "base/text.hpp"
#include "evidence_object.hpp"
#include "geo/distance.hpp"
#include "handlers.hpp"
#include "ledger/calendar.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"
#include "store/evidence_store.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using store::EvidenceObject;

constexpr int alike_bits = 6;
constexpr std::size_t objects_named_max = 20;

std::string name_of(const EvidenceObject& object) {
    return object.register_name + ":" + object.key;
}

std::string names_of(const std::set<EvidenceObject>& objects) {
    std::vector<std::string> names;
    for (const EvidenceObject& object : objects)
        if (names.size() < objects_named_max) names.push_back(name_of(object));
    return base::join(names, "; ");
}

// Which other objects a file has been evidence of: itself, or in a picture like it.
struct Reuse {
    std::set<EvidenceObject> same, alike;
    std::set<std::pair<std::string, EvidenceObject>> links;  // hash and object of each

    [[nodiscard]] std::string kind() const {
        if (!same.empty()) return "same";
        return alike.empty() ? "none" : "alike";
    }
    [[nodiscard]] std::set<EvidenceObject> objects() const {
        std::set<EvidenceObject> all = same;
        all.insert(alike.begin(), alike.end());
        return all;
    }
};

class Attachment {
public:
    explicit Attachment(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          items_(context.catalogue.declaration(evidence_register)),
          sha256_(required_text(payload_, "sha256")) {
        const auto& register_of_object =
            context.catalogue.declaration(required_text(payload_, "register"));
        const auto row =
            find_object(context.connection, register_of_object, required_text(payload_, "key")).row;
        require_part(context.catalogue, context.access, register_of_object, row);
        object_place_ = registers::wkb_envelope(row.geometry_wkb);
        object_ = {register_of_object.name, object_key(register_of_object, row)};
        region_ =
            registers::canonical_text(register_of_object.fields[*register_of_object.find("region")],
                                      row.values[*register_of_object.find("region")]);
    }

    Handled run() {
        const bool already = find_item(sha256_, object_).has_value();
        Reuse reuse;
        if (!already) {
            reuse = find_reuse();
            remember();
            write(reuse);
        }
        Handled handled;
        handled.record = {"evidence.attach", name_of(object_), "", context_.command.payload};
        handled.has_findings = reuse.kind() != "none";
        ordered_json objects = ordered_json::array();
        for (const EvidenceObject& object : reuse.objects()) objects.push_back(name_of(object));
        handled.answer = ordered_json{{"sha256", sha256_},      {"register", object_.register_name},
                                      {"key", object_.key},     {"region", region_},
                                      {"already", already},     {"duplicate", reuse.kind()},
                                      {"duplicate_of", objects}}
                             .dump();
        return handled;
    }

private:
    std::optional<store::StoredRow> find_item(const std::string& sha256,
                                              const EvidenceObject& object) const {
        return store::find_row(context_.connection, items_,
                               {sha256, object.register_name, object.key});
    }

    Reuse find_reuse() const {
        Reuse reuse;
        if (!shows_one_place(text_of(payload_, "media_type"))) return reuse;
        for (const EvidenceObject& use : store::evidence_uses(context_.connection, sha256_))
            if (use != object_) {
                reuse.same.insert(use);
                reuse.links.emplace(sha256_, use);
            }
        const auto likeness = likeness_of_payload();
        if (!likeness) return reuse;
        for (const std::string& other :
             store::find_alike(context_.connection, *likeness, alike_bits)) {
            if (other == sha256_) continue;
            for (const EvidenceObject& use : store::evidence_uses(context_.connection, other))
                if (use != object_) {
                    if (!reuse.same.contains(use)) reuse.alike.insert(use);
                    reuse.links.emplace(other, use);
                }
        }
        return reuse;
    }

    [[nodiscard]] std::optional<std::uint64_t> likeness_of_payload() const {
        const std::string text = text_of(payload_, "likeness");
        std::uint64_t likeness = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), likeness, 16);
        if (text.empty() || end.ptr != text.data() + text.size()) return std::nullopt;
        return likeness;
    }

    void remember() {
        store::save_evidence_use(context_.connection, sha256_, object_, context_.sequence);
        if (const auto likeness = likeness_of_payload())
            store::save_picture(context_.connection, sha256_, *likeness, context_.sequence);
    }

    void write(const Reuse& reuse) {
        store::RegisterWriter writer(context_.connection, items_, context_.sequence, std::nullopt);
        writer.put(new_row(reuse));
        for (const auto& [sha256, object] : reuse.links) {
            auto item = find_item(sha256, object);
            if (item) writer.put(flagged(std::move(item->row), sha256 == sha256_));
        }
        (void)writer.finish();
        recompute(context_, items_.name, &writer.dirty());
    }

    // The older photo is as suspect as the newer: nobody knows which of the two was true.
    registers::Row flagged(registers::Row row, bool same) const {
        const std::string before = text_in(row, "duplicate");
        set(row, "duplicate", same || before == "same" ? "same" : "alike");
        std::string others = text_in(row, "duplicate_of");
        auto named = base::split(others, ';');
        const bool known = std::any_of(named.begin(), named.end(), [&](const std::string& each) {
            return base::normalise_cell(each) == name_of(object_);
        });
        if (!known && named.size() < objects_named_max)
            others += (others.empty() ? "" : "; ") + name_of(object_);
        set(row, "duplicate_of", others);
        return row;
    }

    registers::Row new_row(const Reuse& reuse) const {
        registers::Row row;
        row.values.resize(items_.fields.size());
        for (const char* name : {"purpose", "file_name", "media_type", "captured_at", "time_source",
                                 "place_source", "device", "likeness"})
            set(row, name, text_of(payload_, name));
        for (const char* name : {"bytes", "width", "height"})
            if (payload_.contains(name))
                row.values[*items_.find(name)] = required_integer(payload_, name);
        set(row, "sha256", sha256_);
        set(row, "object_register", object_.register_name);
        set(row, "object_key", object_.key);
        set(row, "region", region_);
        set(row, "uploader", context_.command.actor.user);
        set(row, "uploader_role", context_.command.actor.role);
        set(row, "unit", context_.command.actor.unit);
        set(row, "uploaded_at", base::format_instant(context_.environment.clock.now()));
        set(row, "duplicate", reuse.kind());
        set(row, "duplicate_of", names_of(reuse.objects()));
        if (const auto at = position()) {
            row.geometry_wkb = registers::point_wkb(*at);
            if (object_place_)
                row.values[*items_.find("distance_m")] = distance_m(*at, *object_place_);
        }
        if (const auto days = days_before_upload())
            row.values[*items_.find("taken_days_before")] = *days;
        return row;
    }

    // To the nearest side of the box around the object, which is the object itself if a point.
    static std::int64_t distance_m(geo::Position at, const registers::Envelope& box) {
        const geo::Position nearest{std::clamp(at.lon_deg, box.lon_min_deg, box.lon_max_deg),
                                    std::clamp(at.lat_deg, box.lat_min_deg, box.lat_max_deg)};
        return std::llround(geo::near_distance_m(at, nearest));
    }

    // Both days as the clocks of China show them; a time with another offset keeps its own day.
    [[nodiscard]] std::optional<std::int64_t> days_before_upload() const {
        const auto taken = base::parse_date(text_of(payload_, "captured_at").substr(0, 10));
        if (!taken) return std::nullopt;
        return ledger::days_between(*taken, base::shanghai_date(context_.environment.clock.now()));
    }

    // Degrees on CGCS2000, as whoever looked at the file wrote them into the command.
    [[nodiscard]] std::optional<geo::Position> position() const {
        const auto lon = base::parse_rational(text_of(payload_, "lon"));
        const auto lat = base::parse_rational(text_of(payload_, "lat"));
        if (!lon || !lat) return std::nullopt;
        const geo::Position at{lon->get_d(), lat->get_d()};
        return registers::is_in_china(at) ? std::optional(at) : std::nullopt;
    }

    void set(registers::Row& row, const char* field, const std::string& text) const {
        auto& value = row.values[*items_.find(field)];
        if (text.empty()) {
            value = {};
        } else {
            value = text;
        }
    }

    [[nodiscard]] std::string text_in(const registers::Row& row, const char* field) const {
        const auto* text = std::get_if<std::string>(&row.values[*items_.find(field)]);
        return text ? *text : std::string{};
    }

    const Context& context_;
    nlohmann::json payload_;
    const registers::Declaration& items_;
    std::string sha256_;
    EvidenceObject object_;
    std::optional<registers::Envelope> object_place_;
    std::string region_;
};

}  // namespace

Handled handle_attach_evidence(const Context& context) {
    return Attachment(context).run();
}

}  // namespace app
