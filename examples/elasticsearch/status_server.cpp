// SPDX-License-Identifier: Apache-2.0
#include "status_server.hpp"

#include "descriptor.hpp"

#include <berth/core/strong.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace {

constexpr unsigned idle_seconds = 10;
constexpr unsigned most_connections = 64;
constexpr std::size_t most_memory = 32768; // of a connection, with the request's headers

union socket_address {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
};

/// \returns its size, or 0 if the text is no numeric address
socklen_t read_address(std::string const& text, std::uint16_t port, socket_address& out) {
    std::memset(&out, 0, sizeof out);
    if (::inet_pton(AF_INET, text.c_str(), &out.four.sin_addr) == 1) {
        out.four.sin_family = AF_INET;
        out.four.sin_port = htons(port);
        return sizeof out.four;
    }
    if (::inet_pton(AF_INET6, text.c_str(), &out.six.sin6_addr) == 1) {
        out.six.sin6_family = AF_INET6;
        out.six.sin6_port = htons(port);
        return sizeof out.six;
    }
    return 0;
}

std::string text_at(MHD_Connection* from, char const* header) {
    char const* const text = MHD_lookup_connection_value(from, MHD_HEADER_KIND, header);
    return text == nullptr ? std::string{} : std::string{text};
}

bool too_long(MHD_Connection* from) {
    std::string const length = text_at(from, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return std::strtoull(length.c_str(), nullptr, 10) > status_server::most_read;
}

int send(MHD_Connection* to, http_reply const& what) {
    auto* const response = MHD_create_response_from_buffer(
        what.body.size(), const_cast<char*>(what.body.data()), MHD_RESPMEM_MUST_COPY);
    if (response == nullptr) {
        return MHD_NO;
    }
    // What is shown is the operator's alone: no other page may frame it or make it load anything.
    std::array<std::pair<char const*, char const*>, 4> const headers{{
        {MHD_HTTP_HEADER_CONTENT_TYPE, what.type.c_str()},
        {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
         "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'"},
    }};
    for (auto const& [name, value] : headers) {
        MHD_add_response_header(response, name, value);
    }
    if (!what.allow.empty()) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, what.allow.c_str());
    }
    auto const queued = MHD_queue_response(to, what.status, response);
    MHD_destroy_response(response);
    return queued;
}

http_reply refused_body() {
    return {413, R"({"field":"body","message":"is too long"})"
                 "\n"};
}

http_reply at_the_end() {
    return {503, R"({"field":"","message":"the scheduler ends"})"
                 "\n"};
}

MHD_Result on_request(void* server, MHD_Connection* from, char const* path, char const* method,
                      char const* /*version*/, char const* data, std::size_t* size,
                      void** request) {
    auto* there = static_cast<status_server::exchange*>(*request);
    if (there == nullptr) {
        there = new status_server::exchange{
            {method, path, text_at(from, MHD_HTTP_HEADER_CONTENT_TYPE), {}}, {}, 0, from};
        *request = there;
        if (too_long(from)) {
            return static_cast<MHD_Result>(send(from, refused_body()));
        }
        return MHD_YES;
    }
    return static_cast<MHD_Result>(static_cast<status_server*>(server)->take(*there, data, size));
}

void on_end(void* /*server*/, MHD_Connection* /*from*/, void** request,
            MHD_RequestTerminationCode /*why*/) {
    delete static_cast<status_server::exchange*>(*request);
    *request = nullptr;
}

} // namespace

status_server::~status_server() {
    if (daemon_ == nullptr) {
        return;
    }
    ending_ = true;
    while (exchange* const left = next()) { // the library must not end while one waits
        answer(*left, at_the_end());
    }
    MHD_run(daemon_);
    MHD_stop_daemon(daemon_);
}

std::string status_server::listen(std::string const& text, std::uint16_t port) {
    socket_address where{};
    auto size = read_address(text, port, where);
    if (size == 0) {
        return "\"" + text + "\" is not a numeric address";
    }
    descriptor listener{
        ::socket(where.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    int const yes = 1;
    ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (!listener || ::bind(listener.number(), &where.any, size) != 0 ||
        ::listen(listener.number(), SOMAXCONN) != 0 ||
        ::getsockname(listener.number(), &where.any, &size) != 0) {
        return std::strerror(errno);
    }
    port_ = ntohs(where.any.sa_family == AF_INET ? where.four.sin_port : where.six.sin6_port);
    unsigned const flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    daemon_ = MHD_start_daemon(
        flags, port_, nullptr, nullptr, &on_request, this, MHD_OPTION_LISTEN_SOCKET,
        listener.number(), MHD_OPTION_NOTIFY_COMPLETED, &on_end, this, MHD_OPTION_CONNECTION_LIMIT,
        most_connections, MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, most_memory, MHD_OPTION_END);
    auto const* const about =
        daemon_ == nullptr ? nullptr : MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD);
    if (about == nullptr) {
        return "libmicrohttpd cannot be started";
    }
    file_ = about->epoll_fd;
    listener.release();
    return {};
}

double status_server::patience() const {
    MHD_UNSIGNED_LONG_LONG millis = 0;
    return daemon_ != nullptr && MHD_get_timeout(daemon_, &millis) == MHD_YES
               ? static_cast<double>(millis) / 1000.0
               : berth::never.value;
}

void status_server::serve() {
    // Not within itself: `answer` may be given in the middle of what a request led to.
    if (daemon_ == nullptr || std::exchange(serving_, true)) {
        return;
    }
    MHD_run(daemon_);
    serving_ = false;
}

status_server::exchange* status_server::next() {
    if (waiting_.empty()) {
        return nullptr;
    }
    exchange* const out = waiting_.front();
    waiting_.pop_front();
    return out;
}

void status_server::answer(exchange& to, http_reply what) {
    to.out = std::move(what);
    MHD_resume_connection(to.from);
}

// Called with each piece of a body, then once more, and again when the request is resumed.
int status_server::take(exchange& request, char const* data, std::size_t* size) {
    if (*size != 0) {
        request.received += *size;
        if (request.received > most_read) {
            return MHD_NO; // its length was not announced: it can only be cut off
        }
        if (request.received <= most_body) {
            request.in.body.append(data, *size);
        }
        *size = 0;
        return MHD_YES;
    }
    if (!request.out) {
        request.out = request.received > most_body ? refused_body() : read_(request.in);
    }
    if (request.out) {
        return send(request.from, *request.out);
    }
    if (ending_) {
        return send(request.from, at_the_end());
    }
    MHD_suspend_connection(request.from);
    waiting_.push_back(&request);
    return MHD_YES;
}
