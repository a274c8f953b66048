// SPDX-License-Identifier: Apache-2.0
#include "master_link.hpp"

#include "log.hpp"
#include "steady_clock.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace {

constexpr double default_heartbeat = 15.0; // seconds; what a master has unless it says another
constexpr double missed_heartbeats = 5.0;
constexpr double call_seconds = 15.0; // a call that is not answered for so long is lost
constexpr double last_seconds = 2.0;  // more is not waited when the stream or the process ends
constexpr unsigned most_redirects = 5;
constexpr std::size_t most_said = 400; // bytes of a refusal that are worth telling

bool contains(std::initializer_list<long> all, long one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

// A master that is not ready yet answers 503, or 404 before its routes are there.
bool is_final(long status) {
    return status == 501 ||
           (status >= 400 && status < 500 && !contains({404, 408, 409, 429}, status));
}

std::string said(http_answer const& answer) {
    return "status " + std::to_string(answer.status) +
           (answer.body.empty() ? "" : ": " + answer.body.substr(0, most_said));
}

} // namespace

master_link::master_link(std::vector<endpoint> masters, double first_wait, std::uint64_t seed)
    : masters_(std::move(masters)), first_wait_(first_wait), seed_(seed),
      client_({signal_.file()}) {}

master_link::master_link(std::unique_ptr<leader_finder> finder, double first_wait,
                         std::uint64_t seed)
    : finder_(std::move(finder)), first_wait_(first_wait), seed_(seed),
      client_({signal_.file(), finder_->file()}) {}

void master_link::look_after(side_job job) {
    beside_ = std::move(job);
    client_.wake_by(beside_.file);
}

call_reply master_link::call(std::string body) {
    if (!alive_) {
        return call_reply::lost;
    }
    auto const post = client_.post(target().url(), std::move(body), stream_id_);
    http_answer const& answer = post->answer;
    double const begin = steady_seconds();
    double most = call_seconds;
    while (!answer.ended) {
        if (!alive_ || interrupted()) { // the answer may be on its way, as that to TEARDOWN is
            most = std::min(most, steady_seconds() - begin + last_seconds);
        }
        double const left = begin + most - steady_seconds();
        if (left <= 0.0) {
            break;
        }
        std::vector<http_post*> posts{post.get()};
        if (stream_) {
            posts.push_back(stream_.get());
        }
        wait_for_news(std::min(left, until_due()), posts);
        read_stream();
        look_for_leader();
    }
    if (answer.ended && answer.failure.empty() && answer.status >= 200 && answer.status < 300) {
        return call_reply::accepted;
    }
    if (answer.ended && answer.failure.empty() && answer.status >= 400 && answer.status < 500) {
        log_line{"refused"}.with("said", said(answer));
        return call_reply::refused;
    }
    if (alive_) {
        if (answer.status == 307) {
            lose("the master leads no longer");
            leader_ = parse_location(answer.location);
        } else {
            lose("a call was not answered: " +
                 (answer.failure.empty() ? answer.status == 0 ? "it took too long" : said(answer)
                                         : answer.failure));
        }
    }
    return call_reply::lost;
}

void master_link::give_up(std::string why) {
    if (stream_) {
        lose(std::move(why));
    }
}

void master_link::expect_heartbeat(double seconds) {
    bool const sensible = std::isfinite(seconds) && seconds > 0.0;
    patience_ = missed_heartbeats * (sensible ? seconds : default_heartbeat);
    deadline_ = steady_seconds() + patience_;
}

void master_link::wait(double seconds) {
    if (!stream_ && !wanted_.empty() && until_due() <= 0.0) {
        open();
    }
    if (!arrived_.empty()) {
        return;
    }
    std::vector<http_post*> posts;
    if (stream_) {
        posts.push_back(stream_.get());
    }
    wait_for_news(std::min(seconds, until_due()), posts);
    read_stream();
    look_for_leader();
}

void master_link::rest(double seconds) {
    double const end = steady_seconds() + seconds;
    for (double left = seconds; left > 0.0 && !interrupted(); left = end - steady_seconds()) {
        wait_for_news(left, {});
        look_for_leader();
    }
}

void master_link::wait_for_news(double seconds, std::vector<http_post*> const& posts) {
    client_.wait(beside_.file < 0 ? seconds : std::min(seconds, beside_.patience()), posts);
    if (beside_.file >= 0) {
        beside_.go_on();
    }
}

std::optional<arrival> master_link::next() {
    if (arrived_.empty()) {
        return std::nullopt;
    }
    auto out = std::move(arrived_.front());
    arrived_.pop_front();
    return out;
}

void master_link::open() {
    log_line{"connect"}.with("master", target().authority);
    stream_ = client_.open_stream(target().url(), wanted_);
    decoder_ = record_decoder{};
    expect_heartbeat(default_heartbeat);
}

void master_link::look_for_leader() {
    auto const news = finder_ ? finder_->news() : std::nullopt;
    if (!news) {
        return;
    }
    log_line{"leader"}.with("master", news->where.authority).with("why", news->why);
    switch (news->what) {
    case leader_news::type::leads: follow(news->where, "another master leads"); break;
    case leader_news::type::nobody: follow({}, "no master leads"); break;
    case leader_news::type::unknown:
        if (stream_) {
            leader_ = target(); // it is good until it breaks
        }
        masters_.clear();
        break;
    case leader_news::type::refused:
        wanted_.clear();
        arrived_.push_back({arrival::type::refused, news->why});
        break;
    }
}

// Turns to the master that leads, or to none.
void master_link::follow(endpoint const& leader, std::string const& why) {
    if (stream_ && target().authority != leader.authority) {
        lose(why);
    }
    if (!stream_) {
        leader_ = {};
        redirects_ = 0;
        wait_.due = {};
    }
    masters_.clear();
    at_ = 0;
    if (!leader.authority.empty()) {
        masters_.push_back(leader);
    }
}

// Goes on with what came on the stream.
void master_link::read_stream() {
    if (!stream_) {
        return;
    }
    http_answer& answer = stream_->answer;
    if (answer.status != 0 && answer.status != 200) {
        read_refusal();
        return;
    }
    if (answer.status == 200 && !alive_) {
        if (answer.stream_id.empty()) {
            lose("the answer to SUBSCRIBE has no Mesos-Stream-Id");
            return;
        }
        alive_ = true;
        stream_id_ = answer.stream_id;
        since_ = steady_seconds();
        redirects_ = 0;
        wanted_.clear();
    }
    if (!answer.body.empty()) {
        deadline_ = steady_seconds() + patience_;
        std::vector<std::string> records;
        auto const done = decoder_.feed(std::exchange(answer.body, {}), records);
        for (std::string& record : records) {
            arrived_.push_back({arrival::type::record, std::move(record)});
        }
        if (!done) {
            lose(std::string{done.error().message().view()});
            return;
        }
    }
    if (answer.ended) {
        auto const whole = decoder_.end();
        lose(!answer.failure.empty() ? answer.failure
             : whole                 ? "the master closed it"
                                     : std::string{whole.error().message().view()});
    } else if (steady_seconds() >= deadline_) {
        lose("nothing was heard for too long");
    }
}

// SUBSCRIBE was answered with something else than a stream.
void master_link::read_refusal() {
    http_answer const answer = stream_->answer;
    if (answer.status == 307) {
        std::string const location = answer.location;
        stream_.reset();
        turn_to(location);
    } else if (!answer.ended && steady_seconds() < deadline_) {
        return; // until what it says is complete
    } else if (is_final(answer.status)) {
        stream_.reset();
        wanted_.clear();
        arrived_.push_back({arrival::type::refused, "SUBSCRIBE is refused: " + said(answer)});
    } else {
        lose(said(answer));
    }
}

// Gives the stream up. What arrived before is still true.
void master_link::lose(std::string why) {
    log_line{"disconnected"}.with("master", target().authority).with("why", why);
    stream_.reset();
    if (std::exchange(alive_, false)) {
        arrived_.push_back({arrival::type::disconnected, std::move(why)});
        if (steady_seconds() - since_ > longest_wait * first_wait_) {
            wait_ = {};
        }
    }
    stream_id_.clear();
    ask_another();
    wait_longer();
}

// Turns to the master that leads: at once, but not in circles.
void master_link::turn_to(std::string_view location) {
    endpoint const there = parse_location(location);
    log_line{"redirected"}.with("to", location);
    if (there.authority.empty() || ++redirects_ > most_redirects) {
        redirects_ = 0;
        leader_ = {};
        ask_another();
        wait_longer();
        return;
    }
    leader_ = there;
    wait_.due = {};
}

// Who sent us somewhere is asked again; who did not is followed by the next of the list.
void master_link::ask_another() {
    if (leader_.authority.empty() && !masters_.empty()) {
        at_ = (at_ + 1) % masters_.size();
    }
    leader_ = {};
}

void master_link::wait_longer() {
    berth::timestamp const now{steady_seconds()};
    if (wait_.waiting()) {
        wait_.tried(now, longest_wait * first_wait_);
    } else {
        wait_ = berth::backoff::from(now, first_wait_);
    }
    wait_.due.value -= wait_.delay * jitter();
    log_line{"wait"}.with("milliseconds",
                          static_cast<long>((wait_.due.value - now.value) * 1000.0));
}

// Between 0 and a half; splitmix64, whose numbers depend on the seed only.
double master_link::jitter() noexcept {
    seed_ += 0x9e3779b97f4a7c15U;
    std::uint64_t bits = seed_;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    bits ^= bits >> 31U;
    return static_cast<double>(bits >> 11U) / static_cast<double>(std::uint64_t{1} << 54U);
}

endpoint const& master_link::target() const {
    return leader_.authority.empty() ? masters_[at_] : leader_;
}

// Seconds until the link has something to do by itself.
double master_link::until_due() const {
    double const now = steady_seconds();
    if (stream_) {
        return deadline_ - now;
    }
    bool const nowhere = masters_.empty() && leader_.authority.empty();
    return wanted_.empty() || nowhere ? berth::never.value : wait_.due.value - now;
}
