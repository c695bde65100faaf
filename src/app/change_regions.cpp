#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "handlers.hpp"
#include "payload.hpp"
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

NewRegion read_new(const json& value) {
    NewRegion region{required_text(value, "code"), required_text(value, "name")};
    if (!registers::is_region_code(region.code))
        refuse("“" + region.code + "”不是 12 位区划代码。",
               "\"" + region.code + "\" is not a 12-digit region code.");
    if (region.name.empty()) refuse("新区划须有名称。", "A new region needs a name.");
    return region;
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
        if (operation_ == "rename") {
            rename();
        } else if (operation_ == "merge") {
            merge();
        } else if (operation_ == "split") {
            split();
        } else if (operation_ == "recode") {
            recode();
        } else {
            refuse("不认识的区划变更“" + operation_ + "”，应为 rename、merge、split 或 recode。",
                   "The change \"" + operation_ +
                       "\" is unknown; rename, merge, split or recode is expected.");
        }
        const auto counts = writer_.finish();
        recompute(context_, "region", &writer_.dirty());
        return {{"region." + operation_, "", "", context_.command.payload},
                nlohmann::ordered_json{{"ended", ended_}, {"begun", counts.inserted}}.dump(),
                false};
    }

private:
    base::Date read_day() {
        const auto day = base::parse_date(required_text(payload_, "on"));
        if (!day) refuse("日期应写成 2020-07-01 的样子。", "A day is written like 2020-07-01.");
        return *day;
    }

    const Region& existing(const std::string& code) const {
        const Region* region = context_.catalogue.regions.find(code, day_);
        if (!region)
            refuse(
                "行政区划“" + code + "”在 " + base::format_date(day_) + " 不存在。",
                "The region \"" + code + "\" does not exist on " + base::format_date(day_) + ".");
        if (region->valid_from == day_)
            refuse("“" + region->name + "”当天刚启用，不能同日再变更。",
                   "\"" + region->name + "\" only begins on that day and cannot end on it.");
        return *region;
    }

    void require_unused(const std::string& code) const {
        if (context_.catalogue.regions.find_latest(code))
            refuse("代码“" + code + "”已经用过，不能再给新区划。",
                   "The code \"" + code + "\" has been used already.");
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
        like.valid_to.reset();
        like.successor.clear();
        write(like);
    }

    void rename() {
        const Region& region = existing(required_text(payload_, "region"));
        end(region, "");
        begin(region, region.code, required_text(payload_, "name"));
    }

    void merge() {
        const NewRegion into = read_new(payload_.value("to", json::object()));
        std::vector<const Region*> from;
        for (const auto& code : payload_.value("from", json::array()))
            from.push_back(&existing(code.get<std::string>()));
        if (from.size() < 2)
            refuse("撤并至少要有两个区划。", "A merger needs at least two regions.");
        bool continues = false;
        for (const Region* region : from) {
            if (region->level != from[0]->level)
                refuse("撤并的区划级别应相同。", "Merged regions must be of one level.");
            continues = continues || region->code == into.code;
        }
        if (!continues) require_unused(into.code);
        for (const Region* region : from) {
            if (region->code != into.code) {
                end(*region, into.code);
            } else if (region->name != into.name) {
                end(*region, "");
                begin(*region, into.code, into.name);
            }
        }
        if (!continues) begin(*from[0], into.code, into.name);
    }

    // The old ledgers go to the heir; without one they stay with the old region.
    void split() {
        const Region& region = existing(required_text(payload_, "region"));
        const std::string heir = text_of(payload_, "heir");
        std::vector<NewRegion> parts;
        for (const auto& part : payload_.value("to", json::array()))
            parts.push_back(read_new(part));
        if (parts.size() < 2)
            refuse("拆分后至少应有两个区划。", "A split makes at least two regions.");
        bool continues = false;
        bool heir_known = heir.empty();
        for (const NewRegion& part : parts) {
            if (part.code != region.code) require_unused(part.code);
            continues = continues || part.code == region.code;
            heir_known = heir_known || part.code == heir;
        }
        if (!heir_known)
            refuse("承接台账的“" + heir + "”不在拆分后的区划中。",
                   "The heir \"" + heir + "\" is none of the new regions.");
        end(region, continues ? "" : heir);
        for (const NewRegion& part : parts) begin(region, part.code, part.name);
    }

    // A new code for a region and, with it, for everything below (升格, 划转).
    void recode() {
        const Region region = existing(required_text(payload_, "region"));
        const NewRegion to = read_new(payload_);
        const std::string old_prefix = registers::scope_prefix(region.code);
        const std::string new_prefix = registers::scope_prefix(to.code);
        if (old_prefix.size() != new_prefix.size())
            refuse("新代码与原代码应是同一级。", "The new code must be of the same level.");
        const std::string parent = text_of(payload_, "parent");
        for (const Region& each : context_.catalogue.regions.all()) {
            const bool valid = each.valid_from < day_ && (!each.valid_to || *each.valid_to >= day_);
            if (!valid || !registers::is_in_scope(each.code, region.code)) continue;
            Region next = each;
            const std::string code = new_prefix + each.code.substr(new_prefix.size());
            require_unused(code);
            const bool is_top = each.code == region.code;
            if (!is_top) next.parent = new_prefix + each.parent.substr(new_prefix.size());
            if (is_top && !parent.empty()) next.parent = parent;
            end(each, code);
            begin(next, code, is_top ? to.name : each.name);
        }
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
