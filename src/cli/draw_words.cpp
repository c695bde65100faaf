#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "draw_commands.hpp"

namespace cli {

int run_draw_freeze(Invocation& invocation);
int run_draw_announce(Invocation& invocation);
int run_draw_contribute(Invocation& invocation);
int run_draw_commit(Invocation& invocation);
int run_draw_reveal(Invocation& invocation);
int run_draw_close(Invocation& invocation);
int run_draw_seed(Invocation& invocation);
int run_draw_run(Invocation& invocation);
int run_draw_replace(Invocation& invocation);
int run_draw_enlarge(Invocation& invocation);
int run_draw_void(Invocation& invocation);
int run_draw_open(Invocation& invocation);
int run_draw_verify(Invocation& invocation);
int run_draw_estimate(Invocation& invocation);
int run_draw_take(Invocation& invocation);
int run_draw_compare(Invocation& invocation);

namespace {

struct Words {
    CLI::App& group;
    Invocation& in;
    DrawWords& words;
    Run& run;

    CLI::App& add(const char* name, const char* help, Run what) {
        CLI::App& sub = *group.add_subcommand(name, help);
        sub.add_flag("--json", in.json,
                     "一份 JSON 到标准输出 · one JSON document on standard output");
        sub.callback([this_run = &run, what] { *this_run = what; });
        return sub;
    }
    CLI::App& add_step(const char* name, const char* help, Run what) {
        CLI::App& sub = add(name, help, what);
        sub.add_option("folder", words.folder, "抽取文件夹 · folder of the draw")->required();
        return sub;
    }
    void add_at(CLI::App& sub) {
        sub.add_option("--at", words.at,
                       "该步发生的时间（UTC），默认现在；记录在留痕里的时间才可证明 · when it was "
                       "done, now by default; a folder proves no times");
    }

    void add_freeze() {
        CLI::App& sub = add_step("freeze", "1 冻结样本框 · freeze the frame", run_draw_freeze);
        sub.add_option("--frame", words.frames,
                       "名单，每行“单元 层”，可多个取并集 · lists of `unit stratum`, united")
            ->required()
            ->check(CLI::ExistingFile);
        auto* const allocation =
            sub.add_option("--alloc", words.allocation,
                           "每行“层 个数”，个数可写 10%、1/20 · how many of each stratum")
                ->check(CLI::ExistingFile);
        sub.add_option("--each", words.each, "每层个数相同 · the same number of each stratum")
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
            ->excludes(allocation);
        sub.add_option("--exclude", words.exclusions,
                       "不参加的单元，每行“单元 理由” · `unit reason` of those left out")
            ->check(CLI::ExistingFile);
        sub.add_option("--inspectors", words.inspectors,
                       "检查人员，每行“编号 回避事项” · inspectors and their recusals")
            ->check(CLI::ExistingFile);
    }

    void add_announce() {
        CLI::App& sub = add_step("announce", "2 公告 · announce the draw", run_draw_announce);
        sub.add_option("--id", words.id, "抽取编号，不重复使用 · number, never used again")
            ->required();
        sub.add_option("--hash", words.hash, "杂凑算法 · hash")
            ->check(CLI::IsMember({"sha256", "sm3"}))
            ->default_val("sha256");
        sub.add_option("--party", words.parties,
                       "参与单位，两个以上，按此次序 · who contributes, two or more")
            ->required()
            ->delimiter(',');
        sub.add_option("--public", words.public_name,
                       "公共随机值，如 kl8-2026314、dice-20 · which public value")
            ->required();
        sub.add_option("--fallback", words.public_fallback,
                       "一天内没有公布时改用 · taken when the first does not come within a day")
            ->required();
        const auto time = [&](const char* name, std::string& value, const char* help) {
            sub.add_option(name, value, help)->required();
        };
        time("--commit-by", words.commit_by, "承诺截止，如 2026-11-24T08:00:00Z");
        time("--reveal-by", words.reveal_by, "揭示截止 · end of revealing");
        time("--public-at", words.public_at, "公共随机值产生 · when the public value comes");
        time("--seal-until", words.seal_until, "保密到 · kept secret until");
        add_at(sub);
    }

    void add_contributions() {
        CLI::App& make = add("contribute", "参与方自己做：产生随机数和承诺 · a party's own number",
                             run_draw_contribute);
        make.add_option("announcement", words.folder, "announce.txt")
            ->required()
            ->check(CLI::ExistingFile);
        make.add_option("party", words.party, "参与方 · party")->required();
        make.add_option("--secret", words.secret,
                        "随机数存入的新文件，揭示前不给任何人 · new file that keeps the number")
            ->required();
        CLI::App& commit = add_step("commit", "3 登记承诺 · record a commitment", run_draw_commit);
        commit.add_option("party", words.party, "参与方 · party")->required();
        commit.add_option("commitment", words.number, "64 位十六进制数 · 64 digits")->required();
        add_at(commit);
        CLI::App& reveal =
            add_step("reveal", "4 登记揭示 · record a revealed number", run_draw_reveal);
        reveal.add_option("party", words.party, "参与方 · party")->required();
        auto* const number =
            reveal.add_option("number", words.number, "64 位十六进制数 · 64 digits");
        reveal.add_option("--secret", words.secret, "contribute 留下的文件 · file of contribute")
            ->check(CLI::ExistingFile)
            ->excludes(number);
        add_at(reveal);
        add_at(add_step("close", "5 冻结揭示 · freeze the reveals", run_draw_close));
    }

    void add_drawing() {
        CLI::App& seed =
            add_step("seed", "6、7 登记公共随机值 · enter the public value", run_draw_seed);
        seed.add_option("--value", words.value, "如 \"02 05 … 79\" · the value as published")
            ->required();
        seed.add_flag("--fallback", words.fallback, "是后备的那一个 · it is the fallback's");
        add_at(seed);
        add_step("run", "8 抽取 · draw the sample", run_draw_run);
        CLI::App& open = add_step("open", "9 公开 · publish the folder", run_draw_open);
        open.add_option("out", words.out, "新文件夹 · new folder")->required();
        add_at(open);
        CLI::App& verify =
            add_step("verify", "核对，任何人可做 · check it, as anybody can", run_draw_verify);
        auto* const trail = verify.add_option("--trail", words.trail,
                                              "trail export 的文件夹，用来核对揭示是否按时冻结 · "
                                              "also check when reveals were frozen");
        auto* const keys = verify.add_option("--keys", words.keys,
                                             "日志和见证人的公钥 NAME.pub · their public keys");
        trail->needs(keys);
        verify
            .add_option("--witnesses", words.witnesses, "需要几家见证 · how many must have signed")
            ->default_val(2);
        CLI::App& estimate = add_step(
            "estimate", "由检查结果推算总体 · what the findings say of all", run_draw_estimate);
        estimate.add_option("findings", words.out, "每行“单元 是|否” · `unit yes|no` a line")
            ->required()
            ->check(CLI::ExistingFile);
    }

    void add_county() {
        const auto place = [&](CLI::App& sub) {
            sub.add_option("--data", in.data_folder, "数据文件夹 · the data folder");
            sub.add_option("--database", in.database, "postgres://…：服务器数据库 · the server");
        };
        place(add_step("take", "把已公开的抽取文件夹收进数据 · keep an opened draw with the data",
                       run_draw_take));
        CLI::App& compare =
            add("compare", "自报、计量、核查对照 · reported, metered and inspected side by side",
                run_draw_compare);
        compare.add_option("draw", in.key, "抽取编号 · the draw's number")->required();
        place(compare);
    }

    void add_approval(CLI::App& sub) {
        sub.add_option("--reason", words.reason, "理由 · reason")->required();
        sub.add_option("--approver", words.approver, "批准人 · who approves")->required();
    }

    void add_follow_up() {
        CLI::App& replace = add_step("replace", "无法检查的单元，依次递补 · the next rank follows",
                                     run_draw_replace);
        replace.add_option("unit", words.unit, "单元 · unit")->required();
        replace.add_option("--evidence", words.evidence, "佐证编号 · evidence")->required();
        add_approval(replace);
        CLI::App& enlarge = add_step("enlarge", "扩大样本 · draw more", run_draw_enlarge);
        enlarge.add_option("stratum", words.stratum, "层 · stratum")->required();
        enlarge.add_option("count", words.count, "新的个数 · the new number")->required();
        add_approval(enlarge);
        CLI::App& withdraw = add_step(
            "void", "作废，只限公共随机值之前 · only before the public value", run_draw_void);
        add_approval(withdraw);
        add_at(withdraw);
    }
};

}  // namespace

void add_draw_commands(CLI::App& top, Invocation& invocation, Run& run) {
    CLI::App& group = *top.add_subcommand("draw", "可验证的随机抽取 · verifiable random draws");
    group.require_subcommand(1);
    Words words{group, invocation, invocation.draw, run};
    words.add_freeze();
    words.add_announce();
    words.add_contributions();
    words.add_drawing();
    words.add_follow_up();
    words.add_county();
}

}  // namespace cli
