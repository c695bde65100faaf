#include "inline_text.hpp"

#include <algorithm>

#include "sequence.hpp"
#include "tags.hpp"

namespace documents {
namespace {

class InlineText {
public:
    InlineText(const std::vector<std::string>& stretches, Scope& scope)
        : scope_(scope), filled_(stretches.size()) {
        for (const auto& stretch : stretches) {
            text_ += stretch;
            ends_.push_back(text_.size());
        }
        tags_ = find_tags(text_);
    }

    std::vector<std::string> run() {
        if (tags_.empty()) return {};
        run({0, text_.size(), 0, tags_.size()});
        return std::move(filled_);
    }

private:
    // Bytes of the text and the tags inside them.
    struct Range {
        std::size_t begin, end, first_tag, last_tag;
    };

    void run(Range range) {
        std::size_t at = range.begin;
        for (std::size_t i = range.first_tag; i < range.last_tag; ++i) {
            const Tag& tag = tags_[i];
            keep(at, tag.begin);
            try {
                i = run_tag(i, range.last_tag);
            } catch (FieldProblem& problem) {
                throw named(tag, std::move(problem));
            }
            at = tags_[i].end;
        }
        keep(at, range.end);
    }

    // Returns the last tag of what began at `i`.
    std::size_t run_tag(std::size_t i, std::size_t last_tag) {
        const Tag& tag = tags_[i];
        if (tag.kind == TagKind::field) {
            put(stretch_at(tag.begin), printed(evaluate(tag.body, scope_)));
            return i;
        }
        if (!opens(tag))
            throw FieldProblem{
                {"前面没有对应的“重复”或“如果”", "no \"each\" or \"if\" stands before it"}};
        std::size_t depth = 0, otherwise = 0, end = i;
        for (; end < last_tag; ++end) {
            if (opens(tags_[end])) ++depth;
            if (tags_[end].kind == TagKind::otherwise && depth == 1) otherwise = end;
            if (tags_[end].kind == TagKind::end && --depth == 0) break;
        }
        if (end == last_tag) throw FieldProblem{{"后面没有对应的“结束”", "no \"end\" follows it"}};
        if (otherwise == 0) otherwise = end;
        run_block(i, otherwise, end);
        return end;
    }

    void run_block(std::size_t i, std::size_t otherwise, std::size_t end) {
        const Range first{tags_[i].end, tags_[otherwise].begin, i + 1, otherwise};
        if (tags_[i].kind == TagKind::each) {
            for_each_item(scope_, tags_[i].body, [&] { run(first); });
        } else if (holds(tags_[i].body, scope_)) {
            run(first);
        } else if (otherwise != end) {
            run({tags_[otherwise].end, tags_[end].begin, otherwise + 1, end});
        }
    }

    [[nodiscard]] FieldProblem named(const Tag& tag, FieldProblem problem) const {
        if (problem.reason.en.find("{{") != std::string::npos) return problem;
        const std::string field = "{{" + tag.body + "}}";
        return {{"字段“" + field + "”：" + problem.reason.zh,
                 "the field " + field + ": " + problem.reason.en}};
    }

    [[nodiscard]] std::size_t stretch_at(std::size_t byte) const {
        const auto found = std::upper_bound(ends_.begin(), ends_.end(), byte);
        return std::min<std::size_t>(static_cast<std::size_t>(found - ends_.begin()),
                                     ends_.size() - 1);
    }

    void keep(std::size_t from, std::size_t to) {
        while (from < to) {
            const std::size_t stretch = stretch_at(from);
            const std::size_t end = std::min(to, ends_[stretch]);
            put(stretch, text_.substr(from, end - from));
            from = end;
        }
    }

    // A repetition goes back to its first stretch: what it says again stays behind what was said.
    void put(std::size_t stretch, const std::string& text) {
        last_ = std::max(last_, stretch);
        filled_[last_] += text;
    }

    Scope& scope_;
    std::string text_;
    std::vector<std::size_t> ends_;
    std::vector<Tag> tags_;
    std::vector<std::string> filled_;
    std::size_t last_ = 0;
};

}  // namespace

void fill_stretches(std::vector<std::string>& stretches, Scope& scope) {
    if (stretches.empty()) return;
    auto filled = InlineText(stretches, scope).run();
    if (!filled.empty()) stretches = std::move(filled);
}

std::string fill_text(const std::string& text, Scope& scope) {
    std::vector<std::string> stretches{text};
    fill_stretches(stretches, scope);
    return stretches[0];
}

}  // namespace documents
