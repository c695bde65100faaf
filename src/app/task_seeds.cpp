#include "app/task_seeds.hpp"

#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr const char* ledger_name = "task";

// Numbers of the programme's tasks by item, a page at a time.
std::map<std::string, std::string> known_numbers(App& app, const std::string& programme) {
    std::map<std::string, std::string> numbers;
    EntryFilter filter;
    filter.ledger = ledger_name;
    filter.limit = 1000;
    for (;;) {
        const auto page = ordered_json::parse(app.ledgers().entries(filter));
        for (const auto& entry : page.at("entries")) {
            const auto& values = entry.at("values");
            filter.after = entry.at("id").get<std::int64_t>();
            if (values.at("programme") == programme && values.at("item").is_string())
                numbers[values.at("item").get<std::string>()] =
                    values.at("number").get<std::string>();
        }
        if (page.at("entries").size() < static_cast<std::size_t>(filter.limit)) return numbers;
    }
}

std::string numbers_of(const std::string& items,
                       const std::map<std::string, std::string>& numbers) {
    std::string result;
    for (const std::string& item : base::split(items, ';')) {
        const auto found = numbers.find(item);
        if (found == numbers.end())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"前置任务“" + item + "”应排在前面。",
                               "The task \"" + item + "\" that comes first must stand before."});
        result += (result.empty() ? "" : ",") + found->second;
    }
    return result;
}

}  // namespace

std::vector<std::map<std::string, std::string>> read_task_seeds(const std::string& csv) {
    std::vector<std::map<std::string, std::string>> tasks;
    std::vector<std::string> header;
    std::size_t line_number = 0;
    for (const std::string& line : base::split(csv, '\n')) {
        ++line_number;
        if (line.empty()) continue;
        const auto values = base::split(line, ',');
        if (header.empty()) {
            header = values;
            continue;
        }
        if (values.size() != header.size())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"任务文件第 " + std::to_string(line_number) + " 行列数不符。",
                               "Line " + std::to_string(line_number) +
                                   " of the task file has another number of values."});
        std::map<std::string, std::string> task;
        for (std::size_t i = 0; i < header.size(); ++i)
            if (!values[i].empty()) task[header[i]] = values[i];
        tasks.push_back(std::move(task));
    }
    return tasks;
}

SeededTasks seed_tasks(App& app, const std::string& programme,
                       const std::function<Command(const std::string&, const std::string&)>& make) {
    auto numbers = known_numbers(app, programme);
    SeededTasks result;
    for (auto& task : read_task_seeds(built_in_file(programme + "/tasks.csv"))) {
        const std::string item = task.at("item");
        if (numbers.contains(item)) {
            ++result.known;
            continue;
        }
        task["programme"] = programme;
        if (const auto before = task.find("predecessors"); before != task.end())
            before->second = numbers_of(before->second, numbers);
        const ordered_json payload{{"ledger", ledger_name}, {"values", task}};
        const auto answer = ordered_json::parse(app.apply(make("open_entry", payload.dump())).json);
        numbers[item] = answer.at("number").get<std::string>();
        ++result.opened;
    }
    return result;
}

}  // namespace app
