#include "findings.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "across/finding.hpp"
#include "entries.hpp"
#include "evidence_object.hpp"
#include "geo/degrees.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using registers::Declaration;

constexpr const char* link_field = "found_in";
constexpr const char* act_name = "findings";

std::string text_in(const Declaration& declaration, const registers::Row& row, const char* field) {
    const auto index = declaration.find(field);
    const auto* text = index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
    return text ? *text : std::string{};
}

std::string link_to(const across::FindingRule& rule, const Declaration& declaration,
                    const registers::Row& row) {
    return declaration.name + "/" + object_key(declaration, row) + "/" + rule.name;
}

const ledger::Ledger* find_ledger(const Catalogue& catalogue, const std::string& name) {
    for (const auto& ledger : catalogue.ledgers)
        if (ledger.declaration.name == name) return &ledger;
    return nullptr;
}

/// An entry that stands where it began says nothing yet, a dropped one nothing any more.
bool is_handed_in(const ledger::Ledger& ledger, const registers::Row& row) {
    const std::string state = ledger::text_of(ledger, row, "state");
    return state != ledger.start && ledger.state(state).kind != ledger::StateKind::dropped;
}

class Opening {
public:
    explicit Opening(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          draw_(text_of(payload_, "draw")),
          register_(text_of(payload_, "register")),
          number_(text_of(payload_, "number")) {
        if (!register_.empty()) (void)context_.catalogue.declaration(register_);
        if (!number_.empty() && register_.empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"写了 number 就要写 register：是哪个台账的编号。",
                               "`number` needs `register`: of which ledger it is."});
    }

    Handled run() {
        std::map<std::string, std::vector<const across::FindingRule*>> by_register;
        for (const auto& rule : context_.catalogue.findings)
            if (register_.empty() || rule.register_name == register_)
                by_register[rule.register_name].push_back(&rule);
        for (const auto& [name, rules] : by_register) open_of(name, rules);
        if (rows_ == 0 && !context_.access.everything)
            throw base::Error(base::ErrorKind::forbidden,
                              {"这里没有您经办的、已上报的检查表或记录，没有可登记的问题。",
                               "No sheet or record handed in here is yours to act on: there is "
                               "nothing to open."});
        const std::string object = !draw_.empty() ? draw_ : register_ + "/" + number_;
        return {{"findings.open", object, "", context_.command.payload},
                ordered_json{{"rows", rows_},
                             {"opened", opened_},
                             {"known", known_count_},
                             {"moved", moved_},
                             {"items", items_}}
                    .dump(),
                false};
    }

private:
    [[nodiscard]] std::vector<store::StoredRow> rows_of(const Declaration& declaration) const {
        std::vector<store::Wanted> wanted;
        if (!draw_.empty()) {
            if (!declaration.find("draw")) return {};
            wanted.push_back({"draw", draw_});
        }
        if (!number_.empty() && declaration.is_ledger) wanted.push_back({"number", number_});
        if (!wanted.empty()) return store::rows_with(context_.connection, declaration, {}, wanted);
        std::vector<store::StoredRow> rows;
        store::for_each_row(context_.connection, declaration, [&](const store::StoredRow& stored) {
            if (number_.empty() || object_key(declaration, stored.row) == number_)
                rows.push_back(stored);
        });
        return rows;
    }

    /// Who the actor is at the row, which decides what he may open of it: the restricted ledger of
    /// clues is none that he acts in.
    [[nodiscard]] ledger::Actor actor_at(const Declaration& declaration,
                                         const ledger::Ledger* ledger,
                                         const registers::Row& row) const {
        if (ledger) return ledger_actor(context_.access, *ledger, row);
        people::Target target;
        target.region = text_in(declaration, row, "region");
        target.register_name = declaration.name;
        ledger::Actor actor{context_.access.user, {}, {}, context_.access.everything};
        for (const std::string& role : people::roles_at(context_.access, target))
            actor.roles.push_back(role);
        return actor;
    }

    void open_of(const std::string& name, const std::vector<const across::FindingRule*>& rules) {
        const Declaration& declaration = context_.catalogue.declaration(name);
        const ledger::Ledger* ledger = find_ledger(context_.catalogue, name);
        for (const auto& stored : rows_of(declaration)) {
            if (ledger && !is_handed_in(*ledger, stored.row)) continue;
            const auto actor = actor_at(declaration, ledger, stored.row);
            if (!actor.every_role && actor.roles.empty()) continue;
            ++rows_;
            registers::Row after = stored.row;
            std::string note;
            for (const auto* rule : rules)
                if (programme::matches(rule->when, declaration, stored.row))
                    open(*rule, actor, declaration, stored.row, after, note);
            if (ledger && after != stored.row) write_back(*ledger, stored.row, after, note, actor);
        }
    }

    void open(const across::FindingRule& rule, const ledger::Actor& actor,
              const Declaration& declaration, const registers::Row& row, registers::Row& after,
              std::string& note) {
        const std::string link = link_to(rule, declaration, row);
        auto& known = known_in(rule.opens);
        const bool moves = !rule.moves.empty();
        if (!moves && known.contains(link)) {
            ++known_count_;
            return;
        }
        const auto& ledger = context_.catalogue.ledger(rule.opens);
        const std::string number = open_one(
            context_, ledger, {{"values", values_of(rule, declaration, row, link)}}, actor);
        known[link] = number;
        if (moves) {
            ++moved_;
            after.values[declaration.find(rule.moves).value()] = {};
            note += (note.empty() ? "" : ", ") + ledger.declaration.label.zh;
            return;
        }
        ++opened_;
        note += (note.empty() ? "" : ", ") + number;
        items_.push_back({{"row", declaration.name + "/" + object_key(declaration, row)},
                          {"finding", rule.name},
                          {"ledger", rule.opens},
                          {"number", number}});
        if (!rule.number_in.empty()) add_number(declaration, rule.number_in, number, after);
    }

    json values_of(const across::FindingRule& rule, const Declaration& declaration,
                   const registers::Row& row, const std::string& link) const {
        const Declaration& target = context_.catalogue.ledger(rule.opens).declaration;
        json values{{"region", text_in(declaration, row, "region")}, {link_field, link}};
        for (const char* same : {"programme", "draw"})
            if (const std::string text = text_in(declaration, row, same);
                !text.empty() && target.find(same))
                values[same] = text;
        if (const auto at = registers::first_position(row.geometry_wkb);
            at && target.geometry == registers::GeometryType::point) {
            values["lon"] = geo::degrees_text(at->lon_deg);
            values["lat"] = geo::degrees_text(at->lat_deg);
            values["datum"] = "cgcs2000";
        }
        for (const auto& [field, text] : across::values_found(rule, declaration, target, row))
            values[field] = text;
        for (const auto& field : target.fields)
            if (field.required && field.type == registers::FieldType::date &&
                !values.contains(field.name))
                values[field.name] = base::format_date(today_of(context_));
        return values;
    }

    static void add_number(const Declaration& declaration, const std::string& field,
                           const std::string& number, registers::Row& after) {
        auto& value = after.values[declaration.find(field).value()];
        const auto* before = std::get_if<std::string>(&value);
        value = before && !before->empty() ? *before + "," + number : number;
    }

    void write_back(const ledger::Ledger& ledger, const registers::Row& before,
                    registers::Row after, const std::string& note, const ledger::Actor& actor) {
        const std::string number = ledger::text_of(ledger, before, "number");
        store::RegisterWriter writer(context_.connection, ledger.declaration, context_.sequence,
                                     std::nullopt);
        (void)writer.find(after);
        AskedHistory history(context_.connection, context_.catalogue, ledger, number);
        const auto moved =
            ledger::note_act(ledger, std::move(after), history.read(), act_name, note, actor,
                             {today_of(context_), context_.catalogue.calendar});
        keep_moved(context_, ledger, moved, writer, &before);
    }

    std::map<std::string, std::string>& known_in(const std::string& name) {
        const auto [it, is_new] = known_.try_emplace(name);
        if (is_new) {
            const auto& ledger = context_.catalogue.ledger(name);
            store::for_each_row(
                context_.connection, ledger.declaration, [&](const store::StoredRow& stored) {
                    const std::string link = ledger::text_of(ledger, stored.row, link_field);
                    if (!link.empty())
                        it->second[link] = ledger::text_of(ledger, stored.row, "number");
                });
        }
        return it->second;
    }

    const Context& context_;
    json payload_;
    std::string draw_, register_, number_;
    std::map<std::string, std::map<std::string, std::string>> known_;  // ledger -> link -> number
    std::int64_t rows_ = 0, opened_ = 0, known_count_ = 0, moved_ = 0;
    ordered_json items_ = ordered_json::array();
};

}  // namespace

Handled handle_open_findings(const Context& context) {
    return Opening(context).run();
}

void require_findings_opened(const Context& context, const ledger::Ledger& ledger,
                             const registers::Row& entry) {
    const Declaration& declaration = ledger.declaration;
    for (const auto& rule : context.catalogue.findings) {
        if (rule.register_name != declaration.name ||
            !programme::matches(rule.when, declaration, entry))
            continue;
        const auto& target = context.catalogue.declaration(rule.opens);
        if (rule.moves.empty() &&
            !store::rows_with(context.connection, target, {},
                              {{link_field, link_to(rule, declaration, entry)}})
                 .empty())
            continue;
        throw base::Error(base::ErrorKind::conflict,
                          {"“" + rule.label.zh + "”还没有登记到“" + target.label.zh +
                               "”，请先办理“登记发现的问题”（wanjia findings）。",
                           "\"" + rule.label.en + "\" is not opened in " + target.name +
                               " yet; open the findings first (wanjia findings)."});
    }
}

void refuse_link_by_hand(const json& values) {
    if (values.contains(link_field))
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“found_in”由“登记发现的问题”填写，不能手填。",
                           "`found_in` is set when findings are opened, never by hand."});
}

}  // namespace app
