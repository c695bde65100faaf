#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "tiles/layer.hpp"
#include "tiles/page_cache.hpp"
#include "tiles/relief.hpp"

namespace app {

/// Layers as they were last read, by all that they depend on (scope, filters, trail number); the
/// longest unused go first. Usable from any thread.
class LayerCache {
public:
    explicit LayerCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    std::shared_ptr<const tiles::Layer> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        order_.splice(order_.begin(), order_, found->second);
        return found->second->layer;
    }

    /// Nothing is kept of what alone is more than half.
    void put(const std::string& key, const std::shared_ptr<const tiles::Layer>& layer) {
        const std::lock_guard lock(mutex_);
        const std::size_t bytes = layer->bytes() + key.size();
        if (bytes > bytes_max_ / 2 || places_.contains(key)) return;
        while (bytes_ + bytes > bytes_max_) {
            bytes_ -= order_.back().bytes;
            places_.erase(order_.back().key);
            order_.pop_back();
        }
        order_.push_front({key, layer, bytes});
        places_[key] = order_.begin();
        bytes_ += bytes;
    }

    std::size_t bytes_held() {
        const std::lock_guard lock(mutex_);
        return bytes_;
    }

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const tiles::Layer> layer;
        std::size_t bytes = 0;
    };
    std::size_t bytes_max_;
    std::mutex mutex_;
    std::size_t bytes_ = 0;
    std::list<Entry> order_;
    std::unordered_map<std::string, std::list<Entry>::iterator> places_;
};

/// What the map keeps between requests: 256 MiB of layers, 64 MiB of tiles, the heights.
struct MapCache {
    LayerCache layers{std::size_t{256} << 20};
    tiles::PageCache tiles{1024};
    std::mutex elevation_mutex;
    bool elevation_read = false;
    std::shared_ptr<const tiles::Elevation> elevation;  ///< null: the folder has none
};

}  // namespace app
