#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "messages/cloud_mas.hpp"
#include "messages/outbox.hpp"
#include "sending/journal.hpp"
#include "sending/transport.hpp"

namespace sending {

/// What is needed to send, with secrets: from a file that its owner alone may read.
struct Settings {
    messages::Policy policy;
    std::string sms_url;  ///< base address of the platform; empty: no text messages
    messages::MasAccount sms;
    std::string webhook_secret;
    std::string mail_server, mail_user, mail_password, mail_from;  ///< empty: no mail
    /// Part of the address to which the platform pushes reports and replies; empty: to none.
    std::string receiver_key;
    /// Channels whose unanswered messages go out again by themselves; of others a person decides.
    std::set<std::string> send_again;
    std::string ca_file;  ///< issuers trusted beside those the machine knows; empty: none
};

/// Reads a JSON object: `sms` {url, ec_name, ap_id, secret_key, sign, add_serial}, `webhook`
/// {secret}, `mail` {server, user, password, from}, `receiver` {key} of at least 16 letters and
/// digits, `ca_file`, `send_again` [channels], `quiet` [21, 8], `per_minute`, `attempts_max`.
/// Throws invalid_input naming the member that is unknown or wrong.
Settings read_settings(const std::string& json);

struct Round {
    int sent = 0, failed = 0, refused = 0;
    int unknown = 0;     ///< asked, no answer kept: nobody knows whether the gateway took them
    int later = 0;       ///< not due, over the rate or within quiet hours
    int settled = 0;     ///< nothing left to do
    int no_channel = 0;  ///< the settings do not know their channel
};

/// Sends what is due, one request after the other: first the attempt is written down, then the
/// gateway is asked, then its answer is written down. Text messages with the same words that follow
/// each other go in one request, as many as the rate leaves and messages::mobiles_max at most. What
/// it accepted and we wrote down is never sent again. A message without a kept answer - none came,
/// or the sender was killed - is written down as unknown and waits for a person, so that none goes
/// out twice; only on the channels of `send_again` it is sent once more, with the same key in the
/// header `X-Wanjia-Message` (mail: `Message-ID`), for gateways that look at it. Only while
/// `journal` is held. Begins no further message once `keep_going` says false.
Round send_due(
    const std::vector<messages::Message>& wanted, const Settings& settings, Journal& journal,
    Transport& transport, const std::function<std::int64_t()>& now_s,
    const std::function<bool()>& keep_going = [] { return true; });

/// The number a message went to, by its key; empty when it is not known any more.
using AddressOf = std::function<std::string(const std::string& key)>;

/// Writes down what a gateway's status report says, once; false when it speaks of none of ours.
/// Of messages that went out together it is that of its numbers. Only while `journal` is held.
bool take_report(
    const messages::MasReport& report, Journal& journal, std::int64_t now_s,
    const AddressOf& address_of = [](const std::string&) { return std::string(); });

}  // namespace sending
