#include "postgres_error.hpp"

#include <cstdlib>
#include <string_view>

namespace store {
namespace {

using base::ErrorKind;

struct Meaning {
    std::string_view state;  // beginning of the SQLSTATE (PostgreSQL 15, appendix A)
    ErrorKind kind;
    const char* zh;
    const char* en;
};

constexpr Meaning meanings[] = {
    {"23", ErrorKind::conflict, "数据与已有记录冲突。",
     "The data conflict with what is already stored."},
    {"P0001", ErrorKind::conflict, "历史与留痕只增不改，没有改动。",
     "History and trail only grow. Nothing was changed."},
    {"53100", ErrorKind::unavailable, "数据库服务器磁盘已满，未写入任何数据；请清理空间后重试。",
     "The database server's disk is full. Nothing was written; free some space and try again."},
    {"53300", ErrorKind::unavailable, "数据库的连接数已用完，请稍后重试。",
     "The database has no connection left. Try again in a moment."},
    {"53", ErrorKind::unavailable, "数据库资源不足，未写入任何数据。",
     "The database is short of resources. Nothing was written."},
    {"55P03", ErrorKind::unavailable, "另一个程序正在写入同一数据库，请稍后重试。",
     "Another program is writing to the same database. Try again in a moment."},
    {"25006", ErrorKind::unavailable, "数据库是只读的，未写入任何数据。",
     "The database is read-only. Nothing was written."},
    {"42501", ErrorKind::unavailable, "数据库账号没有所需权限；请数据库管理员授权。",
     "The database account lacks a privilege. Ask the database administrator to grant it."},
    {"58", ErrorKind::unavailable, "数据库服务器读写出错，未写入任何数据。",
     "The database server failed while reading or writing. Nothing was written."},
    {"XX001", ErrorKind::unavailable, "数据库已损坏，请用备份恢复。",
     "The database is damaged. Restore a backup."},
    {"40", ErrorKind::unavailable, "与另一项写入相互等待，未写入任何数据；请重试。",
     "The change got in the way of another. Nothing was written; try again."},
    {"57", ErrorKind::unavailable, "数据库服务器停止了这项工作，未写入任何数据；请稍后重试。",
     "The database server stopped this work. Nothing was written; try again in a moment."},
    {"22021", ErrorKind::invalid_input, "文字中有不能保存的字符（如空字符），没有写入。",
     "The text holds a character that cannot be stored, such as NUL. Nothing was written."},
};

// A refused connection has no SQLSTATE in libpq, only the server's words.
struct Refusal {
    std::string_view words;
    const char* zh;
    const char* en;
};

constexpr Refusal refusals[] = {
    {"too many connections", "数据库的连接数已用完，请稍后重试。",
     "The database has no connection left. Try again in a moment."},
    {"too many clients", "数据库的连接数已用完，请稍后重试。",
     "The database has no connection left. Try again in a moment."},
    {"connection slots are reserved", "数据库的连接数已用完，请稍后重试。",
     "The database has no connection left. Try again in a moment."},
    {"password", "数据库账号或密码不对；请检查后重试。",
     "The database account or its password is wrong. Check them and try again."},
    {"the database system is", "数据库服务器正在启动或停止，请稍后重试。",
     "The database server is starting or stopping. Try again in a moment."},
    {"permission denied for database", "数据库账号没有所需权限；请数据库管理员授权。",
     "The database account lacks a privilege. Ask the database administrator to grant it."},
};

std::string trimmed(const char* text) {
    std::string result = text ? text : "";
    while (!result.empty() && (result.back() == '\n' || result.back() == ' ')) result.pop_back();
    return result;
}

base::Error lost(const std::string& details) {
    return {
        ErrorKind::unavailable,
        {"与数据库服务器的连接中断，未写入任何数据；服务恢复后会自动重新连接。",
         "The connection to the database server was lost. Nothing was written; it is made again "
         "by itself when the server is back."},
        details};
}

}  // namespace

base::Error to_error(PGconn* handle, const PGresult* result) {
    const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = field ? field : "";
    const std::string details = state + " " + trimmed(PQerrorMessage(handle));
    // A failed sending alone leaves the status as it was; reading finds the end.
    if (state.empty()) (void)PQconsumeInput(handle);
    if (PQstatus(handle) != CONNECTION_OK) return lost(details);
    for (const Meaning& meaning : meanings)
        if (state.starts_with(meaning.state))
            return {meaning.kind, {meaning.zh, meaning.en}, details};
    return {
        ErrorKind::internal, {"数据库内部错误。", "The database met an internal error."}, details};
}

base::Error to_connection_error(PGconn* handle, const std::string& name) {
    const std::string details = trimmed(handle ? PQerrorMessage(handle) : "out of memory");
    if (details.find("does not exist") != std::string::npos &&
        details.find("database") != std::string::npos)
        return {ErrorKind::not_found,
                {"数据库“" + name + "”不存在；请先由管理员建库（UTF-8 编码）。",
                 "The database \"" + name +
                     "\" does not exist. Ask its administrator to create it, with encoding UTF-8."},
                details};
    for (const Refusal& refusal : refusals)
        if (details.find(refusal.words) != std::string::npos)
            return {ErrorKind::unavailable, {refusal.zh, refusal.en}, details};
    return {ErrorKind::unavailable,
            {"连不上数据库“" + name + "”；请检查地址、账号、密码和服务器是否在运行。",
             "The database \"" + name +
                 "\" cannot be reached. Check its address, the account, the password and whether "
                 "the server runs."},
            details};
}

void require_fitting_server(PGconn* handle, const std::string& name) {
    if (PQserverVersion(handle) < 150000)
        throw base::Error(ErrorKind::unavailable,
                          {"数据库“" + name + "”的版本过低，需要 PostgreSQL 15 或更新版本。",
                           "The database \"" + name +
                               "\" is too old; PostgreSQL 15 or later is "
                               "needed."});
    const char* encoding = PQparameterStatus(handle, "server_encoding");
    if (!encoding || std::string_view(encoding) != "UTF8")
        throw base::Error(ErrorKind::unavailable,
                          {"数据库“" + name + "”的编码不是 UTF-8，请用 UTF-8 另建一个。",
                           "The database \"" + name +
                               "\" does not store UTF-8. Create another one with encoding UTF-8."});
    PGresult* result = PQexec(handle, "SHOW fsync");
    const bool syncs = PQntuples(result) == 1 && std::string_view(PQgetvalue(result, 0, 0)) == "on";
    PQclear(result);
    if (!syncs)
        throw base::Error(ErrorKind::unavailable,
                          {"数据库“" + name + "”关闭了 fsync，断电会丢失已确认的数据；请先打开。",
                           "The database \"" + name +
                               "\" has fsync off and would lose acknowledged data in a power cut. "
                               "Switch it on first."});
}

}  // namespace store
