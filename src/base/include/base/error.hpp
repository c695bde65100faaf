#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace base {

/// A sentence for the user in both languages of the product.
struct Text {
    std::string zh;
    std::string en;
    bool operator==(const Text&) const = default;
};

enum class ErrorKind { invalid_input, not_found, conflict, forbidden, unavailable, internal };

/// "Cannot do what was asked": the one exception of the program. `message` is for the user,
/// `details` for the log. Mapped once, to a status by the server and to an exit code by the CLI.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, Text message, std::string details = {})
        : std::runtime_error(message.en),
          kind_(kind),
          message_(std::move(message)),
          details_(std::move(details)) {}

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    [[nodiscard]] const Text& message() const noexcept { return message_; }
    [[nodiscard]] const std::string& details() const noexcept { return details_; }

private:
    ErrorKind kind_;
    Text message_;
    std::string details_;
};

}  // namespace base
