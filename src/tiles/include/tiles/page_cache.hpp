#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tiles {

/// Keeps short documents by key in a ring of pages of 64 kB: new ones are written behind the last,
/// and the oldest page makes room when all are full. Memory is bounded; nothing is ever moved.
/// Usable from any thread.
class PageCache {
public:
    static constexpr std::size_t page_bytes = 64 * 1024;

    /// `pages` at least 2: the most that are held.
    explicit PageCache(std::size_t pages);

    [[nodiscard]] std::optional<std::string> find(const std::string& key);
    /// Does nothing when the key is there, or when `bytes` would take more than half of the pages.
    void put(const std::string& key, std::string_view bytes);

    /// Of the pages that were taken into use.
    [[nodiscard]] std::size_t bytes_held();
    [[nodiscard]] std::size_t size();

private:
    struct Page {
        std::unique_ptr<char[]> bytes;
        std::vector<std::string> keys;  // of the documents that begin here
    };
    struct Place {
        std::uint64_t at = 0;  // since the cache was made; page = at / page_bytes
        std::size_t bytes = 0;
    };
    Page& page_at(std::uint64_t at) { return pages_[(at / page_bytes) % pages_.size()]; }
    void make_room(std::size_t bytes);

    std::mutex mutex_;
    std::vector<Page> pages_;
    std::unordered_map<std::string, Place> places_;
    std::uint64_t end_ = 0;     // where the next document begins
    std::uint64_t opened_ = 0;  // pages that were begun
};

}  // namespace tiles
