#pragma once

#include <cstdint>
#include <string>

#include "county.hpp"
#include "stream.hpp"

namespace demo {

struct Household {
    std::string number;
    std::string group;
    std::string settlement;
    std::string head_name;
    std::string head_id;
    std::string phone;
    std::int64_t residents = 0;
    std::string occupancy;
    std::string category;
    Fact powered = Fact::yes;
    Fact protector = Fact::yes;
    Fact broadband = Fact::no;
    Metres at;
};

/// A village's households one after the other, adding each to the village's sums.
class HouseholdMaker {
public:
    /// `serial` is the number of households made before, in all villages.
    HouseholdMaker(Village& village, const Terrain& terrain, std::uint64_t seed,
                   std::int64_t serial);
    /// Call `village.households` times.
    Household next();

private:
    void place(Household& household);
    void people(Household& household);
    [[nodiscard]] Metres scattered_place();

    Village& village_;
    const Terrain& terrain_;
    Stream stream_;
    std::int64_t serial_;
    std::int64_t made_ = 0;
    std::size_t settlement_ = 0;
    std::int64_t in_settlement_ = 0;
};

}  // namespace demo
