#include "tiles/page_cache.hpp"

#include <algorithm>
#include <cstring>

namespace tiles {

PageCache::PageCache(std::size_t pages) : pages_(std::max<std::size_t>(pages, 2)) {}

std::optional<std::string> PageCache::find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    std::string bytes;
    bytes.reserve(found->second.bytes);
    std::uint64_t at = found->second.at;
    for (std::size_t left = found->second.bytes; left > 0;) {
        const std::size_t offset = at % page_bytes;
        const std::size_t part = std::min(left, page_bytes - offset);
        bytes.append(page_at(at).bytes.get() + offset, part);
        at += part;
        left -= part;
    }
    return bytes;
}

// Opens the pages that the next `bytes` reach into; what began in a page that is taken again goes.
// A document that goes on into a page goes with the page it began in, which is older.
void PageCache::make_room(std::size_t bytes) {
    const std::uint64_t needed = (end_ + bytes + page_bytes - 1) / page_bytes;
    for (; opened_ < needed; ++opened_) {
        Page& page = pages_[opened_ % pages_.size()];
        for (const std::string& key : page.keys) places_.erase(key);
        page.keys.clear();
        if (!page.bytes) page.bytes = std::make_unique<char[]>(page_bytes);
    }
}

void PageCache::put(const std::string& key, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes.size() > pages_.size() * page_bytes / 2 || places_.contains(key)) return;
    make_room(std::max<std::size_t>(bytes.size(), 1));
    places_[key] = {end_, bytes.size()};
    page_at(end_).keys.push_back(key);
    while (!bytes.empty()) {
        const std::size_t offset = end_ % page_bytes;
        const std::size_t part = std::min(bytes.size(), page_bytes - offset);
        std::memcpy(page_at(end_).bytes.get() + offset, bytes.data(), part);
        end_ += part;
        bytes.remove_prefix(part);
    }
}

std::size_t PageCache::bytes_held() {
    const std::lock_guard lock(mutex_);
    return std::min<std::uint64_t>(opened_, pages_.size()) * page_bytes;
}

std::size_t PageCache::size() {
    const std::lock_guard lock(mutex_);
    return places_.size();
}

}  // namespace tiles
