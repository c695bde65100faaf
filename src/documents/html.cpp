#include "html.hpp"

namespace documents {

void Html::raw(std::string_view html) {
    if (html_.size() + html.size() > html_bytes_max)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"这份文档太长，无法在网页上预览，请下载后查看。",
                           "The document is too long to be shown here; please download it."});
    html_ += html;
}

void Html::open(std::string_view tag, std::string_view classes, std::string_view attributes) {
    std::string start = "<" + std::string(tag);
    if (!classes.empty()) start += " class=\"" + std::string(classes) + "\"";
    if (!attributes.empty()) start += " " + std::string(attributes);
    raw(start + ">");
}

void Html::close(std::string_view tag) {
    raw("</" + std::string(tag) + ">");
}

}  // namespace documents
