#include "spatial_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "register_sql.hpp"

namespace store {
namespace {

std::string index_name(const std::string& layer) {
    return "rtree_" + layer + "_geom";
}

std::string insert_trigger(const std::string& layer) {
    const std::string tree = quote(index_name(layer));
    return "CREATE TRIGGER " + quote(index_name(layer) + "_insert") + " AFTER INSERT ON " +
           quote(layer) +
           " WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO " +
           tree +
           " VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), "
           "ST_MaxY(NEW.geom)); END;";
}

// The nearest float that is not above (below) the number: a box in the index never is too small.
float rounded_down(double value) {
    const auto nearest = static_cast<float>(value);
    return nearest > value ? std::nextafterf(nearest, -std::numeric_limits<float>::infinity())
                           : nearest;
}
float rounded_up(double value) {
    const auto nearest = static_cast<float>(value);
    return nearest < value ? std::nextafterf(nearest, std::numeric_limits<float>::infinity())
                           : nearest;
}

template <class Integer>
void put_big_endian(std::string& bytes, Integer value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> shift));
}

// Position on a Hilbert curve of 2^16 × 2^16 (the usual bit by bit walk).
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y) {
    std::uint32_t position = 0;
    for (std::uint32_t side = 1U << 15U; side > 0; side >>= 1U) {
        const std::uint32_t right = (x & side) != 0 ? 1 : 0;
        const std::uint32_t upper = (y & side) != 0 ? 1 : 0;
        position += side * side * ((3 * right) ^ upper);
        if (upper == 0) {
            if (right == 1) {
                x = 0xffffU - x;
                y = 0xffffU - y;
            }
            std::swap(x, y);
        }
    }
    return position;
}

// By the first number, keeping the order of equal ones: a pass for each byte that differs.
using Pairs = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
void sort_by_first(Pairs& pairs) {
    std::uint64_t all = 0;
    for (const auto& pair : pairs) all |= pair.first;
    Pairs other(pairs.size());
    for (int shift = 0; shift < 64 && all >> shift != 0; shift += 8) {
        const auto digit = [&](const auto& pair) { return pair.first >> shift & 0xffU; };
        std::array<std::size_t, 257> begins{};
        for (const auto& pair : pairs) ++begins[digit(pair) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
        for (const auto& pair : pairs) other[begins[digit(pair)]++] = pair;
        pairs.swap(other);
    }
}

}  // namespace

// Nodes of SQLite's R*Tree as its shadow tables hold them: a node is two bytes of depth (in the
// root only), two of count, then cells of an eight-byte id and four floats, all big-endian, filled
// with zeros to the node size that the root already has. Node 1 is the root.
class PackedTree {
public:
    using Entry = SpatialBulk::Entry;

    PackedTree(Connection& connection, const std::string& layer)
        : connection_(connection), name_(index_name(layer)) {
        const auto root =
            connection.prepare("SELECT length(data) FROM " + table("_node") + " WHERE nodeno = 1");
        if (root->step()) node_bytes_ = static_cast<std::size_t>(root->integer(0));
    }

    [[nodiscard]] bool is_empty() const {
        return node_bytes_ > 0 &&
               !connection_.prepare("SELECT 1 FROM " + table("_rowid") + " LIMIT 1")->step();
    }

    void write(std::vector<Entry> entries) {
        nodes_ = connection_.bulk_insert(table("_node"), {"nodeno", "data"});
        parents_ = connection_.bulk_insert(table("_parent"), {"nodeno", "parentnode"});
        sort_along_curve(entries);
        Pairs leaf_of;  // row, node
        leaf_of.reserve(entries.size());
        int depth = 0;
        while (entries.size() > cells_max()) {
            entries = write_level(entries, depth == 0 ? &leaf_of : nullptr);
            ++depth;
        }
        write_root(entries, depth, leaf_of);
        sort_by_first(leaf_of);
        auto rows_of_leaves = connection_.bulk_insert(table("_rowid"), {"rowid", "nodeno"});
        for (const auto& [row, node] : leaf_of) {
            const Parameter values[] = {static_cast<std::int64_t>(row),
                                        static_cast<std::int64_t>(node)};
            rows_of_leaves->row(values);
        }
        for (const auto* table : {&nodes_, &parents_, &rows_of_leaves}) (*table)->finish();
    }

private:
    [[nodiscard]] std::string table(const char* suffix) const { return quote(name_ + suffix); }
    [[nodiscard]] std::size_t cells_max() const { return (node_bytes_ - 4) / 24; }

    static void sort_along_curve(std::vector<Entry>& entries) {
        float low[2] = {entries[0].box[0], entries[0].box[2]};
        float high[2] = {entries[0].box[1], entries[0].box[3]};
        for (const Entry& entry : entries)
            for (const std::size_t axis : {0U, 1U}) {
                low[axis] = std::min(low[axis], entry.box[2 * axis]);
                high[axis] = std::max(high[axis], entry.box[2 * axis + 1]);
            }
        const auto cell = [&](const Entry& entry, std::size_t axis) {
            const float size = high[axis] - low[axis];
            const float middle = (entry.box[2 * axis] + entry.box[2 * axis + 1]) / 2 - low[axis];
            return size > 0 ? static_cast<std::uint32_t>(middle / size * 65535.0F) : 0U;
        };
        Pairs order;
        order.reserve(entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i)
            order.emplace_back(hilbert(cell(entries[i], 0), cell(entries[i], 1)), i);
        sort_by_first(order);
        std::vector<Entry> sorted;
        sorted.reserve(entries.size());
        for (const auto& [position, index] : order) sorted.push_back(entries[index]);
        entries = std::move(sorted);
    }

    // Full nodes, the last two shared evenly so that none falls below the least that is allowed.
    std::vector<Entry> write_level(const std::vector<Entry>& entries, Pairs* leaf_of) {
        std::vector<Entry> above;
        for (std::size_t begin = 0; begin < entries.size();) {
            const std::size_t left = entries.size() - begin;
            const std::size_t count = left <= cells_max() || left >= 2 * cells_max()
                                          ? std::min(left, cells_max())
                                          : left / 2;
            const std::int64_t node = next_node_++;
            above.push_back(write_node(node, &entries[begin], count, 0));
            for (std::size_t i = begin; i < begin + count; ++i) note(entries[i].id, node, leaf_of);
            begin += count;
        }
        return above;
    }

    void write_root(const std::vector<Entry>& entries, int depth, Pairs& leaf_of) {
        connection_.run_script("DELETE FROM " + table("_node") + " WHERE nodeno = 1");
        write_node(1, entries.data(), entries.size(), depth);
        for (const Entry& entry : entries) note(entry.id, 1, depth == 0 ? &leaf_of : nullptr);
    }

    void note(std::int64_t child, std::int64_t node, Pairs* leaf_of) {
        if (leaf_of) return leaf_of->emplace_back(child, node), void();
        const Parameter values[] = {child, node};
        parents_->row(values);
    }

    // Returns the node as an entry of the level above.
    Entry write_node(std::int64_t node, const Entry* entries, std::size_t count, int depth) {
        std::string data;
        data.reserve(node_bytes_);
        put_big_endian(data, static_cast<std::uint16_t>(depth));
        put_big_endian(data, static_cast<std::uint16_t>(count));
        Entry whole = entries[0];
        whole.id = node;
        for (std::size_t i = 0; i < count; ++i) {
            put_big_endian(data, entries[i].id);
            for (const float bound : entries[i].box)
                put_big_endian(data, std::bit_cast<std::uint32_t>(bound));
            for (const std::size_t axis : {0U, 2U}) {
                whole.box[axis] = std::min(whole.box[axis], entries[i].box[axis]);
                whole.box[axis + 1] = std::max(whole.box[axis + 1], entries[i].box[axis + 1]);
            }
        }
        data.resize(node_bytes_, '\0');
        const Parameter values[] = {node, Blob{data}};
        nodes_->row(values);
        return whole;
    }

    Connection& connection_;
    std::string name_;
    std::size_t node_bytes_ = 0;
    std::int64_t next_node_ = 2;
    std::unique_ptr<BulkInsert> nodes_, parents_;
};

std::string postgres_index(const std::string& layer) {
    return "CREATE INDEX " + quote(layer + "_geom") + " ON " + quote(layer) + " USING gist (geom);";
}

void make_spatial_index(Connection& connection, const std::string& layer) {
    const std::string tree = quote(index_name(layer));
    const std::string bounds =
        "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom))";
    const std::string present = "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))";
    const std::string absent = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    const auto trigger = [&](const char* suffix, const std::string& when, const std::string& then) {
        return "CREATE TRIGGER " + quote(index_name(layer) + "_" + suffix) + " " + when +
               " BEGIN " + then + "; END;";
    };
    const std::string on = " ON " + quote(layer) + " ";
    const std::string put = "INSERT OR REPLACE INTO " + tree + " VALUES " + bounds;
    const std::string drop_old = "DELETE FROM " + tree + " WHERE id = OLD.fid";
    connection.run_script(
        "CREATE VIRTUAL TABLE " + tree + " USING rtree(id, minx, maxx, miny, maxy);" +
        insert_trigger(layer) +
        trigger("update1", "AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + present,
                put) +
        trigger("update2", "AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + absent,
                drop_old) +
        trigger("update3", "AFTER UPDATE" + on + "WHEN OLD.fid != NEW.fid AND " + present,
                drop_old + "; " + put) +
        trigger("update4", "AFTER UPDATE" + on + "WHEN OLD.fid != NEW.fid AND " + absent,
                "DELETE FROM " + tree + " WHERE id IN (OLD.fid, NEW.fid)") +
        trigger("delete", "AFTER DELETE" + on + "WHEN OLD.geom NOT NULL", drop_old));
}

SpatialBulk::SpatialBulk(Connection& connection, std::string layer)
    : connection_(connection), layer_(std::move(layer)) {
    if (is_embedded()) {
        connection_.run_script("DROP TRIGGER " + quote(index_name(layer_) + "_insert"));
        return;
    }
    deferred_ = !connection_.prepare("SELECT 1 FROM " + quote(layer_) + " LIMIT 1")->step();
    if (deferred_) connection_.run_script("DROP INDEX " + quote(layer_ + "_geom"));
}

void SpatialBulk::add(std::int64_t id, const registers::Envelope& box) {
    if (!is_embedded()) return;
    entries_.push_back({id,
                        {rounded_down(box.lon_min_deg), rounded_up(box.lon_max_deg),
                         rounded_down(box.lat_min_deg), rounded_up(box.lat_max_deg)},
                        false});
}

void SpatialBulk::remove(std::int64_t id) {
    if (!is_embedded()) return;
    entries_.push_back({id, {}, true});
}

void SpatialBulk::keep_last_of_each() {
    const auto by_id = [](const Entry& a, const Entry& b) { return a.id < b.id; };
    if (!std::is_sorted(entries_.begin(), entries_.end(), by_id))
        std::stable_sort(entries_.begin(), entries_.end(), by_id);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const bool last = i + 1 == entries_.size() || entries_[i + 1].id != entries_[i].id;
        if (last && !entries_[i].removed) entries_[kept++] = entries_[i];
    }
    entries_.resize(kept);
}

void SpatialBulk::insert_one_by_one() {
    const auto geometry = connection_.prepare(
        "INSERT OR REPLACE INTO " + quote(index_name(layer_)) +
        " SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM " +
        quote(layer_) + " WHERE fid = $1");
    for (const Entry& entry : entries_) geometry->with(entry.id).run();
}

void SpatialBulk::finish() {
    if (deferred_)
        connection_.run_script("SET LOCAL maintenance_work_mem = '256MB';" +
                               postgres_index(layer_));
    if (!is_embedded()) return;
    keep_last_of_each();
    PackedTree tree(connection_, layer_);
    if (entries_.empty()) {
        // Nothing to put in.
    } else if (tree.is_empty()) {
        tree.write(std::move(entries_));
    } else {
        insert_one_by_one();
    }
    connection_.run_script(insert_trigger(layer_));
}

}  // namespace store
