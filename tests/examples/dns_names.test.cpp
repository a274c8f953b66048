// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/dns_names.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("labels are those of Mesos-DNS") {
    CHECK(dns_label("4abc123", rfc952) == "abc123");
    CHECK(dns_label("4abc123", rfc1123) == "4abc123");
    CHECK(dns_label("chronos with a space AND MIXED CASE-2.0.1", rfc952) ==
          "chronoswithaspaceandmixe");
    CHECK(dns_label("chronos with a space AND MIXED CASE-2.0.1", rfc1123) ==
          "chronoswithaspaceandmixedcase-2-0-1");
    for (char const* const same : {"es_1", "es.1", "es-1", "ES-1", "-e s-1-", "es\xc3\xa4-1"}) {
        CAPTURE(same);
        CHECK(dns_label(same, rfc1123) == "es-1");
    }
    CHECK(dns_label("", rfc1123).empty());
    CHECK(dns_label("--", rfc1123).empty());
    CHECK(dns_label("-12-", rfc952).empty());
    CHECK(dns_label("CLIENT_PORT", rfc952) == "client-port");
}

TEST_CASE("dashes at the cut make room for what stands behind them") {
    std::string const head(22, 'a');
    CHECK(dns_label(head + "--b", rfc952) == head + "b");
    CHECK(dns_label(head + "---bcd", rfc952) == head + "bc");
    CHECK(dns_label(head + "----", rfc952) == head);
    CHECK(dns_label(std::string(64, 'a'), rfc1123) == std::string(63, 'a'));
    CHECK(dns_label(head + "bc-", rfc952) == head + "bc");
}

TEST_CASE("a framework keeps its dots") {
    CHECK(dns_framework("marathon-0.7.5", rfc1123) == "marathon-0.7.5");
    CHECK(dns_framework("marathon-0.7.5", rfc952) == "marathon-0");
    CHECK(dns_framework("Prod..Log_Search.", rfc1123) == "prod.log-search");
    CHECK(dns_framework("...", rfc1123).empty());
}
