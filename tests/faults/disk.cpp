#include "disk.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace faults {
namespace {

constexpr std::size_t sector_bytes = 512;

// SplitMix64: the stream is the same on every machine.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {
        const std::uint64_t quarters[] = {1, 2, 2, 3};
        kept_quarters_ = quarters[next() % 4];
    }
    bool keeps() { return next() % 4 < kept_quarters_; }

private:
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
    std::uint64_t kept_quarters_ = 2;
};

void put_bytes(std::string& content, std::size_t offset, std::string_view bytes) {
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
    content.replace(offset, bytes.size(), bytes);
}

void change_content(std::string& content, const Operation& operation) {
    if (operation.kind == Operation::Kind::truncate)
        content.resize(static_cast<std::size_t>(operation.offset));
    else
        put_bytes(content, static_cast<std::size_t>(operation.offset), operation.bytes);
}

void change_sectors(std::string& content, const Operation& operation, Chance& chance) {
    if (operation.kind == Operation::Kind::truncate) {
        if (chance.keeps()) change_content(content, operation);
        return;
    }
    const auto begin = static_cast<std::size_t>(operation.offset);
    const std::size_t end = begin + operation.bytes.size();
    for (std::size_t at = begin; at < end;) {
        const std::size_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
        if (chance.keeps())
            put_bytes(content, at, std::string_view(operation.bytes).substr(at - begin, next - at));
        at = next;
    }
}

void change_by_chance(std::string& content, const Operation& operation, Loss loss, Chance& chance) {
    switch (loss) {
        case Loss::everything:
        case Loss::new_directory:
            return;
        case Loss::subset:
            if (chance.keeps()) change_content(content, operation);
            return;
        case Loss::torn:
            return change_sectors(content, operation, chance);
        case Loss::old_directory:
            return change_content(content, operation);
    }
}

bool keeps_name(Loss loss, Chance& chance) {
    if (loss == Loss::new_directory) return true;
    return (loss == Loss::subset || loss == Loss::torn) && chance.keeps();
}

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

}  // namespace

const char* name_of(Loss loss) {
    switch (loss) {
        case Loss::everything:
            return "everything";
        case Loss::subset:
            return "subset";
        case Loss::torn:
            return "torn";
        case Loss::old_directory:
            return "old directory";
        case Loss::new_directory:
            return "new directory";
    }
    return "";
}

void Disk::change_names(Names& names, const Operation& operation) {
    using Kind = Operation::Kind;
    if (operation.kind == Kind::remove || operation.kind == Kind::rename)
        names.erase(operation.path);
    if (operation.kind == Kind::rename)
        names[operation.to] = operation.file;
    else if (operation.kind != Kind::remove)
        names[operation.path] = operation.file;
}

template <class IsCovered>
void Disk::sync_names(const IsCovered& is_covered) {
    std::vector<const Operation*> others;
    for (const Operation* waiting : pending_names_) {
        if (is_covered(*waiting))
            change_names(durable_names_, *waiting);
        else
            others.push_back(waiting);
    }
    pending_names_ = std::move(others);
}

void Disk::apply(const Operation& operation) {
    using Kind = Operation::Kind;
    if (operation.file >= static_cast<int>(files_.size()))
        files_.resize(static_cast<std::size_t>(operation.file) + 1);
    File* file = operation.file < 0 ? nullptr : &files_[static_cast<std::size_t>(operation.file)];
    switch (operation.kind) {
        case Kind::make_file:
        case Kind::make_folder:
        case Kind::rename:
        case Kind::remove:
            pending_names_.push_back(&operation);
            return;
        case Kind::write:
        case Kind::truncate:
            file->pending.push_back(&operation);
            return;
        case Kind::sync:
            for (const Operation* waiting : file->pending) change_content(file->durable, *waiting);
            file->pending.clear();
            return;
        case Kind::failed_sync:
            file->pending.clear();
            return;
        case Kind::sync_folder:
            return sync_names([&](const Operation& waiting) {
                return parent_of(waiting.path) == operation.path;
            });
        case Kind::sync_name:
            return sync_names(
                [&](const Operation& waiting) { return waiting.path == operation.path; });
    }
}

bool Disk::is_reachable(const Names& names, const std::string& path) {
    for (std::string folder = parent_of(path); !folder.empty(); folder = parent_of(folder))
        if (!names.contains(folder)) return false;
    return true;
}

Image Disk::after_power_cut(Loss loss, std::uint64_t seed) const {
    Chance chance(seed);
    Names names = durable_names_;
    for (const Operation* waiting : pending_names_)
        if (keeps_name(loss, chance)) change_names(names, *waiting);
    Image image;
    for (const auto& [path, number] : names) {
        if (number < 0 || !is_reachable(names, path)) continue;
        const File& file = files_[static_cast<std::size_t>(number)];
        std::string content = file.durable;
        for (const Operation* waiting : file.pending)
            change_by_chance(content, *waiting, loss, chance);
        image.emplace(path, std::move(content));
    }
    return image;
}

std::string digest_of(const Image& image) {
    std::string all;
    for (const auto& [path, content] : image)
        all += path + '\n' + base::to_hex(base::sha256(content)) + '\n';
    return base::to_hex(base::sha256(all));
}

}  // namespace faults
