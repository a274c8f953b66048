// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STOP_SIGNAL_HPP
#define EXAMPLES_ELASTICSEARCH_STOP_SIGNAL_HPP

#include "descriptor.hpp"

#include <csignal>

#include <sys/signalfd.h>

/// SIGTERM and SIGINT as a file that can be waited for; from here on they do not end the process.
class stop_signal {
public:
    stop_signal() {
        sigset_t set{};
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        std::signal(SIGPIPE, SIG_IGN); // a connection that breaks, or a log that nobody reads
        file_ = descriptor{::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
    }

    [[nodiscard]] int file() const noexcept { return file_.number(); }

    /// Whether one of them came, now or before.
    [[nodiscard]] bool came() noexcept {
        signalfd_siginfo about{};
        came_ = came_ || ::read(file_.number(), &about, sizeof about) > 0;
        return came_;
    }

private:
    descriptor file_{};
    bool came_ = false;
};

#endif
