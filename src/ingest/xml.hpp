#pragma once

#include <optional>
#include <string_view>

#include "parts.hpp"

namespace ingest {

/// The attributes of one element; valid during the call only.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
    /// By name as written, prefix included.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// By local name, only where a prefix stands before it: `id` finds r:id.
    [[nodiscard]] std::optional<std::string_view> find_prefixed(std::string_view local_name) const;

private:
    const char** pairs_;
};

/// Receives elements by local name: transitional and strict workbooks and any prefix look the same.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void start_element(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end_element(std::string_view name) = 0;
    virtual void characters(std::string_view text) = 0;
    /// True when the rest is not needed.
    [[nodiscard]] virtual bool is_done() const { return false; }
};

/// Feeds one part to `handler`. A document type declaration is refused, so no entity can be
/// defined; depth (64) and the length of one tag (1 MiB) are bounded. Throws invalid_input.
void parse_xml(PartStream& part, const ReadContext& context, ByteBudget& budget,
               XmlHandler& handler);

}  // namespace ingest
