#pragma once

#include <array>
#include <set>
#include <unordered_map>
#include <vector>

#include "exact.hpp"
#include "frame.hpp"
#include "grid.hpp"
#include "settlements/index.hpp"

namespace settlements {

class Index::State {
public:
    State(std::span<const Household> households, const Rule& rule);

    void add(const Household& household);
    void remove(std::uint64_t id);
    void check_known(std::uint64_t id) const;
    void check_new(std::uint64_t id) const;
    void check_place(const Household& household) const;
    /// Centres and hulls of what has changed since the last call, whose numbers it gives.
    std::vector<std::uint32_t> renew();

    [[nodiscard]] Placement placement(std::uint64_t id) const;
    [[nodiscard]] Standing settlement(std::uint32_t number) const;
    [[nodiscard]] std::vector<std::uint32_t> numbers() const;

private:
    struct Slot {
        Household household;
        std::uint32_t near = 0;    // households within the radius, itself counted
        std::uint32_t number = 0;  // of its settlement
        std::uint32_t place = 0;   // among its members
    };
    struct Group {
        std::vector<std::uint32_t> slots;
        Corner sum;
        std::vector<Corner> hull;
        bool lost_corner = false;  // then the hull has to be made anew
    };
    // Beside each other in memory: most of the work is looking at them.
    struct Entry {
        std::int32_t lon_e7 = 0, lat_e7 = 0;
        std::uint32_t slot = 0;
    };
    struct RowSteps {
        Scale scale;
        std::array<std::int64_t, 3> reach{};  // to the row itself, the next, the one after it
    };
    struct Near {
        std::uint32_t slot = 0;
        double square = 0;  // fast
    };

    [[nodiscard]] bool is_core(std::uint32_t slot) const { return slots_[slot].near >= min_; }
    [[nodiscard]] std::uint64_t cell_of(const Household& household) const;
    std::uint32_t take_slot(const Household& household);
    void count_all();
    void prepare_rows();
    [[nodiscard]] RowSteps steps_of(std::uint32_t row) const;
    void list_near(const Household& household, std::vector<Near>& near) const;
    void list_near_in_row(const Household& household, std::uint32_t row, std::uint32_t other,
                          std::vector<Near>& near) const;
    [[nodiscard]] std::uint32_t nearest_settlement(std::uint32_t slot);
    void put(std::uint32_t slot, std::uint32_t number);
    void join(const std::vector<std::uint32_t>& risen);
    void join_linked(std::vector<std::uint32_t>& cores, const std::set<std::uint32_t>& numbers);
    void take_out(std::uint32_t slot);
    void weaken(std::uint32_t number, const std::vector<Household>& lost);
    void part(std::uint32_t number);
    [[nodiscard]] Delineation linked(const std::vector<std::uint32_t>& cores) const;
    void keep_for_largest(std::uint32_t number, const std::vector<std::uint32_t>& parts);
    void swap_numbers(std::uint32_t a, std::uint32_t b);

    Rule rule_;
    std::uint32_t min_;
    std::vector<std::int32_t> corner_lon_, corner_lat_;
    Frame frame_;
    Limits limits_;
    Squared limit_;
    double nearly_same_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::unordered_map<std::uint64_t, std::uint32_t> slot_of_;
    std::unordered_map<std::uint64_t, std::vector<Entry>> cells_;
    std::vector<RowSteps> row_steps_;
    std::unordered_map<std::uint32_t, Group> groups_;
    std::uint32_t last_number_ = 0;
    std::set<std::uint32_t> touched_;
};

}  // namespace settlements
