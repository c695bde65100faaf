#include <CLI/CLI.hpp>
#include <array>
#include <nlohmann/json.hpp>

#include "app/oversight.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "trail/witness.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* key_file = "witness.key";
constexpr const char* name_file = "witness.name";
constexpr const char* state_file = "witness.state";

int run_witness_init(Invocation& invocation) {
    base::Files& files = invocation.environment.files;
    const auto& folder = invocation.witness.folder;
    if (!files.list(folder).empty())
        throw base::Error(
            base::ErrorKind::conflict,
            {"文件夹“" + folder.string() + "”不是空的。见证状态丢失的见证人不能重新开始。",
             "The folder \"" + folder.string() +
                 "\" is not empty. A witness whose state is lost is not begun anew."});
    std::array<std::uint8_t, 32> seed{};
    invocation.environment.random.fill(seed);
    const trail::KeyPair keys = trail::make_key_pair(seed);
    const std::string& name = invocation.witness.name;
    // The checkpoint format refuses what cannot be a name.
    (void)trail::checkpoint_body(name, 0, {}, "");
    files.make_folder(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    files.write(folder / name_file, name + "\n");
    files.write(folder / (name + ".pub"), keys.public_pem);
    files.write(folder / state_file, trail::format_state({}));
    files.write(folder / key_file, keys.private_pem);
    const std::string pub = (folder / (name + ".pub")).string();
    if (invocation.json)
        print_document(ordered_json{{"name", name}, {"public_key", pub}}.dump());
    else
        say({"见证人“" + name + "”已建立。请把公钥“" + pub +
                 "”亲手交给要核对的人，私钥不要离开本机。",
             "The witness " + name + " is made. Hand its public key \"" + pub +
                 "\" to those who check; the private key stays here."});
    return done;
}

std::vector<std::string> lines_of(const base::Files& files, const std::filesystem::path& file) {
    std::vector<std::string> lines = base::split(files.read(file), '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

trail::WitnessState kept_state(const base::Files& files, const std::filesystem::path& folder) {
    const auto state = files.exists(folder / state_file)
                           ? trail::parse_state(files.read(folder / state_file))
                           : std::nullopt;
    if (!state)
        throw base::Error(base::ErrorKind::unavailable,
                          {"见证状态丢失或损坏：这个见证人应停用，由新的见证人接替。",
                           "The witness's state is lost or damaged: this witness is retired; "
                           "appoint a new one."});
    return *state;
}

// The whole log is there, so that the proof of its growth is made here.
std::vector<base::Digest> growth(const std::vector<std::string>& log,
                                 const trail::WitnessState& state, const std::string& checkpoint) {
    const auto next = trail::parse_checkpoint(checkpoint);
    if (!next || next->size < state.size || next->size > static_cast<std::int64_t>(log.size()))
        return {};
    return trail::prove_consistency({log.begin(), log.begin() + next->size}, state.size);
}

int run_witness_sign(Invocation& invocation) {
    base::Files& files = invocation.environment.files;
    const WitnessWords& words = invocation.witness;
    const auto state = kept_state(files, words.folder);
    const std::string checkpoint = files.read(words.log / "checkpoint");
    const auto now = base::to_milliseconds(invocation.environment.clock.now()) / 1000;
    const auto next =
        trail::witness(state, checkpoint, files.read(words.log_key),
                       growth(lines_of(files, words.log / "audit.log"), state, checkpoint), now);
    // On the disk before anything is signed: never two answers for one size.
    files.write(words.folder / state_file, trail::format_state(next));
    const std::string name = base::normalise_cell(files.read(words.folder / name_file));
    const std::string line =
        trail::answer_of(next, checkpoint, name, files.read(words.folder / key_file));
    if (words.add && checkpoint.find(line) == std::string::npos)
        files.write(words.log / "checkpoint", checkpoint + line);
    const std::string size = std::to_string(next.size);
    if (invocation.json)
        print_document(
            ordered_json{{"size", next.size}, {"line", line.substr(0, line.size() - 1)}}.dump());
    else
        say({"已见证 " + size + " 条：\n" + line, "Signed, " + size + " entries:\n" + line});
    return done;
}

int run_trail_proof(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::Oversight(app).proof(invocation.row));
    return done;
}

/// What is wrong with a proof that one line stands in the log of a signed checkpoint, or empty.
std::optional<base::Text> problem_of(const nlohmann::json& proof, const std::string& log_key) {
    if (!proof.at("checkpoint").is_string())
        return base::Text{"还没有检查点覆盖这一条，请稍后再取证明。",
                          "No checkpoint covers this entry yet; ask for the proof later."};
    const std::string text = proof.at("checkpoint");
    const auto checkpoint = trail::parse_checkpoint(text);
    if (!checkpoint || !trail::verify_log_signature(text, checkpoint->origin, log_key))
        return base::Text{"检查点上没有该日志的有效签名。",
                          "The checkpoint bears no valid signature of the log."};
    std::vector<base::Digest> path;
    for (const auto& each : proof.at("proof")) {
        const auto bytes = base::from_base64(each.get<std::string>());
        if (!bytes || bytes->size() != sizeof(base::Digest))
            return base::Text{"证明里有一个杂凑值的形式不对。",
                              "A hash of the proof is malformed."};
        std::copy(bytes->begin(), bytes->end(), path.emplace_back().begin());
    }
    if (!trail::verify_inclusion(proof.at("line").get<std::string>(),
                                 proof.at("index").get<std::int64_t>(), checkpoint->size, path,
                                 checkpoint->root))
        return base::Text{"这一条不在检查点所签的留痕里。",
                          "This line does not stand in the log that the checkpoint signs."};
    return std::nullopt;
}

int run_trail_check(Invocation& invocation) {
    const base::Files& files = invocation.environment.files;
    const auto proof = nlohmann::json::parse(files.read(invocation.file), nullptr, false);
    std::optional<base::Text> problem = base::Text{"文件不是 trail proof 给出的证明。",
                                                   "The file is no proof made by `trail proof`."};
    try {
        problem = problem_of(proof, files.read(invocation.witness.log_key));
    } catch (const nlohmann::json::exception&) {
        // Not the shape of a proof: said as such.
    }
    if (invocation.json)
        print_document(ordered_json{{"ok", !problem}}.dump());
    else
        say(problem ? *problem
                    : base::Text{
                          "这一条确在留痕里：\n" + proof.at("line").get<std::string>(),
                          "The line stands in the log:\n" + proof.at("line").get<std::string>()});
    return problem ? done_with_findings : done;
}

void add_proof_commands(CLI::App& trail, Invocation& invocation, Run& run) {
    CLI::App& make = *trail.add_subcommand("proof", "一条留痕的存在证明 · proof of one entry");
    make.add_option("--data", invocation.data_folder, "数据文件夹 · the data folder");
    make.add_option("--database", invocation.database, "postgres://…：服务器数据库 · the server");
    make.add_option("sequence", invocation.row, "第几条 · number of the entry")->required();
    make.add_flag("--json", invocation.json, "总是 JSON · JSON in any case");
    make.callback([&run] { run = run_trail_proof; });
    CLI::App& check = *trail.add_subcommand("check", "核对存在证明 · check such a proof");
    check.add_option("proof", invocation.file, "trail proof 的结果 · result of trail proof")
        ->required()
        ->check(CLI::ExistingFile);
    check.add_option("--log-key", invocation.witness.log_key, "日志的公钥 · the log's public key")
        ->required()
        ->check(CLI::ExistingFile);
    check.add_flag("--json", invocation.json,
                   "一份 JSON 到标准输出 · one JSON document on standard output");
    check.callback([&run] { run = run_trail_check; });
}

}  // namespace

void add_witness_commands(CLI::App& top, Invocation& invocation, Run& run) {
    add_proof_commands(*top.get_subcommand("trail"), invocation, run);
    CLI::App& group = *top.add_subcommand(
        "witness", "外单位见证留痕 · another organisation's witness of the trail");
    group.require_subcommand(1);
    const auto add = [&](const char* name, const char* help, Run what) -> CLI::App& {
        CLI::App& sub = *group.add_subcommand(name, help);
        sub.add_flag("--json", invocation.json,
                     "一份 JSON 到标准输出 · one JSON document on standard output");
        sub.add_option("folder", invocation.witness.folder, "见证人的文件夹 · the witness's folder")
            ->required();
        sub.callback([&run, what] { run = what; });
        return sub;
    };
    add("init", "建立见证人 · make a witness", run_witness_init)
        .add_option("--name", invocation.witness.name, "名称，如 grid-company · its name")
        ->required();
    CLI::App& sign = add("sign", "见证一个检查点 · sign a checkpoint", run_witness_sign);
    sign.add_option("log", invocation.witness.log,
                    "trail export 的文件夹 · the folder of trail export")
        ->required();
    sign.add_option("--log-key", invocation.witness.log_key,
                    "日志的公钥，起初就保存的那份 · the log's public key, kept from the beginning")
        ->required()
        ->check(CLI::ExistingFile);
    sign.add_flag("--add", invocation.witness.add,
                  "同时写到检查点文件末尾 · also add it to the checkpoint's file");
}

}  // namespace cli
