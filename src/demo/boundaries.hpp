#pragma once

#include <cstddef>
#include <vector>

#include "place.hpp"

namespace demo {

/// The border of the area nearer to `sites[index]` than to any other site (its Voronoi cell),
/// counter-clockwise, bent a little between corners as borders in mountains are. Two neighbours'
/// rings have exactly the same points along their common border. The site needs others all around.
std::vector<Place> border_of(std::size_t index, const std::vector<Metres>& sites);

}  // namespace demo
