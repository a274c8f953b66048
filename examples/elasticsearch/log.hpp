// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_LOG_HPP
#define EXAMPLES_ELASTICSEARCH_LOG_HPP

#include "event.hpp"

#include <berth/berth.hpp>

#include <concepts>
#include <string>
#include <string_view>

/// One line of the log on standard error, written at the end of the object's life:
/// `time=<UTC> what=<word> key=value ...`. A value with a blank, a quote or a control character is a
/// JSON string; one that is empty is left out.
class log_line {
public:
    explicit log_line(std::string_view what);
    log_line(log_line const&) = delete;
    log_line& operator=(log_line const&) = delete;
    ~log_line();

    log_line& with(std::string_view key, std::string_view value);

    template <std::integral Number>
    log_line& with(std::string_view key, Number value) {
        return with(key, std::to_string(value));
    }

private:
    std::string text_{};
};

/// Logs what an effect decides: a line for each, and one for each offer that is declined. `needs` is
/// what the offers were judged for.
void log_effect(berth::effect::list::any const& what, berth::requirement const& needs);

/// Logs what the master said, but for the heartbeat.
void log_event(event const& what);

#endif
