#include "app/suspicions.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "built_in/embedded.hpp"
#include "entries.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "suspicion/look.hpp"
#include "suspicion_work.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr const char* ledger_name = "suspicion";
constexpr const char* rules_file = "rules/suspicion.yaml";
constexpr std::size_t subject_bytes_max = 300, people_bytes_max = 500, rows_bytes_max = 4000;

/// As many of the texts as fit; `and_more` says how many were left out.
std::string listed(const std::vector<std::string>& texts, std::size_t bytes_max) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (all.size() + texts[i].size() + 20 > bytes_max)
            return all + "; +" + std::to_string(texts.size() - i);
        all += (all.empty() ? "" : "; ") + texts[i];
    }
    return all;
}

std::string short_subject(const suspicion::Hit& hit) {
    return hit.subject.size() <= subject_bytes_max ? hit.subject
                                                   : base::to_hex(base::sha256(hit.subject));
}

class Look {
public:
    Look(const Context& context, const std::string& yaml, std::string region)
        : context_(context),
          rules_(suspicion::read_rules(yaml, "suspicion.yaml")),
          rules_sha256_(base::to_hex(base::sha256(yaml))),
          region_(std::move(region)),
          ledger_(context.catalogue.ledger(ledger_name)),
          reach_(writable(context, ledger_name)) {}

    Handled run() {
        read_known();
        const WrittenWork written = read_work(context_, rules_);
        for (const auto& hit : suspicion::look(written.work, rules_)) keep(hit);
        return {{"suspicion.look", ledger_name, rules_sha256_, context_.command.payload},
                answer(written).dump(),
                false};
    }

private:
    void read_known() {
        const auto& declaration = ledger_.declaration;
        store::for_each_row(context_.connection, declaration, [&](const store::StoredRow& stored) {
            known_.insert(ledger::text_of(ledger_, stored.row, "kind") + "\n" +
                          ledger::text_of(ledger_, stored.row, "subject"));
        });
    }

    // What stands in the ledger already, whatever became of it, is not opened again.
    void keep(const suspicion::Hit& hit) {
        if (!registers::is_in_scope(hit.region, region_) || !reach_.covers(hit.region)) return;
        const std::string kind(suspicion::name_of(hit.kind));
        if (!known_.insert(kind + "\n" + short_subject(hit)).second) {
            ++known_count_;
            return;
        }
        const ordered_json values{{"region", hit.region},
                                  {"kind", kind},
                                  {"subject", short_subject(hit)},
                                  {"people", listed(hit.who, people_bytes_max)},
                                  {"facts", hit.facts.zh},
                                  {"facts_en", hit.facts.en},
                                  {"rows", listed(hit.rows, rows_bytes_max)},
                                  {"row_count", std::to_string(hit.rows.size())},
                                  {"rules", rules_sha256_}};
        numbers_.push_back(open_one(context_, ledger_, {{"values", values}}));
    }

    [[nodiscard]] ordered_json answer(const WrittenWork& written) const {
        const auto& work = written.work;
        return {{"ledger", ledger_name},
                {"looked_at",
                 {{"photos", work.photos.size()},
                  {"records", work.records.size()},
                  {"closings", work.closings.size()},
                  {"measured", work.measured.size()},
                  {"answers", work.answers.size()},
                  {"reported", work.reported.size()},
                  {"edits", work.edits.size()},
                  {"readings", work.readings.size()},
                  {"uses", work.uses.size()}}},
                {"missing", written.missing},
                {"known", known_count_},
                {"numbers", numbers_}};
    }

    const Context& context_;
    suspicion::Rules rules_;
    std::string rules_sha256_, region_;
    ledger::Ledger ledger_;
    people::Reach reach_;
    std::set<std::string> known_;
    std::int64_t known_count_ = 0;
    ordered_json numbers_ = ordered_json::array();
};

}  // namespace

std::string built_in_suspicion_rules() {
    for (const auto& file : built_in::embedded_files())
        if (file.path == rules_file) return std::string(file.bytes);
    return {};
}

Handled handle_look_for_suspicion(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    return Look(context, required_text(payload, "rules"), text_of(payload, "region")).run();
}

}  // namespace app
