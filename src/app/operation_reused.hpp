#pragma once

#include <string>

#include "base/error.hpp"

namespace app {

/// The id of a command was used for another content before: it was made twice, or the device that
/// makes ids has a double.
class OperationReused : public base::Error {
public:
    explicit OperationReused(const std::string& id)
        : base::Error(
              base::ErrorKind::conflict,
              {"操作编号“" + id + "”已用于另一项内容，本次没有执行。",
               "The operation id \"" + id + "\" was used for something else. Nothing was done."}) {}
};

}  // namespace app
