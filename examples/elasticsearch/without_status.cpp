// SPDX-License-Identifier: Apache-2.0
// In the place of status_server.cpp where libmicrohttpd is not installed.
#include "status_server.hpp"

#include <berth/core/strong.hpp>

status_server::~status_server() = default;

std::string status_server::listen(std::string const& /*address*/, std::uint16_t /*port*/) {
    return "this program was built without libmicrohttpd";
}

double status_server::patience() const { return berth::never.value; }

void status_server::serve() {}

status_server::exchange* status_server::next() { return nullptr; }

void status_server::answer(exchange& /*to*/, http_reply /*what*/) {}

int status_server::take(exchange& /*request*/, char const* /*data*/, std::size_t* /*size*/) {
    return 0;
}
