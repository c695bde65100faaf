#include "errors.hpp"

#include "app/app.hpp"

namespace server {

int status_of(base::ErrorKind kind) {
    switch (kind) {
        case base::ErrorKind::invalid_input:
            return 400;
        case base::ErrorKind::forbidden:
            return 403;
        case base::ErrorKind::not_found:
            return 404;
        case base::ErrorKind::conflict:
            return 409;
        case base::ErrorKind::unavailable:
            return 503;
        case base::ErrorKind::internal:
            break;
    }
    return 500;
}

Response error_response(const base::Error& error, int status) {
    Response response;
    response.status = status;
    response.body = app::to_json(error);
    return response;
}

Response error_response(const base::Error& error) {
    if (error.kind() != base::ErrorKind::internal)
        return error_response(error, status_of(error.kind()));
    return error_response(
        base::Error(
            base::ErrorKind::internal,
            {"程序内部出错，操作没有完成，数据没有改动。请把程序输出的日志交给维护人员。",
             "Something went wrong inside the program; nothing was changed. Please hand the "
             "program's log to whoever maintains it."}),
        500);
}

}  // namespace server
