#include "settlements/delineate.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <string>
#include <thread>

#include "base/error.hpp"
#include "near.hpp"
#include "parallel.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

constexpr std::size_t households_for_threads = 20'000;
constexpr std::size_t households_max = (std::size_t{1} << 31) - 1;

void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

void check(const Points& points, const Rule& rule, int threads) {
    if (rule.radius_mm < radius_mm_min || rule.radius_mm > radius_mm_max)
        refuse("半径应在 1 米到 10000 米之间。", "The radius must be 1 m to 10000 m.");
    if (rule.min_households < 1 || rule.min_households > min_households_max)
        refuse("最少户数应在 1 到 1000000 之间。",
               "The least number of households must be 1 to 1000000.");
    if (threads < 0 || threads > threads_max)
        refuse("线程数应在 0 到 256 之间，0 为自动。",
               "The number of threads must be 0 to 256; 0 is one a processor.");
    if (count_of(points) > households_max)
        refuse("一次最多划分 2147483647 户。", "At most 2147483647 households at once.");
}

int threads_for(std::size_t households, int threads) {
    if (households < households_for_threads) return 1;
    if (threads > 0) return threads;
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, threads_max);
}

template <class T>
void resize(std::vector<T>& column, std::size_t size) {
    column.reserve(size);
    prefer_huge_pages(column.data(), size * sizeof(T));
    column.resize(size);
}

// By linked cell: its number, in the order of the least id of a core; 0 for groups too small.
class Numbers {
public:
    Numbers(const Grid& grid, const Buffer<std::uint32_t>& cores,
            const Buffer<std::uint32_t>& linked, std::int64_t min_size, Team& team)
        : grid_(grid), cores_(cores), linked_(linked), number_(grid.cells()) {
        find_first_cores(team);
        if (min_size > 1) drop_small(min_size);
        std::vector<std::uint64_t> first_ids((grid.id.size() + 63) / 64);
        for_all(team, grid.cells(), [&](std::uint32_t cell) {
            if (leads(cell))
                std::atomic_ref(first_ids[number_[cell] / 64])
                    .fetch_or(std::uint64_t{1} << (number_[cell] % 64), std::memory_order_relaxed);
        });
        rank(first_ids);
        for_all(team, grid.cells(), [&](std::uint32_t cell) {
            number_[cell] = leads(cell) ? rank_of(first_ids, number_[cell]) + 1 : 0;
        });
    }

    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] std::uint32_t of(std::uint32_t cell) const {
        return cell == no_cell ? 0 : number_[cell];
    }

private:
    [[nodiscard]] bool leads(std::uint32_t cell) const {
        return linked_[cell] == cell && number_[cell] != none;
    }

    void find_first_cores(Team& team) {
        for_all(team, grid_.cells(), [&](std::uint32_t cell) { number_[cell] = none; });
        for_all(team, grid_.cells(), [&](std::uint32_t cell) {
            if (cores_[cell] == 0) return;
            const std::uint32_t id = grid_.id[grid_.cell_first[cell]];
            const std::atomic_ref first(number_[linked_[cell]]);
            std::uint32_t least = first.load(std::memory_order_relaxed);
            while (id < least &&
                   !first.compare_exchange_weak(least, id, std::memory_order_relaxed)) {
            }
        });
    }

    void drop_small(std::int64_t min_size) {
        std::vector<std::uint32_t> size(grid_.cells());
        for (std::uint32_t cell = 0; cell < grid_.cells(); ++cell)
            if (cores_[cell] > 0) size[linked_[cell]] += cores_[cell];
        for (std::uint32_t cell = 0; cell < grid_.cells(); ++cell)
            if (linked_[cell] == cell && size[cell] < min_size) number_[cell] = none;
    }

    void rank(const std::vector<std::uint64_t>& bits) {
        before_.reserve(bits.size());
        for (const std::uint64_t word : bits) {
            before_.push_back(count_);
            count_ += static_cast<std::uint32_t>(std::popcount(word));
        }
    }

    [[nodiscard]] std::uint32_t rank_of(const std::vector<std::uint64_t>& bits,
                                        std::uint32_t id) const {
        const std::uint64_t below = bits[id / 64] & ((std::uint64_t{1} << (id % 64)) - 1);
        return before_[id / 64] + static_cast<std::uint32_t>(std::popcount(below));
    }

    static constexpr std::uint32_t none = ~std::uint32_t{0};
    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    const Buffer<std::uint32_t>& linked_;
    Buffer<std::uint32_t> number_;
    std::vector<std::uint32_t> before_;
    std::uint32_t count_ = 0;
};

}  // namespace

Delineation delineate(const Points& points, const Rule& rule, int threads) {
    check(points, rule, threads);
    Delineation result;
    const std::size_t households = count_of(points);
    resize(result.settlement, households);
    resize(result.role, households);
    if (households == 0) return result;
    threads = threads_for(households, threads);
    const bool is_chain = rule.kind == Kind::chain;
    Team team(threads);
    Grid grid = make_grid(points, rule.radius_mm, team);
    const auto cores = find_cores(grid, is_chain ? 1 : rule.min_households, team);
    const auto linked = link_cells(grid, cores, team);
    const auto assigned = assign_households(grid, cores, linked, team);
    const Numbers numbers(grid, cores, linked, is_chain ? rule.min_households : 1, team);
    result.count = numbers.count();
    const auto parts = grid.row_parts();
    // Both in one word first: households come in any order, and each is one place in memory less.
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        const std::uint32_t end = grid.cell_first[grid.rows[parts[part + 1]].first_cell];
        for (std::uint32_t i = grid.cell_first[grid.rows[parts[part]].first_cell]; i < end; ++i) {
            const std::uint32_t settlement = numbers.of(assigned[i]);
            const bool is_own = settlement > 0 && grid.mark[i] == is_core;
            result.settlement[grid.id[i]] = settlement << 1U | (is_own ? 1U : 0U);
        }
    });
    for_all(team, static_cast<std::uint32_t>(households), [&](std::uint32_t household) {
        std::uint32_t& settlement = result.settlement[household];
        result.role[household] = settlement == 0          ? Role::none
                                 : (settlement & 1U) != 0 ? Role::core
                                                          : Role::border;
        settlement >>= 1U;
    });
    return result;
}

}  // namespace settlements
