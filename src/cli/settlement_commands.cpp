#include "app/settle.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {

int run_settlements(Invocation& invocation) {
    app::SettleRequest request;
    request.file = invocation.file;
    request.out = invocation.settlements.out;
    request.reader = invocation.reader;
    request.rule = {invocation.settlements.rule == "chain" ? settlements::Kind::chain
                                                           : settlements::Kind::density,
                    app::parse_radius_mm(invocation.settlements.radius),
                    invocation.settlements.min_households};
    request.datum = invocation.datum;
    request.crs = invocation.settlements.crs;
    request.threads = invocation.settlements.threads;
    const app::SettleReport report = app::settle_file(invocation.environment, request);
    if (invocation.json) {
        print_document(app::to_json(report, request.rule));
        return done;
    }
    const std::string households = std::to_string(report.households);
    const std::string found = std::to_string(report.settlements);
    const std::string inside = std::to_string(report.core + report.border);
    say({households + " 户划分为 " + found + " 个自然村，其中 " + inside +
             " 户在自然村内，已写入“" + invocation.settlements.out.string() + "”。",
         "Delineated " + found + " settlements from " + households + " households, " + inside +
             " of them in settlements; written to \"" + invocation.settlements.out.string() +
             "\"."});
    return done;
}

}  // namespace cli
