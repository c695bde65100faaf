#include <nlohmann/json.hpp>

#include "app/inspections.hpp"
#include "commands.hpp"
#include "draw/verify.hpp"
#include "draw_commands.hpp"
#include "estimates/from_draw.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

std::string percent(double share) {
    const auto tenths = static_cast<std::int64_t>(share * 1000 + 0.5);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

ordered_json to_json(const estimates::Proportion& result, std::int64_t open) {
    ordered_json document{{"complies", result.count},
                          {"inspected", result.sampled},
                          {"open", open},
                          {"share", nullptr},
                          {"interval", nullptr},
                          {"remarks", ordered_json::array()}};
    if (result.value) document["share"] = *result.value;
    if (result.interval) document["interval"] = {result.interval->low, result.interval->high};
    for (const base::Text& remark : result.remarks)
        document["remarks"].push_back({{"zh", remark.zh}, {"en", remark.en}});
    return document;
}

void print(const estimates::Proportion& result, std::int64_t open) {
    const std::string count = std::to_string(result.count);
    const std::string inspected = std::to_string(result.sampled);
    say({"检查 " + inspected + " 个，符合 " + count + " 个，还有 " + std::to_string(open) +
             " 个未报结果。",
         inspected + " inspected, " + count + " comply, " + std::to_string(open) + " still open."});
    if (result.value && result.interval)
        say({"推算总体：" + percent(*result.value) + "，95% 区间 " + percent(result.interval->low) +
                 " 至 " + percent(result.interval->high),
             "Of all: " + percent(*result.value) + ", 95 % interval " +
                 percent(result.interval->low) + " to " + percent(result.interval->high)});
    for (const base::Text& remark : result.remarks) say(remark);
}

}  // namespace

int run_draw_estimate(Invocation& invocation) {
    const base::Files& files = invocation.environment.files;
    const auto documents = read_draw_folder(files, invocation.draw.folder);
    const auto verdict = draw::verify(documents);
    if (verdict.problem) throw base::Error(base::ErrorKind::invalid_input, *verdict.problem);
    const draw::Frame frame = draw::read_frame(draw::document(documents, "frame.tsv"));
    const auto inspected =
        estimates::inspected_strata(frame, draw::current_list(documents),
                                    estimates::read_findings(files.read(invocation.draw.out)));
    const auto result = estimates::stratified(inspected.strata);
    if (invocation.json) {
        print_document(to_json(result, inspected.open).dump());
    } else {
        print(result, inspected.open);
    }
    return result.interval && inspected.open == 0 ? done : done_with_findings;
}

app::Outcome take_draw(Invocation& invocation, app::App& app, const draw::Documents& documents) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    ordered_json files = ordered_json::object();
    for (const auto& [name, text] : documents) files[name] = text;
    return app.apply(make_command(invocation, app, "draw_take",
                                  ordered_json{{"draw", terms.draw_id}, {"files", files}}.dump()));
}

int run_draw_take(Invocation& invocation) {
    const auto documents = read_draw_folder(invocation.environment.files, invocation.draw.folder);
    app::App app = open_app(invocation);
    print_document(take_draw(invocation, app, documents).json);
    return done;
}

int run_draw_compare(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::Inspections(app).compare(invocation.key));
    return done;
}

}  // namespace cli
