#pragma once

#include <fstream>

#include "app_for_tests.hpp"
#include "base/bytes.hpp"
#include "store/tables.hpp"

/// People whose values stand nowhere else, and a county that holds them.
namespace for_tests {

namespace fs = std::filesystem;

struct Person {
    std::string number, name, id, phone;
};

// Values that stand nowhere else; the identity numbers are of an area that does not exist.
inline Person person(int i) {
    const std::string digits = std::to_string(1000 + i);
    const std::string first = "990000190001" + digits + "0";
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t at = 0; at < 17; ++at) sum += (first[at] - '0') * weights[at];
    return {"H" + digits, "向金丝雀" + digits, first + "10X98765432"[sum % 11], "1390000" + digits};
}

class PersonalTest : public AppTest {
protected:
    void put_person(const Person& who, int at = 0) {
        put("household", {{"region", village(at)},
                          {"number", who.number},
                          {"head_name", who.name},
                          {"head_id", who.id},
                          {"phone", who.phone}});
    }

    ordered_json import_people(int from, int to, const std::string& last_line = {}) {
        const fs::path file = database_.folder() / ("people" + std::to_string(from) + ".csv");
        {
            std::ofstream out(file);
            out << "村代码,户编号,户主姓名,证件号码,联系电话\n";
            for (int i = from; i < to; ++i) {
                const Person who = person(i);
                out << village(0) << "," << who.number << "," << who.name << "," << who.id << ","
                    << who.phone << "\n";
            }
            out << last_line;
        }
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{{"register", "household"}, {"file_name", "people.csv"}}.dump();
        command.attachment = file;
        auto answer = ordered_json::parse(app_->apply(command).json);
        fs::remove(file);
        return answer;
    }

    app::Command reveal_command(std::int64_t row, const std::string& field,
                                const std::string& reason) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "reveal";
        command.payload = ordered_json{
            {"register", "household"},
            {"row", row},
            {"field", field},
            {"reason",
             reason}}.dump();
        return command;
    }

    std::string revealed(std::int64_t row, const std::string& field) {
        return app_->reveal(reveal_command(row, field, "入户核对电话")).value;
    }

    // Every file of the folder and, with a server, all that it holds, as bytes on a disk.
    std::map<std::string, std::string> everything_kept(const fs::path& folder) {
        std::map<std::string, std::string> bytes;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) bytes[entry.path().string()] = files_.read(entry.path());
        if (GetParam() == Kind::server) {
            const fs::path dump = database_.folder() / "dump.sql";
            const std::string command =
                "pg_dump '" + database_.url() + "' > '" + dump.string() + "'";
            EXPECT_EQ(std::system(command.c_str()), 0);
            bytes["pg_dump"] = files_.read(dump);
            EXPECT_NE(bytes["pg_dump"].find("household"), std::string::npos);
            fs::remove(dump);
        }
        return bytes;
    }

    // Where a plain value stands: as it is, as hexadecimal, as a JSON escape. Empty: nowhere.
    static std::string place_of(const std::map<std::string, std::string>& kept, int from, int to) {
        for (const auto& [name, bytes] : kept)
            for (int i = from; i < to; ++i) {
                const Person who = person(i);
                for (const std::string& value : {who.name, who.id, who.phone})
                    for (const std::string& form : {value, base::to_hex(base::as_bytes(value))})
                        if (bytes.find(form) != std::string::npos) return name + ": " + value;
            }
        return {};
    }

    std::vector<store::TableHash> tables() {
        std::vector<store::TableHash> result;
        store::Store(store_options()).read([&](store::Connection& c) {
            result = store::hash_tables(c);
        });
        return result;
    }
};

}  // namespace for_tests
