#include "words.hpp"

namespace cli {
namespace {

void add_period(CLI::App& added, Invocation& in) {
    added.add_option("--period", in.period, "2020-06、2020-Q2、2020-H1 或 2020 · period")
        ->required();
    added.add_option("--region", in.region, "只限这一区划 · only this region");
}

void add_document(CLI::App& added, Invocation& in) {
    added.add_option("document", in.key, "R-01 … R-32")->required();
}

void add_issue(CLI::App& added, Invocation& in) {
    added.add_option("issue", in.row, "固化号 · issue")->required();
}

void add_template(const Words& words, CLI::App& group) {
    CLI::App& office = words.command(
        group, "template", "取出或换上模板 · take out or put in a template", run_document_template);
    add_document(office, words.in);
    auto* file = office.add_option("file", words.in.file, "改好的模板 · the template to use");
    auto* period =
        office.add_option("--period", words.in.period, "用这一期试填 · the period to try it with");
    office.add_option("--out", words.in.target_folder, "取出到 · where to take it out to")
        ->excludes(file)
        ->default_val(".");
    file->needs(period);
}

}  // namespace

void add_document_words(const Words& words) {
    CLI::App& report = words.command(
        words.top, "report", "月报、通报、督办单等文档 · documents in Word and Excel", run_report);
    report.add_option("document", words.in.key, "all 或 R-18 等 · all, or one such as R-18")
        ->required();
    add_period(report, words.in);
    report.add_option("--out", words.in.target_folder, "写到哪个文件夹 · into which folder")
        ->required();
    report.add_option("--each", words.in.kind,
                      "每个 county、township 或 village 一份 · one for every such region");
    report.add_flag_callback(
        "--freeze", [&in = words.in] { in.operation = freeze_first; },
        "先固化数据 · freeze the figures first");
    report.add_option("--reason", words.in.reason, "更正的理由 · why a further edition");
    CLI::App& group =
        *words.top.add_subcommand("document", "文档的固化、审定与模板 · issues, templates");
    group.require_subcommand(1);
    words.command(group, "list", "全部文档 · all documents", run_document_list);
    CLI::App& figures = words.command(group, "figures", "一份文档的数据 · the figures of one",
                                      run_document_figures);
    add_document(figures, words.in);
    add_period(figures, words.in);
    words.command(group, "issues", "已固化的文档 · frozen ones", run_document_issues)
        .add_option("document", words.in.key, "R-01 … R-32");
    add_issue(
        words.command(group, "approve", "审定并编号 · approve and number", run_document_approve),
        words.in);
    add_issue(words.command(group, "changes", "与上一版的差别 · what differs from the issue before",
                            run_document_changes),
              words.in);
    add_template(words, group);
}

}  // namespace cli
