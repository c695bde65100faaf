#include "xml.hpp"

#include <expat.h>

#include <array>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>

#include "sentence.hpp"

namespace ingest {
namespace {

constexpr int depth_max = 64;
constexpr std::int64_t tag_bytes_max = 1 << 20;

struct ParserFree {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserFree>;

struct Session {
    XML_Parser parser;
    XmlHandler& handler;
    int depth = 0;
    bool has_doctype = false;
    // An exception must not unwind through expat's C frames.
    std::exception_ptr failure = nullptr;

    void stop() { XML_StopParser(parser, XML_FALSE); }

    template <class Call>
    void guard(Call call) {
        if (failure) return;
        try {
            call();
            if (handler.is_done()) stop();
        } catch (...) {
            failure = std::current_exception();
            stop();
        }
    }
};

std::string_view local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void on_start(void* user, const char* name, const char** attributes) {
    auto& session = *static_cast<Session*>(user);
    if (++session.depth > depth_max) return session.stop();
    session.guard(
        [&] { session.handler.start_element(local_name(name), XmlAttributes(attributes)); });
}

void on_end(void* user, const char* name) {
    auto& session = *static_cast<Session*>(user);
    --session.depth;
    session.guard([&] { session.handler.end_element(local_name(name)); });
}

void on_characters(void* user, const char* text, int length) {
    auto& session = *static_cast<Session*>(user);
    session.guard([&] { session.handler.characters({text, static_cast<std::size_t>(length)}); });
}

void on_doctype(void* user, const char* /*name*/, const char* /*system*/, const char* /*public*/,
                int /*has_internal_subset*/) {
    auto& session = *static_cast<Session*>(user);
    session.has_doctype = true;
    session.stop();
}

[[noreturn]] void refuse_doctype(const ReadContext& context) {
    refuse_file(context.file,
                "内含外部引用声明（DOCTYPE），正常的电子表格没有这种内容，为安全起见未予读取。请用 "
                "Excel 或 WPS "
                "另存为 .xlsx 后再导入。",
                "holds a document type declaration, which no ordinary spreadsheet has, so it was "
                "not read for safety. Save it again as .xlsx in Excel or WPS, then import it.");
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2)
        if (name == pair[0]) return pair[1];
    return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::find_prefixed(std::string_view wanted) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
        const std::string_view name = pair[0];
        if (name.find(':') != std::string_view::npos && local_name(name) == wanted) return pair[1];
    }
    return std::nullopt;
}

void parse_xml(PartStream& part, const ReadContext& context, ByteBudget& budget,
               XmlHandler& handler) {
    const Parser parser(XML_ParserCreate(nullptr));
    if (!parser) throw std::bad_alloc();
    Session session{parser.get(), handler};
    XML_SetUserData(parser.get(), &session);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_characters);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);

    std::array<char, 1 << 16> buffer{};
    std::int64_t fed = 0;
    for (;;) {
        const std::size_t count = part.read(buffer);
        budget.spend(count);
        fed += static_cast<std::int64_t>(count);
        const auto status = XML_Parse(parser.get(), buffer.data(), static_cast<int>(count),
                                      count == 0 ? XML_TRUE : XML_FALSE);
        if (session.has_doctype) refuse_doctype(context);
        if (session.failure) std::rethrow_exception(session.failure);
        if (handler.is_done()) return;
        if (status != XML_STATUS_OK)
            refuse_damaged(context.file, XML_ErrorString(XML_GetErrorCode(parser.get())));
        // One endless tag would be scanned from its start again with every piece.
        if (fed - XML_GetCurrentByteIndex(parser.get()) > tag_bytes_max)
            refuse_damaged(context.file, "a tag is longer than 1 MiB");
        if (count == 0) return;
    }
}

}  // namespace ingest
