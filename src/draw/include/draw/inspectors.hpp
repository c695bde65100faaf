#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draw/protocol.hpp"

namespace draw {

/// A line of inspectors.tsv, sorted strictly by id: `inspector TAB recusals`, a comma between them
/// or `-` for none. A recusal is the id of a unit or of a stratum, or the beginning of units' ids
/// and `*`: 433124100* recuses from every village of that township.
struct Inspector {
    std::string id;
    std::vector<std::string> recusals;
};
std::string format_inspectors(const std::vector<Inspector>& inspectors);
std::vector<Inspector> read_inspectors(std::string_view text);
/// An office's own list: the same fields parted by TAB, comma or spaces, in any order; recusals are
/// parted by `;` or `,`, and none or `-` means none.
std::vector<Inspector> sort_inspectors(std::string_view text);
bool is_recused(const Inspector& inspector, const Drawn& unit);

/// The pool is bound into the draw by a party of this name, whose contribution is the hash of
/// inspectors.tsv: committed with the announcement, revealed with the others. It counts for none of
/// the organisations.
constexpr std::string_view pool_party = "inspectors.pool";

/// A line of assignment.tsv: `unit TAB inspector TAB inspector`, `-` where the pool had none.
struct Assignment {
    std::string unit;
    std::vector<std::string> inspectors;  ///< two at most
};
std::string format_assignments(const std::vector<Assignment>& assignments);

/// Units in the order of their tickets; for each the candidates in the order of
/// H(S `,` nonce `,` `A` `,` unit `,` inspector): the first two who are not recused and have fewer
/// than ceil(2·units/inspectors)+1 units already.
std::vector<Assignment> assign_inspectors(HashName name, std::string_view seed,
                                          std::string_view nonce, std::vector<Drawn> sample,
                                          const std::vector<Inspector>& pool);
/// The two for one unit that came later: as above without the bound, so independent of the others.
Assignment assign_to_one(HashName name, std::string_view seed, std::string_view nonce,
                         const Drawn& unit, const std::vector<Inspector>& pool);

}  // namespace draw
