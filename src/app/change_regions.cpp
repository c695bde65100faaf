#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "handlers.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::json;
using registers::Region;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

struct NewRegion {
    std::string code;
    std::string name;
};

[[noreturn]] void refuse_code(const std::string& code) {
    refuse("“" + code + "”不是 12 位区划代码。", "\"" + code + "\" is not a 12-digit region code.");
}

[[noreturn]] void refuse_used(const std::string& code) {
    refuse("代码“" + code + "”已经用过，不能再给新区划。",
           "The code \"" + code + "\" has been used already.");
}

NewRegion read_new(const json& value) {
    NewRegion region{required_text(value, "code"), required_text(value, "name")};
    if (!registers::is_region_code(region.code)) refuse_code(region.code);
    if (region.name.empty()) refuse("新区划须有名称。", "A new region needs a name.");
    return region;
}

std::vector<std::string> read_codes(const json& object, const char* key) {
    std::vector<std::string> codes;
    for (const auto& value : object.value(key, json::array())) {
        if (!value.is_string())
            refuse(std::string("“") + key + "”应为区划代码的列表。",
                   std::string("\"") + key + "\" must be a list of region codes.");
        codes.push_back(value.get<std::string>());
    }
    return codes;
}

// 改名、撤并、拆分、升格 on one day: periods end the day before, others begin, and each ended
// region names the one that took over from it.
class RegionChange {
public:
    explicit RegionChange(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          declaration_(context.catalogue.declaration("region")),
          writer_(context.connection, declaration_, context.sequence, std::nullopt),
          day_(read_day()),
          operation_(required_text(payload_, "operation")) {}

    Handled run() {
        const std::pair<const char*, void (RegionChange::*)()> known[] = {
            {"rename", &RegionChange::rename},
            {"merge", &RegionChange::merge},
            {"split", &RegionChange::split},
            {"recode", &RegionChange::recode}};
        const auto* change =
            std::find_if(std::begin(known), std::end(known),
                         [&](const auto& each) { return each.first == operation_; });
        if (change == std::end(known))
            refuse("不认识的区划变更“" + operation_ + "”，应为 rename、merge、split 或 recode。",
                   "The change \"" + operation_ +
                       "\" is unknown; rename, merge, split or recode is expected.");
        require_regions(context_, codes_spoken_of());
        (this->*change->second)();
        const auto counts = writer_.finish();
        recompute(context_, "region", &writer_.dirty());
        return {{"region." + operation_, "", "", context_.command.payload},
                nlohmann::ordered_json{{"ended", ended_}, {"begun", counts.inserted}}.dump(),
                false};
    }

private:
    [[nodiscard]] std::vector<std::string> codes_spoken_of() const {
        std::vector<std::string> codes = read_codes(payload_, "from");
        for (const char* key : {"region", "code", "parent", "heir"})
            codes.push_back(text_of(payload_, key));
        const json to = payload_.value("to", json::array());
        for (const json& each : to.is_array() ? to : json::array({to}))
            if (each.is_object()) codes.push_back(text_of(each, "code"));
        std::erase_if(codes, [](const auto& code) { return !registers::is_region_code(code); });
        return codes;
    }

    base::Date read_day() {
        const auto day = base::parse_date(required_text(payload_, "on"));
        if (!day) refuse("日期应写成 2020-07-01 的样子。", "A day is written like 2020-07-01.");
        return *day;
    }

    std::vector<Region> stored(const std::string& scope) const {
        return store::load_regions(context_.connection, declaration_, {}, scope);
    }

    Region existing(const std::string& code) const {
        if (!registers::is_region_code(code)) refuse_code(code);
        const auto periods = stored(code);
        const auto period = std::find_if(periods.begin(), periods.end(), [&](const Region& each) {
            return each.code == code && is_valid(each);
        });
        if (period == periods.end())
            refuse(
                "行政区划“" + code + "”在 " + base::format_date(day_) + " 不存在。",
                "The region \"" + code + "\" does not exist on " + base::format_date(day_) + ".");
        if (period->valid_from == day_)
            refuse("“" + period->name + "”当天刚启用，不能同日再变更。",
                   "\"" + period->name + "\" only begins on that day and cannot end on it.");
        return *period;
    }

    bool is_valid(const Region& region) const {
        return region.valid_from <= day_ && (!region.valid_to || day_ <= *region.valid_to);
    }

    // Whoever takes over from a region that ended later anyway would take its later days as well.
    static void require_lasting(const Region& region) {
        if (!region.valid_to) return;
        const std::string last = base::format_date(*region.valid_to);
        refuse("“" + region.name + "”这一段至 " + last + " 已经结束，只能变更此后仍存续的区划。",
               "This period of \"" + region.name + "\" ended on " + last +
                   " already; only a region that lasts can be changed.");
    }

    static void require_same_level(const std::string& code, const Region& before) {
        if (registers::scope_prefix(code).size() != registers::scope_prefix(before.code).size())
            refuse(
                "新代码“" + code + "”与原代码“" + before.code + "”应是同一级。",
                "The new code \"" + code + "\" must be of the level of \"" + before.code + "\".");
    }

    void require_unused(const std::string& code) const {
        for (const Region& each : stored(code))
            if (each.code == code) refuse_used(code);
    }

    void write(const Region& region) {
        registers::Row row;
        std::string aliases;
        for (const auto& alias : region.aliases) aliases += (aliases.empty() ? "" : "；") + alias;
        for (const auto& field : declaration_.fields)
            row.values.push_back(value_of(field, region, aliases));
        writer_.put(std::move(row));
    }

    static registers::Value value_of(const registers::Field& field, const Region& region,
                                     const std::string& aliases) {
        const auto text = [](const std::string& value) {
            return value.empty() ? registers::Value{} : registers::Value(value);
        };
        if (field.name == "region") return region.code;
        if (field.name == "valid_from") return base::format_date(region.valid_from);
        if (field.name == "valid_to")
            return text(region.valid_to ? base::format_date(*region.valid_to) : "");
        if (field.name == "name") return region.name;
        if (field.name == "level") return std::string(registers::to_string(region.level));
        if (field.name == "parent") return text(region.parent);
        if (field.name == "successor") return text(region.successor);
        if (field.name == "aliases") return text(aliases);
        if (field.name == "functional_zone")
            return std::string(region.functional_zone ? "yes" : "unknown");
        return {};
    }

    void end(Region region, const std::string& successor) {
        region.valid_to = base::Date(std::chrono::sys_days(day_) - std::chrono::days(1));
        region.successor = successor;
        write(region);
        ++ended_;
    }

    void begin(Region like, const std::string& code, const std::string& name) {
        like.code = code;
        if (like.name != name) like.aliases.clear();
        like.name = name;
        like.valid_from = day_;
        write(like);
    }

    // What came after the period stays: it ends when it ended, with the successor it had.
    void rename(const Region& region, const std::string& name) {
        end(region, "");
        begin(region, region.code, name);
    }

    void rename() {
        const Region region = existing(required_text(payload_, "region"));
        const std::string name = required_text(payload_, "name");
        if (name.empty() || name == region.name)
            refuse("新名称应与“" + region.name + "”不同，且不能为空。",
                   "The new name must differ from \"" + region.name + "\" and not be empty.");
        rename(region, name);
    }

    void merge() {
        const NewRegion into = read_new(payload_.value("to", json::object()));
        std::vector<Region> from;
        for (const std::string& code : read_codes(payload_, "from")) from.push_back(existing(code));
        if (from.size() < 2)
            refuse("撤并至少要有两个区划。", "A merger needs at least two regions.");
        require_mergeable(from, into);
        // The new one lies where its code says, when one of the old ones did.
        const Region* like = &from.front();
        bool continues = false;
        for (const Region& region : from) {
            continues = continues || region.code == into.code;
            if (registers::is_in_scope(into.code, region.parent) &&
                !registers::is_in_scope(into.code, like->parent))
                like = &region;
        }
        if (!continues) require_unused(into.code);
        for (const Region& region : from) {
            if (region.code != into.code) {
                require_lasting(region);
                end(region, into.code);
            } else if (region.name != into.name) {
                rename(region, into.name);
            }
        }
        if (!continues) begin(*like, into.code, into.name);
    }

    static void require_mergeable(const std::vector<Region>& from, const NewRegion& into) {
        std::set<std::string> codes;
        for (const Region& region : from) {
            if (!codes.insert(region.code).second)
                refuse("“" + region.name + "”列了两次。",
                       "\"" + region.name + "\" is listed twice.");
            if (region.level != from[0].level)
                refuse("撤并的区划级别应相同。", "Merged regions must be of one level.");
        }
        require_same_level(into.code, from[0]);
    }

    // The old ledgers go to the heir; without one they stay with the old region.
    void split() {
        const Region region = existing(required_text(payload_, "region"));
        require_lasting(region);
        const std::string heir = text_of(payload_, "heir");
        const auto parts = read_parts(region);
        bool continues = false;
        bool heir_known = heir.empty();
        for (const NewRegion& part : parts) {
            continues = continues || part.code == region.code;
            heir_known = heir_known || part.code == heir;
        }
        if (!heir_known)
            refuse("承接台账的“" + heir + "”不在拆分后的区划中。",
                   "The heir \"" + heir + "\" is none of the new regions.");
        if (continues && !heir.empty() && heir != region.code)
            refuse(
                "“" + region.code + "”沿用原代码，台账仍归它；承接者只能是它。",
                "\"" + region.code + "\" keeps its code and so its ledgers; no other can be heir.");
        end(region, continues ? "" : heir);
        for (const NewRegion& part : parts) begin(region, part.code, part.name);
    }

    std::vector<NewRegion> read_parts(const Region& region) const {
        std::vector<NewRegion> parts;
        std::set<std::string> codes;
        for (const auto& value : payload_.value("to", json::array())) {
            parts.push_back(read_new(value));
            const std::string& code = parts.back().code;
            require_same_level(code, region);
            if (code != region.code) require_unused(code);
            if (!codes.insert(code).second)
                refuse("代码“" + code + "”列了两次。",
                       "The code \"" + code + "\" is listed twice.");
        }
        if (parts.size() < 2)
            refuse("拆分后至少应有两个区划。", "A split makes at least two regions.");
        return parts;
    }

    // A new code for a region and, with it, for everything below (升格, 划转).
    void recode() {
        const Region region = existing(required_text(payload_, "region"));
        const NewRegion to = read_new(payload_);
        require_same_level(to.code, region);
        const std::string parent = text_of(payload_, "parent");
        if (!parent.empty()) (void)existing(parent);
        const std::string prefix = registers::scope_prefix(to.code);
        if (!stored(to.code).empty()) refuse_used(to.code);
        const auto moved = stored(region.code);
        for (const Region& each : moved) require_settled(each);
        for (const Region& each : moved) {
            if (!is_valid(each)) continue;
            Region next = each;
            const bool is_top = each.code == region.code;
            if (!is_top) next.parent = prefix + each.parent.substr(prefix.size());
            if (is_top && !parent.empty()) next.parent = parent;
            const std::string code = prefix + each.code.substr(prefix.size());
            end(each, code);
            begin(next, code, is_top ? to.name : each.name);
        }
    }

    // What changed on or after the day would be left behind under the old code.
    void require_settled(const Region& region) const {
        const bool changes_later =
            region.valid_from >= day_ || (region.valid_to && *region.valid_to >= day_);
        if (!changes_later) return;
        const std::string day = base::format_date(day_);
        refuse("“" + region.name + "”（" + region.code + "）在 " + day +
                   " 或之后还有变更，换代码应在最后一次变更之后。",
               "\"" + region.name + "\" (" + region.code + ") changes on " + day +
                   " or later; a new code must come after the last change.");
    }

    const Context& context_;
    json payload_;
    const registers::Declaration& declaration_;
    store::RegisterWriter writer_;
    base::Date day_;
    std::string operation_;
    std::int64_t ended_ = 0;
};

}  // namespace

Handled handle_change_regions(const Context& context) {
    return RegionChange(context).run();
}

}  // namespace app
