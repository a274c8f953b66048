// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATUS_SERVER_HPP
#define EXAMPLES_ELASTICSEARCH_STATUS_SERVER_HPP

#include "http_exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

struct MHD_Connection;
struct MHD_Daemon;

/// Answers HTTP requests without a thread: everything happens within `serve`, in the thread that
/// calls it. A slow client costs a connection, never a wait: there are at most 64, and one that says
/// nothing for 10 s is closed. It knows nothing of what it carries.
class status_server {
public:
    static constexpr std::size_t most_body = 4096; ///< bytes; a request with more is refused
    /// Bytes of such a one that are read, so that its sender can read the answer.
    static constexpr std::size_t most_read = 1U << 20U;

    /// \param read the answer to a request that changes nothing; nothing for any other, which is
    /// then kept for `next`. It must not call this server.
    using reader = std::function<std::optional<http_reply>(http_request const&)>;

    /// A request that waits for its answer; it lives until then.
    struct exchange {
        http_request in{};
        std::optional<http_reply> out{};
        std::size_t received = 0; ///< bytes of the body
        MHD_Connection* from = nullptr;
    };

    explicit status_server(reader read) : read_(std::move(read)) {}
    status_server(status_server const&) = delete;
    status_server& operator=(status_server const&) = delete;
    ~status_server();

    /// \effects listens on a numeric address; port 0 is any that is free.
    /// \returns why it cannot; empty if it does
    [[nodiscard]] std::string listen(std::string const& address, std::uint16_t port);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Ready to be read when `serve` has something to do; -1 while it does not listen.
    [[nodiscard]] int file() const noexcept { return file_; }

    /// Seconds until `serve` has something to do by itself.
    [[nodiscard]] double patience() const;

    /// \effects reads and answers what there is, without a wait.
    void serve();

    /// \returns a request that is to be answered, or null.
    [[nodiscard]] exchange* next();

    /// \effects the answer to a request of `next`, once, with the next `serve`.
    void answer(exchange& to, http_reply what);

    /// What goes on between the library for HTTP and a request; for its callbacks only.
    int take(exchange& request, char const* data, std::size_t* size);

private:
    reader read_;
    MHD_Daemon* daemon_ = nullptr;
    int file_ = -1;
    std::uint16_t port_ = 0;
    bool serving_ = false;
    bool ending_ = false;
    std::deque<exchange*> waiting_{};
};

#endif
