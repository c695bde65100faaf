// Any bytes as a signed checkpoint.
#include <array>

#include "input.hpp"
#include "trail/trail.hpp"

namespace {

const trail::KeyPair& key() {
    static const trail::KeyPair pair = [] {
        std::array<std::uint8_t, 32> seed{};
        seed.fill(1);
        return trail::make_key_pair(seed);
    }();
    return pair;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto checkpoint = trail::parse_checkpoint(text);
    const bool is_signed = trail::verify_log_signature(text, "fuzz/log", key().public_pem);
    trail::verify_cosignature(text, "witness", key().public_pem);
    if (!checkpoint) {
        fuzz::require(!is_signed, "what is no checkpoint bears no signature");
        return 0;
    }
    fuzz::require(trail::checkpoint_body(checkpoint->origin, checkpoint->size, checkpoint->root,
                                         checkpoint->chain) == checkpoint->body,
                  "every part has one spelling");
    fuzz::require(text.starts_with(checkpoint->body), "the body is the beginning");
    trail::ChainVerifier log("fuzz/log");
    fuzz::require(checkpoint->size == 0 || trail::compare(log, *checkpoint).has_value(),
                  "an empty log is not that of a checkpoint over some lines");
    return 0;
}
