#include "parser.hpp"

#include <CLI/CLI.hpp>

#include "words.hpp"

namespace cli {
namespace {

// The words of the command line; the chosen command is left in `run`.
struct Parser {
    CLI::App top{
        "万家 Wanjia — 让每一户用上安全电、有可用信号，人人可核实。\n"
        "Until every household has safe power and a usable signal, and anyone can check."};
    Invocation& in;
    Run run = nullptr;

    explicit Parser(Invocation& invocation) : in(invocation) {
        top.require_subcommand(1);
        top.set_version_flag("--version", "wanjia 0.1.0");
        add_data_commands();
        add_programme_commands();
        add_region_commands();
        add_trail_commands();
        add_evidence_commands();
        add_ledger_commands();
        const Words words{top, in, run,
                          [this](auto& parent, auto* name, auto* help, Run what) -> CLI::App& {
                              return command(parent, name, help, what);
                          }};
        add_document_words(words);
        add_bulletin_words(words);
        add_field_commands();
        add_keeping_commands();
        add_people_commands();
        add_personal_commands();
        add_serving_commands();
        for (const auto add :
             {add_message_words, add_unit_file_words, add_suspicion_words, add_visit_words})
            add(words);
        add_crossing_command(top, in, run);
        add_settlement_command(top, in, run);
        add_draw_commands(top, in, run);
        add_witness_commands(top, in, run);
    }

    CLI::App& command(CLI::App& parent, const char* name, const char* help, Run what,
                      bool data = true) {
        CLI::App& sub = *parent.add_subcommand(name, help);
        sub.add_flag("--json", in.json,
                     "一份 JSON 到标准输出 · one JSON document on standard output");
        if (data) add_place(sub);
        sub.callback([this, what] { run = what; });
        return sub;
    }

    void add_place(CLI::App& sub) {
        sub.add_option("--data", in.data_folder, "数据文件夹 · the data folder");
        sub.add_option("--database", in.database, "postgres://…：服务器数据库 · the server");
    }

    void add_data_commands() {
        command(top, "init", "建立数据文件夹 · make a data folder", run_init)
            .add_option("--cipher", in.cipher, "个人信息的加密算法 · seals personal values")
            ->check(CLI::IsMember({"aes", "sm4"}))
            ->default_val("aes");
        CLI::App& import = command(top, "import", "导入文件到底册 · bring a file into a register",
                                   run_import, false);
        add_place(import);
        import.add_option("register", in.register_name,
                          "底册名，如 household · register, such as household");
        import.add_option("file", in.file, "xlsx、csv、gpkg、shp、geojson");
        import.add_option("--datum", in.datum, "坐标系 · datum of the coordinates")
            ->check(CLI::IsMember({"wgs84", "cgcs2000", "gcj02", "bd09"}));
        import.add_option("--errors", in.errors,
                          "退回的行写成工作簿 · rejected rows as a workbook");
        import.add_option("--on", in.date,
                          "区划按此日有效，默认今天 · regions as valid on this day");
        import
            .add_option(
                "--layout", in.layout,
                "listed_villages：通知附件的挂牌村名单 · a notice's printed list of villages")
            ->check(CLI::IsMember({"listed_villages"}));
        import.add_option("--list", in.list, "名单名称 · name of the list, with --layout");
        CLI::App& undo = command(import, "undo", "撤销一批导入 · undo a batch", run_undo, false);
        undo.add_option("batch", in.batch, "批次 · batch number")->required();
        undo.fallthrough();
        import.callback([this, &import] {
            if (!import.get_subcommands().empty()) return;
            if (in.register_name.empty() || in.file.empty())
                throw CLI::RequiredError("REGISTER FILE");
            run = run_import;
        });
        CLI::App& exporter =
            command(top, "export", "导出底册 · write a register to a file", run_export);
        exporter.add_option("register", in.register_name, "底册名 · register")->required();
        exporter.add_option("file", in.file, ".xlsx、.csv、.geojson")->required();
        exporter.add_flag("--public", in.for_public, "只写公开的列 · open columns only");
        exporter.add_option("--share", in.share, "只按约定提供的字段和行 · only what was agreed");
        add_known_on(exporter);
        CLI::App& changes = command(
            top, "changes", "两个日期之间的变化 · rows that differ between two days", run_changes);
        changes.add_option("register", in.register_name, "底册名 · register")->required();
        changes.add_option("--from", in.from_day, "较早的日期 · the earlier day")->required();
        changes.add_option("--to", in.to_day, "较晚的日期 · the later day")->required();
        changes.add_option("--region", in.region, "12 位代码 · 12-digit code");
    }

    void add_programme_commands() {
        CLI::App& group = *top.add_subcommand("programme", "方案 · programmes");
        group.require_subcommand(1);
        command(group, "check", "检查方案文件 · check a programme file", run_programme_check, false)
            .add_option("file", in.file, "YAML")
            ->required();
        CLI::App& load = command(group, "load", "载入方案 · load a programme", run_programme_load);
        load.add_option("file", in.file, "YAML")->required();
        load.add_option("--from", in.from_period,
                        "自此期起适用，默认首个未封存的一期 · the first period it is the rule of");
        command(group, "list", "已载入的方案 · loaded programmes", run_programme_list);
        CLI::App& boards =
            command(top, "short-boards", "短板弱项清单 · what falls short, the most first",
                    run_short_boards);
        boards.add_option("programme", in.programme, "方案 · programme")->required();
        boards.add_option("--period", in.period, "上报期，如 2020-Q2 · period");
        CLI::App& score = command(top, "score", "计分排名 · score and rank", run_score);
        score.add_option("programme", in.programme, "方案 · programme, such as huayuan-2019")
            ->required();
        score.add_option("--period", in.period, "上报期，如 2019-06 · period");
        add_known_on(score);
        score.add_option("--xlsx", in.xlsx, "排名写成工作簿 · also write a workbook");
        score.add_flag("--public", in.for_public,
                       "公示版：只限已封存的一期，不足 5 的数字不公布 · what may be public");
        CLI::App& freeze =
            command(top, "freeze", "封存一期计分 · seal a period's score", run_freeze);
        freeze.add_option("programme", in.programme, "方案 · programme")->required();
        freeze.add_option("--period", in.period, "上报期 · period")->required();
        CLI::App& explain = command(
            top, "explain", "列出数字背后的行 · list the rows behind a number", run_explain);
        explain.add_option("programme", in.programme, "方案 · programme")->required();
        explain.add_option("indicator", in.indicator, "指标 · indicator")->required();
        explain.add_option("region", in.region, "12 位代码或名称 · 12-digit code or name")
            ->required();
        explain.add_option("--period", in.period, "上报期 · period");
        add_known_on(explain);
        CLI::App& restate =
            command(top, "restate", "重述已封存的一期 · state a sealed period again", run_restate);
        restate.add_option("programme", in.programme, "方案 · programme")->required();
        restate.add_option("--period", in.period, "上报期 · period")->required();
        restate.add_option("--reason", in.reason, "理由 · why")->required();
    }

    void add_known_on(CLI::App& sub) {
        sub.add_option("--as-of", in.known_on,
                       "按此日所知，如 2019-07-01 · as known at the end of this day");
    }

    // 改名、撤并、拆分、升格.
    void add_region_commands() {
        CLI::App& group = *top.add_subcommand("region", "区划变更 · changes of regions");
        group.require_subcommand(1);
        const auto add = [&](const char* name, const char* help) -> CLI::App& {
            CLI::App& sub = command(group, name, help, run_change_regions);
            sub.callback([this, name] {
                in.operation = name;
                run = run_change_regions;
            });
            sub.add_option("--on", in.date, "生效日 · first day")->required();
            sub.add_option("region", in.regions, "原代码 · code as it was")->required();
            return sub;
        };
        add("rename", "改名").add_option("--to", in.new_regions, "新名称 · name")->required();
        add("merge", "撤并")
            .add_option("--to", in.new_regions, "代码,名称 · CODE,NAME")
            ->required();
        CLI::App& split = add("split", "拆分");
        split.add_option("--to", in.new_regions, "代码,名称，可多个 · CODE,NAME")->required();
        split.add_option("--heir", in.heir, "承接台账的代码 · who takes over the ledgers");
        CLI::App& recode = add("recode", "升格、换代码");
        recode.add_option("--to", in.new_regions, "代码,名称 · CODE,NAME")->required();
        recode.add_option("--parent", in.parent, "新的上级代码 · new parent");
    }

    void add_keeping_commands() {
        command(top, "migrate", "升级数据结构 · bring the schema up to date", run_migrate);
        command(top, "backup", "备份到空文件夹 · back up into an empty folder", run_backup)
            .add_option("folder", in.file, "文件夹 · folder")
            ->required();
        command(top, "restore", "从备份恢复 · restore a backup", run_restore)
            .add_option("folder", in.file, "备份文件夹 · the backup")
            ->required();
    }

    void add_personal_commands() {
        const auto add = [&](const char* name, const char* help, Run what) -> CLI::App& {
            CLI::App& sub = command(top, name, help, what);
            sub.add_option("register", in.register_name, "底册名 · register")->required();
            return sub;
        };
        CLI::App& reveal =
            add("reveal", "显示一项个人信息，留痕 · show one personal value", run_reveal);
        reveal.add_option("row", in.row, "行号 · row")->required();
        reveal.add_option("field", in.field, "字段 · field")->required();
        reveal.add_option("--reason", in.reason, "理由，至少 5 个字 · why")->required();
        CLI::App& erase =
            add("erase", "删除一行的个人信息 · take out a row's personal values", run_erase);
        erase.add_option("row", in.row, "行号 · row")->required();
        erase.add_option("--reason", in.reason, "理由，至少 5 个字 · why")->required();
        CLI::App& find = add("find", "按姓名、证件号或电话查找 · find a person", run_find);
        find.add_option("field", in.field, "字段 · field")->required();
        find.add_option("value", in.value, "完整的值 · the whole value")->required();
        find.add_option("--region", in.region, "12 位代码 · 12-digit code");
        find.add_option("--reason", in.reason, "理由，至少 5 个字 · why")->required();
        CLI::App& retention =
            command(top, "retention", "删除保存期满的个人信息 · erase what is past its time",
                    run_retention);
        retention.add_option("--on", in.date, "日期，默认今天 · day, today by default");
        retention.add_flag("--dry-run", in.dry_run, "只列出 · only list");
        CLI::App& group = *top.add_subcommand("key", "个人信息的密钥 · keys of personal values");
        group.require_subcommand(1);
        command(group, "rotate", "换用新密钥 · seal with a new key", run_key_rotate);
    }

    void add_trail_commands() {
        CLI::App& group = *top.add_subcommand("trail", "留痕 · the trail");
        group.require_subcommand(1);
        command(group, "verify", "校验留痕 · prove the trail whole", run_trail_verify);
        command(group, "export", "写出留痕文本 · write the trail as text", run_trail_export)
            .add_option("folder", in.file, "文件夹 · folder")
            ->default_val("trail-export");
        CLI::App& replay =
            command(group, "replay", "按留痕重放到另一个库 · do it all again in another database",
                    run_trail_replay);
        replay.add_option("--to-data", in.target_folder, "目标文件夹 · target folder");
        replay.add_option("--to-database", in.target_database, "目标服务器 · target server");
    }

    void add_ledger(CLI::App& added) {
        added.add_option("ledger", in.register_name, "台账，如 no_power_case · ledger")->required();
    }

    void add_ledger_commands() {
        CLI::App& group = *top.add_subcommand("ledger", "台账 · ledgers");
        group.require_subcommand(1);
        command(group, "load", "载入台账文件 · load a ledger file", run_ledger_load)
            .add_option("file", in.file, "YAML")
            ->required();
        command(group, "seed", "登记方案的常设任务 · open the standing tasks of a programme",
                run_ledger_seed)
            .add_option("programme", in.programme, "方案，如 chengkou-2020 · programme")
            ->required();
        command(group, "list", "列出台账 · list ledgers", run_ledger_list);
        CLI::App& counts =
            command(group, "counts", "按字段统计 · count rows by fields", run_ledger_counts);
        counts.add_option("register", in.register_name, "台账或底册 · ledger or register")
            ->required();
        counts.add_option("--by", in.count_by, "字段（一至三个，日期按月） · one to three fields")
            ->required()
            ->delimiter(',');
        counts.add_option("--sum", in.count_sum, "合计的数字字段 · numbers to add up")
            ->delimiter(',');
        counts.add_option("--latest", in.count_latest,
                          "最近一次的日期字段 · date to show the latest of");
        counts.add_option("--where", in.where, "条件 · condition");
        counts.add_option("--region", in.region, "区划代码 · region");
        CLI::App& figures =
            command(group, "figures", "办理情况 · what became of the entries", run_ledger_figures);
        add_ledger(figures);
        figures.add_option("--region", in.region, "区划代码 · region");
        CLI::App& plan = command(group, "plan", "倒排工期 · backward schedule", run_ledger_plan);
        add_ledger(plan);
        plan.add_option("--begin", in.from_day, "起始日期 · first day")->required();
        plan.add_option("--deadline", in.to_day, "最后期限 · last day")->required();
        add_entry_commands();
        CLI::App& look = command(
            top, "evaluate",
            "每日检视：生成周期事项、督办和催办 · open what is due, send reminders", run_evaluate);
        look.add_option("--date", in.date, "日期，默认今天 · day, today by default");
    }

    void add_entry_commands() {
        CLI::App& group = *top.add_subcommand("entry", "台账事项 · entries of ledgers");
        group.require_subcommand(1);
        CLI::App& list = command(group, "list", "列出事项 · list entries", run_entry_list);
        add_ledger(list);
        list.add_option("--region", in.region, "区划代码 · region");
        list.add_option("--state", in.state, "状态 · state");
        list.add_flag("--overdue", in.only_overdue, "只列超期 · only overdue ones");
        CLI::App& show = command(group, "show", "一个事项 · one entry", run_entry_show);
        add_ledger(show);
        show.add_option("number", in.key, "编号 · number")->required();
        CLI::App& open = command(group, "open", "登记 · open an entry", run_entry_open);
        add_ledger(open);
        open.add_option("values", in.values, "字段=值 · field=value");
        open.add_option("--note", in.reason, "说明 · note");
        CLI::App& send = command(group, "send", "为每个单位各登记一件 · one entry for each unit",
                                 run_entry_send);
        add_ledger(send);
        send.add_option("--where", in.where,
                        "单位条件，如 kind = 'township' · which units; all by default");
        send.add_option("values", in.values, "字段=值 · field=value");
        CLI::App& step = command(group, "step", "办理一个环节 · do a step", run_entry_step);
        add_ledger(step);
        step.add_option("number", in.key, "编号 · number")->required();
        step.add_option("step", in.step, "环节 · step")->required();
        step.add_option("values", in.values, "字段=值 · field=value");
        step.add_option("--note", in.reason, "意见 · note");
        step.add_option("--evidence", in.evidence, "佐证指纹 · evidence (sha256)");
    }

    void add_field_commands() {
        CLI::App& group =
            *top.add_subcommand("package", "没有网络的现场 · field work without a network");
        group.require_subcommand(1);
        CLI::App& make =
            command(group, "make", "给手机的数据包 · a package for a phone", run_package_make);
        make.add_option("--user", in.user, "账号 · whose")->required();
        make.add_option("--out", in.file, "文件，如 zhangsan.wjp · file")->required();
        add_team_words(make, in);
        CLI::App& take = command(
            group, "take", "收回上报文件或填好的表 · results (.wjr) or filled forms (.xlsx, .csv)",
            run_package_take);
        take.add_option("file", in.file, "文件 · file")->required()->check(CLI::ExistingFile);
        take.add_option("--ledger", in.register_name, "表格是哪个台账的 · ledger of the forms");
        take.add_option("--user", in.user, "表格由谁填报 · who filled the forms");
        CLI::App& form =
            command(group, "form", "登记用的空表 · an empty form to fill in", run_package_form);
        add_ledger(form);
        form.add_option("--out", in.file, "文件，如 申报表.xlsx · file")->required();
    }

    void add_evidence_commands() {
        CLI::App& group = *top.add_subcommand("evidence", "佐证材料 · evidence");
        group.require_subcommand(1);
        CLI::App& add =
            command(group, "add", "登记佐证 · keep a file as evidence", run_evidence_add);
        add.add_option("register", in.register_name, "底册或台账 · register or ledger")->required();
        add.add_option("key", in.key, "对象，如 433124100200/5 · the row's key, joined by /")
            ->required();
        add.add_option("file", in.file, "照片或文件 · photo or document")
            ->required()
            ->check(CLI::ExistingFile);
        add.add_option("--purpose", in.purpose, "用途 · what it shows")->required();
        add.add_option("--taken-at", in.taken_at, "如 2019-06-30T08:00:00+08:00");
        add.add_option("--lon", in.lon, "经度 · longitude in degrees");
        add.add_option("--lat", in.lat, "纬度 · latitude in degrees");
        add.add_option("--datum", in.datum, "坐标系 · datum")
            ->check(CLI::IsMember({"wgs84", "cgcs2000", "gcj02", "bd09"}));
        CLI::App& list = command(group, "list", "列出佐证 · list evidence", run_evidence_list);
        list.add_option("register", in.register_name, "底册或台账 · register or ledger");
        list.add_option("key", in.key, "对象 · the row's key");
        list.add_option("--region", in.region, "12 位代码 · 12-digit code");
        list.add_flag("--duplicates", in.only_duplicates,
                      "只列重复使用的 · only what stands for several objects");
        command(group, "verify", "核对佐证文件 · check every stored file", run_evidence_verify);
    }

    void add_people_commands() {
        CLI::App& users = *top.add_subcommand("user", "账号 · accounts");
        users.require_subcommand(1);
        const auto user = [&](const char* name, const char* help, Run what) -> CLI::App& {
            CLI::App& sub = command(users, name, help, what);
            sub.add_option("user", in.user, "账号名 · user name")->required();
            return sub;
        };
        CLI::App& add = user("add", "建立账号，密码由标准输入读入 · password from standard input",
                             run_user_add);
        add.add_option("--name", in.person, "姓名 · name");
        add.add_option("--region", in.region, "归哪个区划管理 · region that keeps it");
        add.add_option("--unit", in.unit, "单位代码 · unit");
        add.add_flag("--own", in.keep_password,
                     "本人设的密码，首次登录不必修改 · need not be changed at first sign-in");
        user("disable", "停用账号 · disable", run_user_disable);
        user("enable", "恢复账号 · enable", run_user_enable);
        user("password", "重设密码 · set the password", run_user_password)
            .add_flag("--own", in.keep_password, "本人设的密码 · set by its owner");
        user("totp", "设动态口令 · set the second factor", run_user_totp)
            .add_flag("--off", in.take_off, "取消 · take it off");
        command(users, "list", "账号与授权 · accounts and grants", run_user_list);
        CLI::App& grant = command(top, "grant", "授权 · give a role", run_grant);
        grant.add_option("user", in.user, "账号名 · user name")->required();
        grant.add_option("role", in.role, "角色，如 township_clerk · role")->required();
        grant.add_option("--region", in.region, "12 位代码，缺省为全部 · 12-digit code");
        grant.add_option("--unit", in.unit, "单位代码 · unit");
        grant.add_option("--programme", in.programmes, "方案，可多个 · programmes");
        grant.add_option("--operator", in.operator_name, "运营商，如 mobile · operator");
        grant.add_option("--until", in.until, "最后一日 · last day");
        CLI::App& waiting =
            *top.add_subcommand("grants", "待第二人确认的授权 · grants that wait for confirmation");
        waiting.require_subcommand(1);
        command(waiting, "list", "列出 · list them", run_grants_list);
        command(waiting, "confirm", "确认 · confirm", run_grants_confirm)
            .add_option("grant", in.grant, "授权号 · number of the grant")
            ->required();
        command(waiting, "refuse", "退回 · refuse", run_grants_refuse)
            .add_option("grant", in.grant, "授权号 · number of the grant")
            ->required();
        command(top, "revoke", "撤销授权 · take a role away", run_revoke)
            .add_option("grant", in.grant, "授权号，见 user list · number of the grant")
            ->required();
        CLI::App& units = *top.add_subcommand("unit", "单位 · units");
        units.require_subcommand(1);
        CLI::App& unit = command(units, "add", "登记单位 · add or change a unit", run_unit_add);
        unit.add_option("unit", in.unit, "单位代码 · code")->required();
        unit.add_option("--name", in.person, "名称 · name")->required();
        unit.add_option("--kind", in.kind, "类型，如 township · kind")->required();
        unit.add_option("--region", in.region, "所在区划 · region")->required();
        unit.add_option("--parent", in.parent, "上级单位 · parent unit");
        unit.add_option("--operator", in.operator_name, "运营商 · operator");
        command(units, "remove", "注销单位 · remove a unit", run_unit_remove)
            .add_option("unit", in.unit, "单位代码 · code")
            ->required();
    }

    void add_serving_commands() {
        CLI::App& serve = command(top, "serve", "提供页面 · serve the pages", run_serve);
        serve.add_option("--port", in.port, "端口，0 为任意 · port, 0 for any")->default_val(8080);
        serve.add_option("--address", in.address,
                         "监听地址；非本机地址须先有账号，并在前面加 TLS · address to listen on");
        serve.add_option("--host", in.host_names, "页面的主机名，可多个 · names of this host");
        serve.add_option("--base-map", in.base_maps,
                         "底图地址，含 {z}{x}{y}，可多个，自下而上 · addresses of a base map");
        serve.add_option("--base-map-credit", in.base_map_credit, "底图署名 · whom to name for it");
        serve.add_option("--tianditu-key", in.tianditu_key,
                         "天地图密钥，以天地图为底图 · Tianditu as the base map, by your key");
        CLI::App& demo = command(top, "demo", "示范县 · the demo county", run_demo, false);
        add_place(demo);
        demo.add_option("--scale", in.scale, "规模，1 为一个县 · size, 1 is a county")
            ->check(CLI::Range(0.001, 1000.0))
            ->default_val(1.0);
        demo.add_option("--seed", in.seed, "种子 · seed")->default_val(1);
        demo.add_option("--port", in.port, "端口 · port")->default_val(8080);
        demo.add_flag("--no-serve", in.no_serve, "不提供页面 · do not serve");
        demo.add_flag("--county-only", in.county_only, "不带另外四地的台账 · no other places");
    }
};

}  // namespace

std::variant<Run, int> parse(int argc, char** argv, Invocation& invocation) {
    Parser parser(invocation);
    try {
        parser.top.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.top.exit(error) == 0 ? done : wrong_use;
    }
    return parser.run;
}

}  // namespace cli
