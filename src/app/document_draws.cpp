#include <algorithm>

#include "base/text.hpp"
#include "document_figures.hpp"
#include "draw/verify.hpp"
#include "store/draw_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

bool is_open_on(const draw::Documents& documents, base::Date day) {
    if (draw::stage_of(documents) != draw::Stage::drawn) return false;
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    return base::shanghai_date(std::max(terms.seal_until, terms.public_at)) <= day;
}

ordered_json draw_json(const std::string& id, const draw::Documents& documents) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    const auto verdict = draw::verify(documents);
    ordered_json units = ordered_json::array();
    for (const auto& listed : draw::current_list(documents).units)
        if (listed.visit != draw::Visit::replaced) units.push_back(listed.drawn.unit);
    return {{"draw", id},
            {"public", terms.public_name},
            {"parties", base::join(terms.parties, "、")},
            {"seed", verdict.seed},
            {"frozen", verdict.frozen_hash},
            {"sampled", units.size()},
            {"units", units},
            {"problem", verdict.problem ? ordered_json(verdict.problem->zh) : nullptr}};
}

}  // namespace

ordered_json published_draws(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    for (const auto& id : store::list_draws(source.connection)) {
        draw::Documents documents = store::load_draw(source.connection, id);
        std::erase_if(documents, [](const auto& file) { return file.first.starts_with('.'); });
        if (is_open_on(documents, source.scope.day)) list.push_back(draw_json(id, documents));
    }
    return list;
}

}  // namespace app
