#include "workbook.hpp"

#include <charconv>
#include <map>

#include "sentence.hpp"
#include "xml.hpp"

namespace ingest {
namespace {

constexpr std::size_t sheets_max = 2'000;
constexpr std::size_t styles_max = 100'000;

struct Relation {
    std::string type;
    std::string target;
};
using Relations = std::map<std::string, Relation>;

int to_integer(std::optional<std::string_view> text, int otherwise) {
    int value = otherwise;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

class RelationsHandler final : public XmlHandler {
public:
    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        const auto id = attributes.find("Id");
        if (name != "Relationship" || !id || relations.size() >= sheets_max * 4) return;
        relations[std::string(*id)] = {std::string(attributes.find("Type").value_or("")),
                                       std::string(attributes.find("Target").value_or(""))};
    }
    void end_element(std::string_view /*name*/) override {}
    void characters(std::string_view /*text*/) override {}

    Relations relations;
};

struct ListedSheet {
    std::string name;
    std::string relation;
    bool visible = true;
};

class WorkbookHandler final : public XmlHandler {
public:
    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "workbookPr") {
            const std::string_view value = attributes.find("date1904").value_or("0");
            from_1904 = value == "1" || value == "true";
        }
        if (name != "sheet" || sheets.size() >= sheets_max) return;
        const std::string_view state = attributes.find("state").value_or("visible");
        sheets.push_back({quotable(attributes.find("name").value_or("")),
                          std::string(attributes.find_prefixed("id").value_or("")),
                          state == "visible"});
    }
    void end_element(std::string_view /*name*/) override {}
    void characters(std::string_view /*text*/) override {}

    std::vector<ListedSheet> sheets;
    bool from_1904 = false;
};

class StylesHandler final : public XmlHandler {
public:
    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        const int id = to_integer(attributes.find("numFmtId"), 0);
        if (name == "numFmt" && own_.size() < styles_max)
            own_[id] = date_style_of(attributes.find("formatCode").value_or(""));
        if (name == "cellXfs") in_cell_formats_ = true;
        if (name == "xf" && in_cell_formats_ && styles.size() < styles_max)
            styles.push_back(style_of(id));
    }
    void end_element(std::string_view name) override {
        if (name == "cellXfs") in_cell_formats_ = false;
    }
    void characters(std::string_view /*text*/) override {}

    std::vector<DateStyle> styles;

private:
    [[nodiscard]] DateStyle style_of(int id) const {
        const auto found = own_.find(id);
        return found != own_.end() ? found->second : builtin_date_style(id);
    }

    std::map<int, DateStyle> own_;
    bool in_cell_formats_ = false;
};

std::string folder_of(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    return slash == std::string_view::npos ? "" : std::string(part.substr(0, slash + 1));
}

/// `target` of a relation, as a name in the package; names cannot leave it.
std::string resolve_target(std::string_view base_part, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    std::string folder = folder_of(base_part);
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        if (!folder.empty())
            folder = folder_of(std::string_view(folder).substr(0, folder.size() - 1));
    }
    return folder + std::string(target);
}

class WorkbookReader {
public:
    WorkbookReader(Parts& parts, const ReadContext& context, ByteBudget& budget)
        : parts_(parts), context_(context), budget_(budget) {}

    Workbook read() {
        part_ = find_workbook();
        WorkbookHandler listed;
        parse(part_, listed);
        const Relations relations = read_relations(part_);
        Workbook workbook;
        workbook.from_1904 = listed.from_1904;
        for (const ListedSheet& sheet : listed.sheets) {
            const auto found = relations.find(sheet.relation);
            if (found == relations.end() || !found->second.type.ends_with("/worksheet")) continue;
            workbook.sheets.push_back(
                {sheet.name, resolve_target(part_, found->second.target), sheet.visible});
        }
        for (const auto& [id, relation] : relations) read_common(relation, workbook);
        return workbook;
    }

private:
    std::string find_workbook() {
        const Relations relations = read_relations("");
        for (const auto& [id, relation] : relations)
            if (relation.type.ends_with("/officeDocument"))
                return resolve_target("", relation.target);
        return "xl/workbook.xml";
    }

    Relations read_relations(const std::string& part) {
        const std::string folder = folder_of(part);
        const auto stream = parts_.open(folder + "_rels/" + part.substr(folder.size()) + ".rels");
        RelationsHandler handler;
        if (stream) parse_xml(*stream, context_, budget_, handler);
        return std::move(handler.relations);
    }

    void read_common(const Relation& relation, Workbook& workbook) {
        const bool styles = relation.type.ends_with("/styles");
        if (!styles && !relation.type.ends_with("/sharedStrings")) return;
        const auto stream = parts_.open(resolve_target(part_, relation.target));
        if (!stream) return;
        if (!styles) return read_shared_strings(*stream, context_, budget_, workbook.strings);
        StylesHandler handler;
        parse_xml(*stream, context_, budget_, handler);
        workbook.styles = std::move(handler.styles);
    }

    void parse(const std::string& part, XmlHandler& handler) {
        if (part.ends_with(".bin"))
            refuse_file(
                context_.file,
                "是二进制工作簿（.xlsb），不能导入。请在 Excel 或 WPS 中另存为 .xlsx。",
                "is a binary workbook (.xlsb), which cannot be imported. Save it as .xlsx in "
                "Excel or WPS.");
        const auto stream = parts_.open(part);
        if (!stream) refuse_damaged(context_.file, "no part " + part);
        parse_xml(*stream, context_, budget_, handler);
    }

    Parts& parts_;
    const ReadContext& context_;
    ByteBudget& budget_;
    std::string part_;
};

}  // namespace

Workbook read_workbook(Parts& parts, const ReadContext& context, ByteBudget& budget) {
    return WorkbookReader(parts, context, budget).read();
}

}  // namespace ingest
