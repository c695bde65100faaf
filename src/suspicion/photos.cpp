#include <array>
#include <bit>
#include <numeric>
#include <set>

#include "hits.hpp"

namespace suspicion {
namespace {

template <class Photos>
std::int64_t objects_of(const Photos& photos) {
    std::set<std::string> objects;
    for (const Photo* photo : photos) objects.insert(photo->object);
    return static_cast<std::int64_t>(objects.size());
}

template <class Items>
std::vector<const Source*> sources_of(const Items& items) {
    std::vector<const Source*> sources;
    for (const auto* item : items) sources.push_back(&item->of);
    return sources;
}

/// Photos joined by likeness, directly or through others.
class Clusters {
public:
    explicit Clusters(std::size_t count) : before_(count) {
        std::iota(before_.begin(), before_.end(), std::size_t{0});
    }
    std::size_t first(std::size_t photo) {
        while (before_[photo] != photo) photo = before_[photo] = before_[before_[photo]];
        return photo;
    }
    void join(std::size_t a, std::size_t b) {
        a = first(a);
        b = first(b);
        before_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> before_;
};

constexpr int parts = 4, part_bits = 16;

std::uint16_t part_of(std::uint64_t likeness, int part) {
    return static_cast<std::uint16_t>(likeness >> (part * part_bits));
}

/// Two likenesses that differ in at most 7 bits agree in one of four parts but for one bit.
std::vector<std::uint16_t> near_parts(std::uint16_t part) {
    std::vector<std::uint16_t> near{part};
    for (int bit = 0; bit < part_bits; ++bit)
        near.push_back(static_cast<std::uint16_t>(part ^ (1U << bit)));
    return near;
}

template <class Visit>
void for_each_alike(std::span<const Photo> photos, int bits, Visit visit) {
    for (int part = 0; part < parts; ++part) {
        std::map<std::uint16_t, std::vector<std::size_t>> seen;
        for (std::size_t i = 0; i < photos.size(); ++i) {
            if (!photos[i].likeness) continue;
            const std::uint16_t own = part_of(*photos[i].likeness, part);
            for (const std::uint16_t near : near_parts(own))
                if (const auto found = seen.find(near); found != seen.end())
                    for (const std::size_t j : found->second)
                        if (std::popcount(*photos[i].likeness ^ *photos[j].likeness) <= bits)
                            visit(j, i);
            seen[own].push_back(i);
        }
    }
}

}  // namespace

std::vector<Hit> find_same_photos(std::span<const Photo> photos, const SamePhoto& rule) {
    std::vector<Hit> hits;
    for (const auto& [sha256, uses] :
         grouped(photos, [](const Photo& photo) { return photo.sha256; })) {
        const std::int64_t objects = objects_of(uses);
        if (objects < rule.objects) continue;
        hits.push_back(
            hit_of(Kind::same_photo, sha256, sources_of(uses),
                   {"同一张照片（" + sha256.substr(0, 12) + "）用作" + text(objects) +
                        "个对象的佐证；达到" + text(rule.objects) + "个即列出。",
                    "One photo (" + sha256.substr(0, 12) + ") is evidence of " + text(objects) +
                        " objects; " + text(rule.objects) + " are enough to be listed."}));
    }
    return hits;
}

std::vector<Hit> find_alike_photos(std::span<const Photo> photos, const AlikePhoto& rule) {
    Clusters clusters(photos.size());
    std::set<std::size_t> joined;
    for_each_alike(photos, static_cast<int>(rule.bits), [&](std::size_t a, std::size_t b) {
        if (photos[a].sha256 == photos[b].sha256 || photos[a].object == photos[b].object) return;
        clusters.join(a, b);
        joined.insert({a, b});
    });
    std::map<std::size_t, std::vector<const Photo*>> groups;
    for (const std::size_t photo : joined) groups[clusters.first(photo)].push_back(&photos[photo]);
    std::vector<Hit> hits;
    for (const auto& [first, alike] : groups)
        hits.push_back(hit_of(
            Kind::alike_photo, photos[first].sha256, sources_of(alike),
            {text(objects_of(alike)) + "个对象的佐证照片几乎一样（64位图像特征相差不超过" +
                 text(rule.bits) + "位），文件却不同。",
             "Photos of " + text(objects_of(alike)) + " objects are nearly the same (at most " +
                 text(rule.bits) + " of 64 bits of likeness differ) though the files differ."}));
    return hits;
}

std::vector<Hit> find_photos_elsewhere(std::span<const Photo> photos, const PhotoPlace& rule) {
    std::vector<Hit> hits;
    for (const Photo& photo : photos)
        if (photo.distance_m && *photo.distance_m > rule.metres)
            hits.push_back(
                hit_of(Kind::photo_place, photo.of.row, {&photo.of},
                       {"照片拍摄处距对象" + text(*photo.distance_m) + "米，超过" +
                            text(rule.metres) + "米。",
                        "The photo was taken " + text(*photo.distance_m) +
                            " m from its object; the limit is " + text(rule.metres) + " m."}));
    return hits;
}

std::vector<Hit> find_photos_of_other_times(std::span<const Photo> photos, const PhotoTime& rule) {
    std::vector<Hit> hits;
    for (const Photo& photo : photos) {
        base::Text facts;
        if (photo.days_before && *photo.days_before < 0)
            facts = {"照片的拍摄日期晚于上传日期" + text(-*photo.days_before) + "天。",
                     "The photo says it was taken " + text(-*photo.days_before) +
                         " days after it was sent."};
        else if (photo.days_before && *photo.days_before > rule.days_before)
            facts = {"照片在上传前" + text(*photo.days_before) + "天拍摄，超过" +
                         text(rule.days_before) + "天。",
                     "The photo was taken " + text(*photo.days_before) +
                         " days before it was sent; the limit is " + text(rule.days_before) + "."};
        else if (photo.days_before_opened && *photo.days_before_opened > rule.days_before_opened)
            facts = {"照片在事项登记前" + text(*photo.days_before_opened) + "天拍摄，超过" +
                         text(rule.days_before_opened) + "天。",
                     "The photo was taken " + text(*photo.days_before_opened) +
                         " days before its entry was opened; the limit is " +
                         text(rule.days_before_opened) + "."};
        else
            continue;
        hits.push_back(hit_of(Kind::photo_time, photo.of.row, {&photo.of}, std::move(facts)));
    }
    return hits;
}

}  // namespace suspicion
