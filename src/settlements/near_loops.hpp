#pragma once

#include <bit>
#include <limits>

#include "near.hpp"

// Compiled once for each kind of vectors, so nothing here may be shared between the compilations:
// all of it stands in an unnamed namespace.
namespace settlements {
namespace {

// `Lanes` has: `count` and, of so many values at a time: `load` and `put`, `same` of one value, the
// `least` of each two or of all, masks of those up to a limit and of those that are not one; of
// places: `less` a step, the marked ones, the squares to an asker, a `Tally` of both counts.
template <class Lanes>
struct Loops {
    static std::uint32_t tail(std::uint32_t left) {
        return left >= Lanes::count ? ~0U >> (32 - Lanes::count) : (1U << left) - 1;
    }

    // Households beside each other, wherever they stand in the grid, in the row of who asks. Behind
    // the last and in place of those that do not count stand places near nobody.
    struct Gathered {
        static constexpr std::uint32_t most = 128;
        alignas(64) Place place[most + 2 * Lanes::count];
        std::uint32_t size = 0;
        std::uint32_t range = 0, at = 0;  // where the first stands
    };

    struct Gatherer {
        const Neighbourhood& around;
        // North of the first asker by 2½ radii, so of the others of its row by 1.7 to 3.3.
        const Place nowhere = moved(around.places[around.first], place_at(0, 20'000));
        std::uint32_t range = 0;
        std::uint32_t at = around.ranges[0].begin;

        [[nodiscard]] bool is_done() const { return range == around.range_count; }

        void gather(Gathered& out) {
            out.size = 0;
            out.range = range;
            out.at = at;
            while (!is_done() && out.size < Gathered::most) {
                const std::uint32_t end = around.ranges[range].end;
                const std::uint32_t room = Gathered::most - out.size;
                const std::uint32_t stop = end - at < room ? end : at + room;
                add(stop, out.place + out.size);
                out.size += stop - at;
                at = stop;
                if (stop == end && ++range < around.range_count) at = around.ranges[range].begin;
            }
            Lanes::put(out.place + out.size, Lanes::same(nowhere));
        }

        void add(std::uint32_t stop, Place* to) const {
            const auto shift = Lanes::same(around.ranges[range].shift);
            const auto copy = [&](std::uint32_t i, Place* there) {
                auto places = Lanes::less(Lanes::load(around.places + i), shift);
                if (around.mark)
                    places = Lanes::marked(places, around.mark + i, Lanes::same(nowhere));
                Lanes::put(there, places);
            };
            for (std::uint32_t i = at; i < stop; i += 2 * Lanes::count, to += 2 * Lanes::count) {
                copy(i, to);
                copy(i + Lanes::count, to + Lanes::count);
            }
        }
    };

    static void count_around(const Neighbourhood& around, std::uint32_t wanted, NearCount* counts) {
        for (std::uint32_t i = 0; i < around.last - around.first; ++i) counts[i] = {};
        Gathered gathered;
        Gatherer gatherer{around};
        while (!gatherer.is_done()) {
            gatherer.gather(gathered);
            for (std::uint32_t at = around.first; at < around.last; ++at) {
                NearCount& count = counts[at - around.first];
                if (count.certain >= wanted) continue;
                const auto asker = Lanes::same(around.places[at]);
                typename Lanes::Tally tally(around.limits);
                for (std::uint32_t i = 0; i < gathered.size; i += Lanes::count)
                    tally.add(Lanes::squares(Lanes::load(gathered.place + i), asker));
                tally.add_to(count);
            }
        }
    }

    static void find_nearest(const Neighbourhood& around, std::int32_t nearly_same,
                             Nearest* nearest) {
        for (std::uint32_t i = 0; i < around.last - around.first; ++i)
            nearest[i] = {around.limits.possible + 1, 0, 0, true};
        Gathered gathered;
        Gatherer gatherer{around};
        while (!gatherer.is_done()) {
            gatherer.gather(gathered);
            for (std::uint32_t at = around.first; at < around.last; ++at)
                if (around.mark[at] != is_core)
                    look_nearer(around, gathered, at, nearly_same, nearest[at - around.first]);
        }
    }

    static void look_nearer(const Neighbourhood& around, const Gathered& gathered, std::uint32_t at,
                            std::int32_t nearly_same, Nearest& nearest) {
        const auto asker = Lanes::same(around.places[at]);
        const auto squares_at = [&](std::uint32_t i) {
            return Lanes::squares(Lanes::load(gathered.place + i), asker);
        };
        auto leasts = Lanes::same(around.limits.possible + 1);
        for (std::uint32_t i = 0; i < gathered.size; i += Lanes::count)
            leasts = Lanes::least(leasts, squares_at(i));
        const std::int32_t least = Lanes::least(leasts);
        if (nearly_same == any_will_do) {
            if (least < nearest.square) nearest.square = least;
            return;
        }
        if (least > around.limits.possible) return;
        const bool is_first = nearest.square > around.limits.possible;
        if (!is_first && nearest.square + nearly_same < least) return;
        if (!is_first && nearest.square <= least + nearly_same) {
            nearest.is_alone = false;
            if (nearest.square > least) nearest.square = least;
            return;
        }
        std::uint32_t seen = 0, found = 0;
        for (std::uint32_t i = 0; i < gathered.size; i += Lanes::count) {
            const std::uint32_t same = Lanes::up_to(squares_at(i), least + nearly_same);
            if (same == 0) continue;
            if (seen == 0) found = i + static_cast<std::uint32_t>(std::countr_zero(same));
            seen += static_cast<std::uint32_t>(std::popcount(same));
        }
        nearest = {least, gathered.range, gathered.at, seen == 1};
        while (found >= around.ranges[nearest.range].end - nearest.at) {
            found -= around.ranges[nearest.range].end - nearest.at;
            nearest.at = around.ranges[++nearest.range].begin;
        }
        nearest.at += found;
    }

    static Meeting meet(const PairTask& task) {
        std::uint32_t possible = 0;
        for (std::uint32_t at = task.begin; at < task.end; ++at) {
            const auto asker = Lanes::same(moved(task.places[at], task.range.shift));
            for (std::uint32_t i = task.range.begin; i < task.range.end; i += Lanes::count) {
                const auto squares = Lanes::squares(Lanes::load(task.places + i), asker);
                const std::uint32_t inside = tail(task.range.end - i);
                if (Lanes::up_to(squares, task.limits.certain) & inside) return Meeting::certain;
                possible |= Lanes::up_to(squares, task.limits.possible) & inside;
            }
        }
        return possible ? Meeting::possible : Meeting::none;
    }

    // The first place from `from` whose edge is more than `limit`.
    static std::uint32_t pass(const std::int32_t* edges, std::uint32_t from, std::uint32_t end,
                              std::int32_t limit) {
        while (from < end) {
            const std::uint32_t passed =
                Lanes::up_to(Lanes::load(edges + from), limit) & tail(end - from);
            from += static_cast<std::uint32_t>(std::popcount(passed));
            if (passed != tail(Lanes::count)) break;
        }
        return from;
    }

    static void move_to(Stretches& stretches, const std::int32_t* edges, std::int32_t first,
                        std::int32_t last) {
        for (std::uint32_t i = 0; i < stretches.count; ++i) {
            Stretches::Row& row = stretches.rows[i];
            const std::uint32_t from = row.begin;
            const std::uint32_t inside = tail(row.row_end - from);
            const auto some = Lanes::load(edges + from);
            const std::uint32_t west = Lanes::up_to(some, first + row.west) & inside;
            const std::uint32_t east = Lanes::up_to(some, last + row.east) & inside;
            row.begin = from + static_cast<std::uint32_t>(std::popcount(west));
            row.end = from + static_cast<std::uint32_t>(std::popcount(east));
            if (east != tail(Lanes::count)) continue;
            row.begin = pass(edges, row.begin, row.row_end, first + row.west);
            row.end = pass(edges, row.end, row.row_end, last + row.east);
        }
    }

    static Linked look(const Stretches& stretches, const std::uint32_t* linked) {
        Linked seen;
        for (const Stretches::Row* row = stretches.rows; row < stretches.rows + stretches.count;
             ++row) {
            for (std::uint32_t i = row->begin; i < row->end; i += Lanes::count) {
                const std::uint32_t some = Lanes::others(linked + i, no_cell) & tail(row->end - i);
                if (some == 0) continue;
                if (seen.first == no_cell)
                    seen.first = linked[i + static_cast<std::uint32_t>(std::countr_zero(some))];
                if (Lanes::others(linked + i, seen.first) & some) return {seen.first, false};
            }
        }
        return seen;
    }
};

template <class Lanes>
constexpr NearLoops loops_of() {
    return {Loops<Lanes>::count_around, Loops<Lanes>::find_nearest, Loops<Lanes>::meet,
            Loops<Lanes>::move_to, Loops<Lanes>::look};
}

}  // namespace
}  // namespace settlements
