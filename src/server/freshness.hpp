#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "route.hpp"

namespace server {

/// Figures change only with the trail's sequence number. Answers carry it in an ETag, and the
/// latest documents are kept for as long as it stands: after a change every open page asks for the
/// same ones.
class Freshness {
public:
    static constexpr std::size_t documents_max = 8;

    /// `latest_sequence` outlives this. `start` tells two runs of the program apart, which may put
    /// the same figures into different words.
    Freshness(base::Instant start, std::function<std::int64_t()> latest_sequence);

    /// 304 when the caller has the document already; else the kept one, or what `make` returns.
    /// `also`: what the document depends on beside the data and the caller, such as the day.
    Response answer(const Call& call, const std::function<std::string()>& make,
                    const std::string& also = {});

private:
    std::string document(const std::string& target, std::int64_t sequence,
                         const std::function<std::string()>& make);

    std::string start_;
    std::function<std::int64_t()> latest_sequence_;
    std::mutex mutex_;
    std::int64_t kept_sequence_ = -1;
    std::map<std::string, std::string> kept_;  // target -> document, of kept_sequence_
};

}  // namespace server
