#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "registers/declaration.hpp"
#include "registers/geometry.hpp"
#include "store/connection.hpp"

namespace store {

/// The server's spatial index of a register, as a statement.
std::string postgres_index(const std::string& layer);

/// The spatial index of a GeoPackage layer, and the triggers that keep it (GeoPackage 1.3 annex
/// F.3), for the column `geom` keyed by `fid`. Only with SQLite.
void make_spatial_index(Connection& connection, const std::string& layer);

/// Many new rows at once: while one of these lives, new rows of the layer do not enter the index
/// one by one; finish() puts them in together. With SQLite an empty index is packed, in sorted
/// order, straight into its nodes, some thirty times quicker. With PostgreSQL the index of an empty
/// table is made after the rows; whoever asks that table meanwhile waits. Within one transaction;
/// without finish() it must be undone.
class SpatialBulk {
public:
    SpatialBulk(Connection& connection, std::string layer);
    /// A row that was written; a later one of the same id takes its place.
    void add(std::int64_t id, const registers::Envelope& box);
    void remove(std::int64_t id);
    void finish();

private:
    struct Entry {
        std::int64_t id = 0;
        float box[4] = {};  ///< minx, maxx, miny, maxy, rounded outwards
        bool removed = false;
    };
    [[nodiscard]] bool is_embedded() const { return connection_.dialect() == Dialect::sqlite; }
    void keep_last_of_each();
    void insert_one_by_one();

    Connection& connection_;
    std::string layer_;
    bool deferred_ = false;  // the server's index is to be made at the end
    std::vector<Entry> entries_;

    friend class PackedTree;
};

}  // namespace store
