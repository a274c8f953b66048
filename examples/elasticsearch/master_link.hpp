// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_MASTER_LINK_HPP
#define EXAMPLES_ELASTICSEARCH_MASTER_LINK_HPP

#include "endpoint.hpp"
#include "http.hpp"
#include "leader_finder.hpp"
#include "recordio.hpp"
#include "stop_signal.hpp"

#include <berth/flow/backoff.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What became of a call.
enum class call_reply {
    accepted,
    refused, ///< the master read it and said no
    lost,    ///< nobody knows if it arrived; the subscription is given up then
};

/// What came from the master.
struct arrival {
    enum class type {
        record,       ///< an event, in its JSON
        disconnected, ///< the subscription is over
        refused,      ///< there will be no subscription, ever; the text says why
    };
    type what{};
    std::string text{};
};

/// Something else that the process does while it waits for the master.
struct side_job {
    int file = -1;                      ///< ready to be read when there is something to do
    std::function<double()> patience{}; ///< seconds until there is something to do by itself
    std::function<void()> go_on{};      ///< what there is to do, without a wait
};

/// The connection to the master that leads, over its v1 scheduler HTTP API: one stream of events
/// and, beside it, calls one at a time (Mesos, `docs/scheduler-http-api.md`). It follows redirects,
/// watches the heartbeat, waits longer after each failure, and turns to another leader that it is
/// told of. It knows nothing of what it carries.
class master_link {
public:
    /// How many times the first wait the longest is.
    static constexpr double longest_wait = 30.0;

    /// \param first_wait seconds before the second attempt to connect; they double up to
    ///        `longest_wait` times it
    /// \param seed what the waits are shortened by, so that not all frameworks come back at once
    master_link(std::vector<endpoint> masters, double first_wait, std::uint64_t seed);

    /// The same with the master that `finder` tells of, as soon as it does.
    master_link(std::unique_ptr<leader_finder> finder, double first_wait, std::uint64_t seed);

    /// \effects goes on with `job` during every wait, that for the answer to a call too.
    void look_after(side_job job);

    /// \effects the SUBSCRIBE to be sent until it is answered, as soon as the wait allows.
    void subscribe(std::string call) { wanted_ = std::move(call); }

    /// \effects sends one call and waits for its answer.
    [[nodiscard]] call_reply call(std::string body);

    /// Whether events come, and calls may be sent.
    [[nodiscard]] bool alive() const noexcept { return alive_; }

    /// Whether the process was told to end.
    [[nodiscard]] bool interrupted() { return signal_.came(); }

    /// \effects ends the subscription, as if the connection were lost.
    void give_up(std::string why);

    /// The master will be heard of every so many seconds; after five times that, it is gone.
    void expect_heartbeat(double seconds);

    /// Waits until there may be an arrival, at most so many seconds.
    void wait(double seconds);

    /// Lets so many seconds pass, or less if the process is told to end, whatever has arrived.
    void rest(double seconds);

    [[nodiscard]] std::optional<arrival> next();

    /// How many there are.
    [[nodiscard]] std::size_t arrived() const noexcept { return arrived_.size(); }

private:
    void wait_for_news(double seconds, std::vector<http_post*> const& posts);
    void open();
    void look_for_leader();
    void follow(endpoint const& leader, std::string const& why);
    void read_stream();
    void read_refusal();
    void lose(std::string why);
    void turn_to(std::string_view location);
    void ask_another();
    void wait_longer();
    [[nodiscard]] double jitter() noexcept;
    [[nodiscard]] endpoint const& target() const;
    [[nodiscard]] double until_due() const;

    std::unique_ptr<leader_finder> finder_; // or none
    std::vector<endpoint> masters_;         // with a finder the one that leads, if it is known
    double first_wait_;
    std::uint64_t seed_;
    stop_signal signal_{};
    http_client client_;
    side_job beside_{};

    std::size_t at_ = 0; // which of the masters is asked
    endpoint leader_{};  // where one of them sent us; empty if it did not
    unsigned redirects_ = 0;
    std::string wanted_{}; // the SUBSCRIBE, until it is answered
    berth::backoff wait_{};

    std::unique_ptr<http_post> stream_{};
    record_decoder decoder_{};
    bool alive_ = false;
    std::string stream_id_{};
    double since_ = 0.0;    // when the stream became alive
    double patience_ = 0.0; // seconds without a byte until the stream is given up
    double deadline_ = 0.0;
    std::deque<arrival> arrived_{};
};

#endif
