#include "registers/declaration.hpp"

namespace registers {
namespace {

Field entry_field(const char* name, FieldType type, base::Text label) {
    Field field;
    field.name = name;
    field.type = type;
    field.label = std::move(label);
    field.field_class = FieldClass::open;
    field.max_characters = 80;
    return field;
}

Field counter(const char* name, base::Text label) {
    Field field = entry_field(name, FieldType::integer, std::move(label));
    field.minimum = 0;
    return field;
}

}  // namespace

std::vector<Field> entry_fields(std::vector<Code> states, std::optional<RegionLevel> level) {
    std::vector<Field> fields;
    fields.push_back(entry_field("number", FieldType::text, {"编号", "Number"}));
    fields.back().required = true;
    fields.back().aliases = {"台账编号", "申报编号", "序号"};
    fields.push_back(entry_field("region", FieldType::region, {"区划代码", "Region code"}));
    fields.back().required = true;
    fields.back().aliases = {"村代码", "行政村代码", "Village code"};
    fields.back().region_level = level;
    fields.push_back(entry_field("unit", FieldType::text, {"责任单位", "Responsible unit"}));
    fields.push_back(entry_field("state", FieldType::code, {"状态", "State"}));
    fields.back().codes = std::move(states);
    fields.back().required = true;
    fields.push_back(entry_field("opened_on", FieldType::date, {"登记日期", "Opened on"}));
    fields.push_back(entry_field("due_on", FieldType::date, {"完成时限", "Due on"}));
    fields.push_back(entry_field("step_due_on", FieldType::date, {"本环节时限", "Step due on"}));
    fields.push_back(entry_field("closed_on", FieldType::date, {"销号日期", "Closed on"}));
    fields.push_back(entry_field("paused_on", FieldType::date, {"中止日期", "Paused on"}));
    fields.push_back(entry_field("parent", FieldType::text, {"上级编号", "Parent"}));
    fields.push_back(entry_field("merged_into", FieldType::text, {"并入编号", "Merged into"}));
    fields.push_back(entry_field("moved_on", FieldType::date, {"最近办理日期", "Moved on"}));
    fields.push_back(counter("steps", {"办理次数", "Steps"}));
    fields.push_back(counter("returned", {"退回次数", "Returned"}));
    fields.push_back(counter("transferred", {"移交次数", "Transferred"}));
    fields.push_back(counter("extended", {"延期次数", "Extended"}));
    fields.push_back(counter("reopened", {"反弹次数", "Reopened"}));
    fields.push_back(entry_field("request", FieldType::text, {"待批申请", "Request"}));
    fields.push_back(entry_field("request_value", FieldType::text, {"申请内容", "Asked for"}));
    fields.push_back(entry_field("request_by", FieldType::text, {"申请人", "Asked by"}));
    fields.back().field_class = FieldClass::internal;
    return fields;
}

}  // namespace registers
