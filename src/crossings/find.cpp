#include "crossings/find.hpp"

#include <thread>

#include "base/error.hpp"
#include "index.hpp"

namespace crossings {
namespace {

constexpr std::int64_t reach_max = std::int64_t{1} << 30;
constexpr std::int64_t buffer_max_um = 1'000'000'000;

void require(bool holds, const char* zh, const char* en) {
    if (!holds) throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

/// True when all corners of the box lie strictly on one side of the span's line.
bool passes_by(const Span& span, const exact::Box& box) {
    const std::int64_t dx = std::int64_t{span.to.x} - span.from.x;
    const std::int64_t dy = std::int64_t{span.to.y} - span.from.y;
    const auto at = [&](std::int32_t x, std::int32_t y) {
        return dx * (std::int64_t{y} - span.from.y) - dy * (std::int64_t{x} - span.from.x);
    };
    // The corners that lie furthest to the left and to the right of the way.
    const std::int64_t left = at(dy > 0 ? box.x_min : box.x_max, dx > 0 ? box.y_max : box.y_min);
    const std::int64_t right = at(dy > 0 ? box.x_max : box.x_min, dx > 0 ? box.y_min : box.y_max);
    return left < 0 || right > 0;
}

/// True when the paths of the shape, or its inside, hold a point of the span.
bool meets(const Index& index, const Shapes& shapes, const Span& span, const Index::Entry& entry) {
    const auto [y_min, y_max] = std::minmax(span.from.y, span.to.y);
    bool met = false;
    Point last{};
    std::int64_t last_side = 0;
    bool has_last = false;
    index.for_each_edge(entry, y_min, y_max, [&](Point p, Point q) {
        const std::int64_t p_side =
            has_last && last == p ? last_side : exact::side(span.from, span.to, p);
        const std::int64_t q_side = exact::side(span.from, span.to, q);
        has_last = true;
        last = q;
        last_side = q_side;
        met = exact::meet(span.from, span.to, p, q, p_side, q_side);
        return !met;
    });
    if (met || shapes.is_area[entry.shape] == 0 || !index.box(entry.shape).holds(span.from))
        return met;
    // No edge is touched: both ends are inside, or neither. A ray to the east counts the edges.
    bool inside = false;
    const Point at = span.from;
    index.for_each_edge(entry, at.y, at.y, [&](Point p, Point q) {
        if ((p.y > at.y) == (q.y > at.y)) return true;
        const std::int64_t side = exact::side(p, q, at);
        if ((q.y > p.y) == (side > 0)) inside = !inside;
        return true;
    });
    return inside;
}

/// Within the buffer of a shape that it does not meet: then the least distance is that of an end.
/// Doubles decide except within a micrometre of the limit, far above their error.
class Near {
public:
    Near(const Span& span, Metric metric, std::int64_t limit_um)
        : span_(span), metric_(metric), limit_um_(limit_um) {}

    [[nodiscard]] bool to(Point p, Point q) const {
        return end(span_.from, p, q) || end(span_.to, p, q) || end(p, span_.from, span_.to) ||
               end(q, span_.from, span_.to);
    }

private:
    [[nodiscard]] bool end(Point p, Point a, Point b) const {
        const double sx = static_cast<double>(metric_.x_um), sy = static_cast<double>(metric_.y_um);
        const double ux = (static_cast<double>(b.x) - a.x) * sx,
                     uy = (static_cast<double>(b.y) - a.y) * sy;
        double vx = (static_cast<double>(p.x) - a.x) * sx,
               vy = (static_cast<double>(p.y) - a.y) * sy;
        const double length2 = ux * ux + uy * uy;
        const double along = ux * vx + uy * vy;
        double distance2 = 0, scale = 1;
        if (along > 0 && along < length2) {
            const double cross = ux * vy - uy * vx;
            distance2 = cross * cross;
            scale = length2;
        } else {
            if (along > 0) vx -= ux, vy -= uy;
            distance2 = vx * vx + vy * vy;
        }
        const auto limit = static_cast<double>(limit_um_);
        if (distance2 > (limit + 1) * (limit + 1) * scale) return false;
        if (limit > 1 && distance2 < (limit - 1) * (limit - 1) * scale) return true;
        return exact::within(p, a, b, metric_, limit_um_);
    }

    Span span_;
    Metric metric_;
    std::int64_t limit_um_;
};

exact::Box reach_of(const Span& span, Metric metric, std::int64_t buffer_um) {
    exact::Box box = exact::box_of(span.from, span.to);
    const auto grow = [](std::int32_t value, std::int64_t by) {
        return static_cast<std::int32_t>(
            std::clamp<std::int64_t>(value + by, std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int32_t>::max()));
    };
    const std::int64_t x = buffer_um / metric.x_um + 1, y = buffer_um / metric.y_um + 1;
    return {grow(box.x_min, -x), grow(box.y_min, -y), grow(box.x_max, x), grow(box.y_max, y)};
}

class Join {
public:
    Join(std::span<const Span> spans, const Shapes& shapes, const Search& search,
         const Index& index)
        : spans_(spans), shapes_(shapes), search_(search), index_(index) {}

    void search(std::span<const Keyed> some, std::vector<Pair>& found) const {
        std::vector<Candidate> candidates;
        for (const Keyed& each : some) {
            collect(each.value, candidates);
            if (candidates.size() < batch) continue;
            decide(candidates, found);
            candidates.clear();
        }
        decide(candidates, found);
    }

private:
    // Candidates wait a little, so that their corners are on the way from memory when their turn
    // comes.
    static constexpr std::size_t batch = 32;
    struct Candidate {
        std::uint32_t span = 0;
        Index::Entry entry;
    };

    void collect(std::uint32_t number, std::vector<Candidate>& candidates) const {
        const Span& span = spans_[number];
        const bool plain = search_.buffer_um == 0;
        const exact::Box reach = plain ? exact::box_of(span.from, span.to)
                                       : reach_of(span, search_.ground.at(span), search_.buffer_um);
        index_.for_each_in(reach, [&](const Index::Entry& entry, const exact::Box& box) {
            if (plain && passes_by(span, box)) return;
            __builtin_prefetch(&shapes_.points[entry.first_point]);
            candidates.push_back({number, entry});
        });
    }

    void decide(const std::vector<Candidate>& candidates, std::vector<Pair>& found) const {
        for (const Candidate& each : candidates) {
            const Span& span = spans_[each.span];
            if (meets(index_, shapes_, span, each.entry))
                found.push_back({each.span, each.entry.shape, true});
            else if (search_.buffer_um > 0 && lies_near(span, each.entry))
                found.push_back({each.span, each.entry.shape, false});
        }
    }

    [[nodiscard]] bool lies_near(const Span& span, const Index::Entry& entry) const {
        const Metric metric = search_.ground.at(span);
        const exact::Box reach = reach_of(span, metric, search_.buffer_um);
        const Near near(span, metric, search_.buffer_um);
        bool within = false;
        index_.for_each_edge(entry, reach.y_min, reach.y_max, [&](Point p, Point q) {
            within = exact::overlap(exact::box_of(p, q), reach) && near.to(p, q);
            return !within;
        });
        return within;
    }

    std::span<const Span> spans_;
    const Shapes& shapes_;
    const Search& search_;
    const Index& index_;
};

/// The usual extent of a span.
std::uint32_t usual_span(std::span<const Span> spans) {
    std::int64_t sum = 0;
    const std::size_t step = spans.size() / 4096 + 1;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < spans.size(); i += step, ++count)
        sum += std::max(std::abs(std::int64_t{spans[i].to.x} - spans[i].from.x),
                        std::abs(std::int64_t{spans[i].to.y} - spans[i].from.y));
    return count == 0 ? 1 : static_cast<std::uint32_t>(sum / count);
}

void require_reach(std::span<const Span> spans, const Index& index) {
    exact::Box all = index.extent();
    for (const Span& span : spans) {
        all.add(span.from);
        all.add(span.to);
    }
    require(all.x_min > all.x_max || (std::int64_t{all.x_max} - all.x_min < reach_max &&
                                      std::int64_t{all.y_max} - all.y_min < reach_max),
            "坐标范围超过107度，请检查经纬度是否有误。",
            "The coordinates reach further than 107 degrees: check longitude and latitude.");
}

/// By span, then shape.
std::vector<Pair> in_order(const std::vector<std::vector<Pair>>& parts, std::size_t spans) {
    std::vector<std::uint32_t> starts(spans + 1, 0);
    for (const auto& part : parts)
        for (const Pair& pair : part) ++starts[pair.span + 1];
    for (std::size_t i = 0; i < spans; ++i) starts[i + 1] += starts[i];
    std::vector<Pair> all(starts.back());
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    for (const auto& part : parts)
        for (const Pair& pair : part) all[next[pair.span]++] = pair;
    for (std::size_t i = 0; i < spans; ++i)
        if (starts[i + 1] - starts[i] > 1)
            std::sort(all.begin() + starts[i], all.begin() + starts[i + 1],
                      [](const Pair& a, const Pair& b) { return a.shape < b.shape; });
    return all;
}

}  // namespace

std::vector<Pair> find_pairs(std::span<const Span> spans, const Shapes& shapes,
                             const Search& search) {
    require(search.buffer_um >= 0 && search.buffer_um <= buffer_max_um,
            "缓冲距离应在0至1000米之间。", "The buffer must be 0 to 1,000 metres.");
    const Index index(shapes, usual_span(spans));
    require_reach(spans, index);
    std::vector<Keyed> order(spans.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i) order[i] = {index.cell_key(spans[i].from), i};
    sort_by_key(order);

    const Join join(spans, shapes, search, index);
    const std::size_t threads = std::clamp<std::size_t>(search.threads, 1, 256);
    std::vector<std::vector<Pair>> parts(threads);
    const auto share = [&](std::size_t part) {
        const std::size_t first = order.size() * part / threads;
        const std::size_t end = order.size() * (part + 1) / threads;
        join.search(std::span(order).subspan(first, end - first), parts[part]);
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t part = 1; part < threads; ++part) others.emplace_back(share, part);
        share(0);
    }
    return in_order(parts, spans.size());
}

}  // namespace crossings
