#pragma once

#include <bit>
#include <limits>

#include "near.hpp"

// Compiled once for each kind of vectors, so nothing here may be shared between the compilations:
// all of it stands in an unnamed namespace.
namespace settlements {
namespace {

// `Lanes` has: `count`; a constructor for an asker and a scale; `squares` of the asker and the next
// households; masks of which squares are up to, or below, a limit; the least of them;
// masks of which edges are up to a limit and which cells are not a certain one.
template <class Lanes>
struct Loops {
    static std::uint32_t tail(std::uint32_t left) {
        return left >= Lanes::count ? ~0U >> (32 - Lanes::count) : (1U << left) - 1;
    }

    static std::uint8_t count_one(const CountTask& task, std::uint32_t at) {
        std::uint32_t certain = 0;
        std::uint32_t doubtful = 0;
        for (const NearRange* range = task.ranges; range < task.ranges + task.range_count;
             ++range) {
            const Lanes lanes(task.steps, at, range->scale);
            for (std::uint32_t i = range->begin; i < range->end; i += Lanes::count) {
                const auto squares = lanes.squares(i);
                const std::uint32_t inside = tail(range->end - i);
                const std::uint32_t within = Lanes::up_to(squares, task.limits.certain) & inside;
                certain += static_cast<std::uint32_t>(std::popcount(within));
                const std::uint32_t perhaps = Lanes::below(squares, task.limits.possible) & inside;
                if (perhaps != within)
                    doubtful += static_cast<std::uint32_t>(std::popcount(perhaps & ~within));
                if (certain >= task.wanted) return is_core;
            }
        }
        return certain + doubtful >= task.wanted ? maybe_core : not_core;
    }

    static bool count_cell(const CountTask& task, std::uint8_t* mark) {
        bool any_maybe = false;
        for (std::uint32_t at = task.first; at < task.last; ++at) {
            mark[at] = count_one(task, at);
            any_maybe |= mark[at] == maybe_core;
        }
        return any_maybe;
    }

    static Meeting meet(const PairTask& task) {
        std::uint32_t possible = 0;
        for (std::uint32_t at = task.begin_a; at < task.end_a; ++at) {
            const Lanes lanes(task.steps, at, task.b.scale);
            for (std::uint32_t i = task.b.begin; i < task.b.end; i += Lanes::count) {
                const auto squares = lanes.squares(i);
                const std::uint32_t inside = tail(task.b.end - i);
                if (Lanes::up_to(squares, task.limits.certain) & inside) return Meeting::certain;
                possible |= Lanes::below(squares, task.limits.possible) & inside;
            }
        }
        return possible ? Meeting::possible : Meeting::none;
    }

    static float least_square(Steps steps, std::uint32_t at, const NearRange& range) {
        const Lanes lanes(steps, at, range.scale);
        float least = std::numeric_limits<float>::infinity();
        std::uint32_t i = range.begin;
        for (; i + Lanes::count <= range.end; i += Lanes::count) {
            const auto squares = lanes.squares(i);
            if (Lanes::below(squares, least)) least = Lanes::least(squares);
        }
        const auto squares = lanes.squares(i);
        const std::uint32_t inside = tail(range.end - i);
        if (Lanes::below(squares, least) & inside) {
            const float other = Lanes::least(Lanes::only(squares, inside));
            if (other < least) least = other;
        }
        return least;
    }

    // The first place from `from` whose edge is more than `limit`.
    static std::uint32_t pass(const std::int32_t* edges, std::uint32_t from, std::uint32_t end,
                              std::int32_t limit) {
        while (from < end) {
            const std::uint32_t passed = Lanes::edges_up_to(edges + from, limit) & tail(end - from);
            from += static_cast<std::uint32_t>(std::popcount(passed));
            if (passed != tail(Lanes::count)) break;
        }
        return from;
    }

    static void move_to(Stretches& stretches, const std::int32_t* edges, std::int32_t edge) {
        for (std::uint32_t i = 0; i < stretches.count; ++i) {
            Stretches::Row& row = stretches.rows[i];
            row.begin = pass(edges, row.begin, row.row_end, edge + row.west);
            row.end = pass(edges, row.begin < row.end ? row.end : row.begin, row.row_end,
                           edge + row.east);
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
    return {Loops<Lanes>::count_cell,   Loops<Lanes>::count_one, Loops<Lanes>::meet,
            Loops<Lanes>::least_square, Loops<Lanes>::move_to,   Loops<Lanes>::look};
}

}  // namespace
}  // namespace settlements
