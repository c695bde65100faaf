#include "store_work.hpp"

#include "base/bytes.hpp"
#include "registers/geometry.hpp"
#include "store/register_store.hpp"

namespace faults {

namespace {

constexpr const char* note_yaml = R"(register: note
label: {zh: 记事, en: Note}
key: [region, number]
geometry: point
fields:
  - {name: region, type: region, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 编号, en: Number}}
  - {name: depth_cm, type: integer, label: {zh: 水深, en: Depth}}
  - {name: text, type: text, label: {zh: 内容, en: Text}}
)";

}  // namespace

const registers::Declaration& note_register() {
    static const auto declaration = registers::read_declaration(note_yaml, "note.yaml");
    return declaration;
}

void declare_note_register(store::Connection& connection) {
    (void)store::declare_register(connection, note_yaml, 0);
}

namespace {

registers::Row note(const std::string& number, std::int64_t depth_cm, std::string text) {
    const double lon_deg = 109.0 + static_cast<double>(depth_cm % 100) / 100;
    return {{std::string("433124100200"), number, depth_cm, std::move(text)},
            registers::point_wkb({lon_deg, 28.5})};
}

// Different bytes for each name, so that no page looks like another.
std::string long_text(const std::string& name, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes)
        text += base::to_hex(base::sha256(name + std::to_string(text.size())));
    text.resize(bytes);
    return text;
}

// Each write adds a row, so the newest row's id grows with each.
std::int64_t next_sequence(store::Connection& c) {
    const auto statement = c.prepare("SELECT coalesce(max(fid), 0) + 1 FROM note");
    (void)statement->step();
    return statement->integer(0);
}

class StoreWork {
public:
    StoreWork(Recording& recording, store::Synchronous synchronous)
        : recording_(recording),
          options_{recording.folder() / "wanjia.gpkg", {}, synchronous, {}} {}

    void run(int steps) {
        recording_.step("create", [&] { create(); });
        for (int i = 0; i < steps; ++i) {
            const std::string name = "step-" + std::to_string(i);
            if (i % 10 == 9)
                recording_.step(name + " reopen", [&] { reopen(); });
            else if (i % 10 == 4)
                recording_.step(name + " evidence", [&] { keep_evidence(name); });
            else if (i % 10 == 6)
                write_under_a_reader(name);
            else
                recording_.step(name + " rows",
                                [&] { write_notes(*store_, name, 1 + i % 4, 300); });
        }
        recording_.step("close", [&] { store_.reset(); });
    }

private:
    void create() {
        files_.make_folder(recording_.folder());
        store::Store::create(options_);
        store_ = std::make_unique<store::Store>(options_);
        store_->write([](store::Connection& c) { declare_note_register(c); });
    }

    void reopen() {
        store_.reset();
        store_ = std::make_unique<store::Store>(options_);
    }

    // As an import does: the file under its hash first, then the row that speaks of it.
    void keep_evidence(const std::string& name) {
        const std::string content = long_text(name, 9000);
        const auto folder = recording_.folder() / "files";
        files_.make_folder(folder);
        files_.write(folder / (base::to_hex(base::sha256(content)) + ".csv"), content);
        write_notes(*store_, name, 1, 300);
    }

    void write_under_a_reader(const std::string& name) {
        store_->read([&](store::Connection& c) {
            const auto statement = c.prepare("SELECT count(*) FROM note");
            (void)statement->step();
            for (int i = 0; i < 6; ++i) {
                const std::string part = name + "-" + std::to_string(i);
                recording_.step(part + " under a reader",
                                [&] { write_notes(*store_, part, 2, 600); });
            }
        });
    }

    Recording& recording_;
    store::Options options_;
    base::SystemFiles files_;
    std::unique_ptr<store::Store> store_;
};

}  // namespace

void write_notes(store::Store& store, const std::string& name, int rows, std::size_t text_bytes) {
    store.write([&](store::Connection& c) {
        store::RegisterWriter writer(c, note_register(), next_sequence(c), {});
        for (int i = 0; i < rows; ++i) {
            const std::string number = name + "-" + std::to_string(i);
            writer.put(note(number, i, long_text(number, text_bytes)));
        }
        // The same row each time, so that history grows and old pages change.
        writer.put(note("newest", static_cast<std::int64_t>(name.size()), long_text(name, 40)));
        writer.finish();
    });
}

std::int64_t count_notes(store::Store& store, const std::string& name) {
    std::int64_t count = 0;
    store.read([&](store::Connection& c) {
        const auto statement = c.prepare("SELECT count(*) FROM note WHERE number LIKE $1");
        const std::string pattern = name + "-%";
        statement->with(std::string_view(pattern));
        if (statement->step()) count = statement->integer(0);
    });
    return count;
}

void record_store_work(Recording& recording, store::Synchronous synchronous, int steps) {
    StoreWork(recording, synchronous).run(steps);
}

}  // namespace faults
