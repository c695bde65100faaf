#include "suspicion_work.hpp"

#include <charconv>
#include <map>

#include "entries.hpp"
#include "evidence_object.hpp"
#include "ledger/times.hpp"
#include "registers/geometry.hpp"
#include "store/oversight_store.hpp"
#include "suspicion/rules.hpp"
#include "suspicion_moments.hpp"
#include "trail/trail.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::Row;
using suspicion::Source;

std::string text_in(const Declaration& declaration, const Row& row, const std::string& field) {
    const auto index = declaration.find(field);
    return index ? registers::canonical_text(declaration.fields[*index], row.values[*index]) : "";
}

std::optional<std::int64_t> number_in(const Declaration& declaration, const Row& row,
                                      const std::string& field) {
    const auto index = declaration.find(field);
    const auto* value = index ? std::get_if<std::int64_t>(&row.values[*index]) : nullptr;
    return value ? std::optional(*value) : std::nullopt;
}

/// Who wrote a trail number, and when.
struct Written {
    std::int64_t at_s = 0;
    std::string who;
};

/// The work of one county as the trail, the evidence, the steps of entries and the rows of
/// registers hold it.
class Reading {
public:
    Reading(const Context& context, const suspicion::Rules& rules)
        : context_(context), rules_(rules) {}

    WrittenWork run() {
        read_trail();
        read_steps();
        read_photos();
        for (const auto& from : rules_.records) read_records(from);
        for (const auto& from : rules_.answers) read_answers(from);
        for (const auto& from : rules_.reported) read_reported(from);
        for (const auto& from : rules_.readings) read_readings(from);
        for (const auto& from : rules_.measured) read_measured(from);
        place_uses();
        return std::move(result_);
    }

private:
    void read_trail() {
        const std::int64_t since_ms = base::to_milliseconds(context_.environment.clock.now()) -
                                      rules_.look_back_days * day_s * 1000;
        store::visit_trail_since(
            context_.connection, since_ms,
            [&](std::int64_t sequence, std::int64_t time_ms, std::string_view line) {
                const auto entry = trail::parse_entry(line);
                if (!entry || !entry->succeeded) return;
                written_[sequence] = {time_ms / 1000, entry->user};
                if (!entry->device.empty() && !entry->user.empty())
                    result_.work.uses.push_back(
                        {{"trail/" + std::to_string(sequence), "", entry->user},
                         entry->device,
                         time_ms / 1000});
            });
    }

    [[nodiscard]] const Written* written(std::int64_t sequence) const {
        const auto found = written_.find(sequence);
        return found == written_.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::string who_wrote(std::int64_t sequence) const {
        const Written* found = written(sequence);
        return found ? found->who : std::string{};
    }

    void read_steps() {
        const auto& steps = context_.catalogue.declaration("entry_step");
        store::for_each_row(context_.connection, steps, [&](const store::StoredRow& stored) {
            const auto text = [&](const char* field) { return text_in(steps, stored.row, field); };
            const std::string entry = text("ledger") + "/" + text("number");
            if (text("serial") == "1") opened_[entry] = {text("done_on"), stored.begin_sequence};
            const Written* at = written(stored.begin_sequence);
            if (!at || at->who.empty()) return;
            const Source of{entry, text("region"), at->who};
            places_[at->who] = of.region;
            if (const auto due = base::parse_date(text("due_on")))
                result_.work.edits.push_back(
                    {of, text("ledger") + " " + text("due_on"), at->at_s, end_of_day_s(*due)});
            read_closing(text("ledger"), text("to_state"), of, at->at_s);
        });
    }

    void read_closing(const std::string& name, const std::string& state, const Source& of,
                      std::int64_t closed_s) {
        for (const auto& ledger : context_.catalogue.ledgers) {
            if (ledger.declaration.name != name || ledger.is_record || state.empty()) continue;
            const auto opened = opened_.find(of.row);
            const Written* from =
                opened == opened_.end() ? nullptr : written(opened->second.second);
            if (ledger.state(state).kind == ledger::StateKind::closed && from)
                result_.work.closings.push_back({of, from->at_s, closed_s});
        }
    }

    void read_photos() {
        const auto& items = context_.catalogue.declaration(evidence_register);
        store::for_each_row(context_.connection, items, [&](const store::StoredRow& stored) {
            const auto text = [&](const char* field) { return text_in(items, stored.row, field); };
            if (!shows_one_place(text("media_type"))) return;
            suspicion::Photo photo;
            photo.object = text("object_register") + "/" + text("object_key");
            photo.of = {"evidence_item/" + text("sha256").substr(0, 12) + " " + photo.object,
                        text("region"), text("uploader")};
            if (!photo.of.who.empty()) places_[photo.of.who] = photo.of.region;
            photo.sha256 = text("sha256");
            photo.likeness = likeness(text("likeness"));
            photo.distance_m = number_in(items, stored.row, "distance_m");
            photo.days_before = number_in(items, stored.row, "taken_days_before");
            const std::string taken = text("captured_at");
            photo.days_before_opened = days_before_opened(photo.object, taken);
            if (const auto at = seconds_of(taken); at && text("time_source") == "file")
                result_.work.records.push_back(
                    {photo.of, photo.object, *at,
                     registers::first_position(stored.row.geometry_wkb)});
            result_.work.photos.push_back(std::move(photo));
        });
    }

    static std::optional<std::uint64_t> likeness(const std::string& text) {
        std::uint64_t value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value, 16);
        if (text.empty() || end.ptr != text.data() + text.size()) return std::nullopt;
        return value;
    }

    [[nodiscard]] std::optional<std::int64_t> days_before_opened(const std::string& object,
                                                                 const std::string& taken) const {
        const auto opened = opened_.find(object);
        const auto day = base::parse_date(taken.substr(0, 10));
        if (opened == opened_.end() || !day) return std::nullopt;
        const auto on = base::parse_date(opened->second.first);
        return on ? std::optional(ledger::days_between(*day, *on)) : std::nullopt;
    }

    void miss(const std::string& name) {
        if (std::ranges::find(result_.missing, name) == result_.missing.end())
            result_.missing.push_back(name);
    }

    /// Rows of a register that the rules name and that is there, with `field` filled.
    template <class Visit>
    void rows_of(const suspicion::From& from, const std::vector<std::string>& fields, Visit visit) {
        const auto& all = context_.catalogue.declarations;
        const auto found =
            std::ranges::find(all, from.register_name, [](const auto& each) { return each.name; });
        if (found == all.end()) {
            miss(from.register_name);
            return;
        }
        for (const std::string& field : fields)
            if (!found->find(field)) {
                miss(from.register_name + "." + field);
                return;
            }
        store::for_each_row(context_.connection, *found, [&](const store::StoredRow& stored) {
            const std::string row = found->name + "/" + object_key(*found, stored.row);
            visit(*found, stored, Source{row, text_in(*found, stored.row, "region"), ""});
        });
    }

    /// Who first wrote the value that stands in `field` now: a later step by somebody else, such as
    /// a check, takes nothing over.
    std::string author(const Declaration& declaration, const store::StoredRow& stored,
                       const std::string& field) const {
        if (!declaration.is_ledger) return who_wrote(stored.begin_sequence);
        const std::string value = text_in(declaration, stored.row, field);
        for (const auto& version : store::row_versions(context_.connection, declaration, stored.id))
            if (text_in(declaration, version.stored.row, field) == value)
                return who_wrote(version.begin_sequence);
        return {};
    }

    void read_records(const suspicion::From& from) {
        rows_of(from, {from.at}, [&](const auto& declaration, const auto& stored, Source of) {
            const auto at = seconds_of(text_in(declaration, stored.row, from.at));
            if (!at) return;
            of.who = author(declaration, stored, from.at);
            std::string object = of.row;
            if (!from.object.empty())
                object = of.region + "/" + text_in(declaration, stored.row, from.object);
            result_.work.records.push_back(
                {of, object, *at, registers::first_position(stored.row.geometry_wkb)});
        });
    }

    static std::string joined(const Declaration& declaration, const Row& row,
                              const std::vector<std::string>& fields) {
        std::string text;
        for (const std::string& field : fields)
            text += (text.empty() ? "" : "/") + text_in(declaration, row, field);
        return text;
    }

    void read_answers(const suspicion::From& from) {
        rows_of(from, from.fields, [&](const auto& declaration, const auto& stored, Source of) {
            suspicion::Answers answers{
                of, from.register_name, joined(declaration, stored.row, from.same), {}};
            for (const std::string& field : from.fields) {
                std::string answer = text_in(declaration, stored.row, field);
                answers.values.push_back(answer == "unknown" ? "" : std::move(answer));
            }
            // A sheet that nobody has filled in yet answers nothing.
            if (std::ranges::all_of(answers.values,
                                    [](const auto& value) { return value.empty(); }))
                return;
            answers.of.who = author(declaration, stored, from.fields.front());
            result_.work.answers.push_back(std::move(answers));
        });
    }

    void read_reported(const suspicion::From& from) {
        for (const std::string& field : from.fields)
            rows_of(from, {field, "period"},
                    [&](const auto& declaration, const auto& stored, Source of) {
                        const auto value = number_in(declaration, stored.row, field);
                        if (!value) return;
                        of.who = who_wrote(stored.begin_sequence);
                        result_.work.reported.push_back(
                            {of,
                             from.register_name + "." + field + " " +
                                 joined(declaration, stored.row, from.same),
                             text_in(declaration, stored.row, "period"), *value});
                    });
    }

    void read_readings(const suspicion::From& from) {
        for (const std::string& field : from.fields)
            rows_of(from, {field}, [&](const auto& declaration, const auto& stored, Source of) {
                const auto value = number_in(declaration, stored.row, field);
                if (!value) return;
                of.who = author(declaration, stored, field);
                result_.work.readings.push_back({of, from.register_name + "." + field, *value});
            });
    }

    void read_measured(const suspicion::From& from) {
        for (const std::string& field : from.fields)
            rows_of(from, {field}, [&](const auto& declaration, const auto& stored, Source of) {
                const auto after = number_in(declaration, stored.row, field);
                if (!after || !is_closed(declaration, stored.row)) return;
                const auto versions =
                    store::row_versions(context_.connection, declaration, stored.id);
                const auto before = number_in(declaration, versions.front().stored.row, field);
                if (!before) return;
                of.who = who_wrote(versions.back().begin_sequence);
                result_.work.measured.push_back({of, field, *before, *after});
            });
    }

    [[nodiscard]] bool is_closed(const Declaration& declaration, const Row& row) const {
        for (const auto& ledger : context_.catalogue.ledgers)
            if (ledger.declaration.name == declaration.name)
                return ledger.state(text_in(declaration, row, "state")).kind ==
                       ledger::StateKind::closed;
        return false;
    }

    /// A line of the trail names no place: it is where its author's other work lies.
    void place_uses() {
        for (auto& use : result_.work.uses)
            if (const auto place = places_.find(use.of.who); place != places_.end())
                use.of.region = place->second;
        std::erase_if(result_.work.uses, [](const auto& use) { return use.of.region.empty(); });
    }

    const Context& context_;
    const suspicion::Rules& rules_;
    WrittenWork result_;
    std::map<std::int64_t, Written> written_;
    std::map<std::string, std::pair<std::string, std::int64_t>> opened_;  // day, trail number
    std::map<std::string, std::string> places_;
};

}  // namespace

WrittenWork read_work(const Context& context, const suspicion::Rules& rules) {
    return Reading(context, rules).run();
}

}  // namespace app
