#include "world.hpp"
#include "places_for_tests.hpp"

#include <fstream>
#include <sstream>

namespace fuzz {
namespace {

using Level = registers::RegionLevel;

registers::Region region(const char* code, const char* name, Level level, const char* parent) {
    registers::Region result;
    result.code = code;
    result.name = name;
    result.level = level;
    result.parent = parent;
    result.valid_from = *base::parse_date("2010-01-01");
    return result;
}

}  // namespace

base::Date today() {
    return *base::parse_date("2020-06-01");
}

const registers::RegionIndex& regions() {
    static const registers::RegionIndex index = [] {
        std::vector<registers::Region> all = {
            region("431224000000", "溆浦县", Level::county, ""),
            region("431224101000", "卢峰镇", Level::township, "431224000000"),
            region("431224101201", "石坝村", Level::village, "431224101000"),
            region("431224101202", "新桥村", Level::village, "431224101000"),
            region("431224101203", "旧村", Level::village, "431224101000")};
        all.back().valid_to = *base::parse_date("2018-12-31");
        all.back().successor = "431224101202";
        return registers::RegionIndex(all);
    }();
    return index;
}

const registers::Declaration& village() {
    static const registers::Declaration result = registers::read_declaration(R"(
register: village
label: {zh: 行政村底册, en: Village}
key: [region]
geometry: point
fields:
  - {name: region, type: region, level: village, required: true, label: {zh: 村代码, en: Village code}}
  - {name: households, type: integer, unit: 户, min: 0, max: 100000, label: {zh: 户数, en: Households}}
  - {name: income, type: decimal, decimals: 2, unit: 元, label: {zh: 收入, en: Income}}
  - {name: has_power, type: fact, label: {zh: 通电, en: Has power}}
  - name: grade
    type: code
    label: {zh: 等级, en: Grade}
    codes:
      - {value: good, label: {zh: 好, en: Good}, aliases: [优]}
      - {value: poor, label: {zh: 差, en: Poor}}
  - {name: verified_on, type: date, label: {zh: 核实日期, en: Verified on}}
  - {name: month, type: month, label: {zh: 月份, en: Month}}
  - {name: head_id, type: id_number, class: sensitive, label: {zh: 证件号码, en: Identity number}}
  - {name: head_phone, type: phone, class: personal, label: {zh: 电话, en: Telephone}}
  - {name: note, type: text, max: 50, label: {zh: 备注, en: Note}}
)",
                                                                             "village.yaml");
    return result;
}

const registers::Declaration& listed_village() {
    static const registers::Declaration result = [] {
        std::ifstream file(places::source("schema/registers/listed_village.yaml"));
        std::ostringstream text;
        text << file.rdbuf();
        return registers::read_declaration(text.str(), "listed_village.yaml");
    }();
    return result;
}

}  // namespace fuzz
