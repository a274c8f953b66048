// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/endpoint.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> urls(std::string_view text) {
    std::vector<std::string> out;
    if (auto const all = parse_endpoints(text)) {
        for (endpoint const& one : *all) {
            out.push_back(one.url());
        }
    }
    return out;
}

} // namespace

TEST_CASE("a master is a URL with a host and a port, or several of them") {
    using texts = std::vector<std::string>;
    CHECK(urls("http://a.b-c_1:5050") == texts{"http://a.b-c_1:5050/api/v1/scheduler"});
    CHECK(urls("http://[::1]:1/") == texts{"http://[::1]:1/api/v1/scheduler"});
    CHECK(urls("http://a:1,http://b:65535/") ==
          texts{"http://a:1/api/v1/scheduler", "http://b:65535/api/v1/scheduler"});
    for (std::string_view const bad : {"",
                                       "http://",
                                       "http://:5050",
                                       "http://a",
                                       "http://a:",
                                       "http://a:0",
                                       "http://a:65536",
                                       "http://a:+1",
                                       "http://a:1x",
                                       "http://a:1/x",
                                       "http://a:1?x",
                                       "http://u@a:1",
                                       "http://a b:1",
                                       "http://[::1:1",
                                       "http://[]:1",
                                       "http://[::1]",
                                       "http://[::1]x:1",
                                       "https://a:1",
                                       "zk://a:1/mesos",
                                       "a:1",
                                       "http://a:1,",
                                       ",http://a:1",
                                       "http://a:1,,"}) {
        CAPTURE(bad);
        CHECK(urls(bad).empty());
    }
}

TEST_CASE("a redirect names a host, with a scheme or without one") {
    for (std::string_view const good :
         {"//a:5050/api/v1/scheduler", "http://a:5050/api/v1/scheduler", "//a:5050",
          "http://a:5050", "a:5050", "a:5050/api/v1/scheduler", "//a:5050/"}) {
        CAPTURE(good);
        CHECK(parse_location(good).authority == "a:5050");
    }
    CHECK(parse_location("//master.example/api/v1/scheduler").authority == "master.example");
    for (std::string_view const bad : {"", "/", "//", "/api/v1/scheduler", "https://a:5050/",
                                       "http://", "//a:x/", "//u@a:1/", "http:///x", "zk://a:1"}) {
        CAPTURE(bad);
        CHECK(parse_location(bad).authority.empty());
    }
}
