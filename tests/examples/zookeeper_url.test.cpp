// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/zookeeper_url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

TEST_CASE("a place in ZooKeeper is servers and a path, and maybe who asks") {
    struct {
        std::string_view text, servers, path, credentials, shown;
    } const cases[] = {
        {"zk://a:2181/mesos", "a:2181", "/mesos", "", "zk://a:2181/mesos"},
        {"zk://a:1,b-c.d_e:65535,10.0.0.1:2/x/y-z", "a:1,b-c.d_e:65535,10.0.0.1:2", "/x/y-z", "",
         "zk://a:1,b-c.d_e:65535,10.0.0.1:2/x/y-z"},
        {"zk://a:1/x/", "a:1", "/x", "", "zk://a:1/x"},
        {"zk://me:secret@a:1/x", "a:1", "/x", "me:secret", "zk://me@a:1/x"},
        {"zk://me:p@s:w!@a:1,b:2/x", "a:1,b:2", "/x", "me:p@s:w!", "zk://me@a:1,b:2/x"},
    };
    for (auto const& one : cases) {
        CAPTURE(one.text);
        auto const url = parse_zookeeper_url(one.text);
        REQUIRE(url);
        CHECK(url->servers == one.servers);
        CHECK(url->path == one.path);
        CHECK(url->credentials == one.credentials);
        CHECK(url->shown() == one.shown);
    }
}

TEST_CASE("what is no place in ZooKeeper is refused, and no password repeated") {
    for (std::string_view const bad : {"",
                                       "zk:/a:1/x",
                                       "http://a:1/x",
                                       "zk://",
                                       "zk:///x",
                                       "zk://a/x",
                                       "zk://a:0/x",
                                       "zk://a:65536/x",
                                       "zk://a:1,/x",
                                       "zk://,a:1/x",
                                       "zk://a:1,,b:1/x",
                                       "zk://a:1",
                                       "zk://a:1/",
                                       "zk://a:1//",
                                       "zk://a:1//x",
                                       "zk://a:1/x//y",
                                       "zk://a:1/x//",
                                       "zk://a:1/.",
                                       "zk://a:1/x/../y",
                                       "zk://a:1/x y",
                                       "zk://a:1/x\ny",
                                       "zk://a:1/\xc3\xa9",
                                       "zk://secret@a:1/x",
                                       "zk://:secret@a:1/x",
                                       "zk://me:@a:1/x",
                                       "zk://@a:1/x",
                                       "zk://digest!me:secret@a:1/x",
                                       "zk://me:secret@/x",
                                       "zk://me:secret@a/x",
                                       "zk://me:secret/@a:1/x"}) {
        CAPTURE(bad);
        auto const url = parse_zookeeper_url(bad);
        REQUIRE_FALSE(url);
        CHECK(url.error().find("secret") == std::string::npos);
    }
}
