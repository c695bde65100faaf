#include "app/inspections.hpp"

#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "draw/steps.hpp"
#include "inspected_shares.hpp"
#include "inspection_rules.hpp"
#include "store/draw_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

draw::Documents load_done(store::Connection& connection, const std::string& id,
                          const people::Access& who, base::Instant now) {
    auto documents = store::load_draw(connection, id);
    std::erase_if(documents, [](const auto& file) { return file.first.starts_with('.'); });
    if (documents.empty())
        throw base::Error(base::ErrorKind::not_found,
                          {"没有抽取“" + id + "”。", "There is no draw \"" + id + "\"."});
    if (draw::stage_of(documents) != draw::Stage::drawn)
        throw base::Error(base::ErrorKind::conflict,
                          {"抽取“" + id + "”尚未完成，还没有核查结果。",
                           "The draw \"" + id + "\" is not done yet; nothing was inspected."});
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    if (now < terms.seal_until && !who.everything && !people::holds(who, people::Right::publish))
        throw base::Error(base::ErrorKind::forbidden,
                          {"公开之前，样本只供组织抽取的人查看。",
                           "Until the draw is opened its sample is for those who hold it alone."});
    return documents;
}

}  // namespace

Inspections::Inspections(App& app) : state_(app.ledgers().state()) {}

std::string Inspections::compare(const std::string& draw, const people::Access& who) {
    const base::Instant now = state_.environment.clock.now();
    const LotLimits lots = built_in_inspection_rules().lots;
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto documents = load_done(connection, draw, who, now);
        return ordered_json{{"draw", draw},
                            {"lots",
                             {{"good_failing", lots.good_failing},
                              {"bad_failing", lots.bad_failing},
                              {"good_refused", lots.good_refused},
                              {"bad_accepted", lots.bad_accepted}}},
                            {"checks", inspected_shares(connection, catalogue, draw, documents)}}
            .dump();
    });
}

}  // namespace app
