#pragma once

#include <cstdint>
#include <filesystem>

#include "measure.hpp"

namespace bench {

/// Makes the demo county in `folder`, then imports, scores and changes it; beside the import, the
/// sqlite3 shell's own import of the same rows.
void measure_county(const std::filesystem::path& folder, const std::filesystem::path& reader,
                    double scale, Figures& figures);

/// What every command pays before its work: declarations beside the YAML library alone, a small
/// file beside the same read with the map library, opening a data folder.
void measure_start(const std::filesystem::path& folder, const std::filesystem::path& reader,
                   Figures& figures);

/// One large csv into each database, beside that database's own way of taking the same rows.
void measure_bulk(const std::filesystem::path& folder, const std::filesystem::path& reader,
                  std::int64_t rows, Figures& figures);

/// Draws from a frame of so many units, beside the hashing and sorting that it cannot do without.
void measure_draw(std::int64_t units, Figures& figures);

void measure_trail(std::int64_t entries, Figures& figures);
/// The trail's own computing for one entry: line, hashes, tree, tag and next key.
double trail_seconds_per_entry();

/// Durable writes of 1 and of 64 writers, on SQLite in `folder` and on the server of
/// tools/with_postgres.sh, which it empties.
void measure_group_commit(const std::filesystem::path& folder, Figures& figures);

/// A ledger of so many open entries of 200 units: the daily look, a page, a unit's figures; and
/// steps of 64 clients, on both databases.
void measure_ledger(const std::filesystem::path& folder, const std::filesystem::path& reader,
                    std::int64_t entries, Figures& figures);

/// A tile of 10,000 points beside PostGIS's ST_AsMVT of the same, then the tiles of a pan path over
/// the demo county.
void measure_tiles(const std::filesystem::path& folder, const std::filesystem::path& reader,
                   double scale, Figures& figures);

/// Spans that cross polygons, and spans that cross spans, beside GEOS and PostGIS on the same
/// scene; throws when the pairs differ.
void measure_crossings(double scale, Figures& figures);

/// False reports planted in the made-up work of so many villages: how many of each kind are found
/// (recall) and how many of the hits are false reports (precision), and how much of honest work is
/// suspected.
void measure_suspicion(std::int64_t villages, Figures& figures);

/// Settlements of 10⁵, 10⁶ and 10⁷ households on one and two threads, and of shapes that are hard;
/// throws when two threads find others than one. Beside its peers: make bench-peers.
void measure_settlements(double scale, Figures& figures);
/// 2·10⁸ households at once; needs 12 GiB.
void measure_nation(Figures& figures);

}  // namespace bench
