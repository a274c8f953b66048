// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_HTTP_EXCHANGE_HPP
#define EXAMPLES_ELASTICSEARCH_HTTP_EXCHANGE_HPP

#include <string>

/// A request that an operator made, whole.
struct http_request {
    std::string method{};
    std::string path{}; ///< without the query
    std::string content_type{};
    std::string body{};
};

/// What it is answered with.
struct http_reply {
    unsigned status = 200;
    std::string body{};
    std::string type = "application/json";
    std::string allow{}; ///< methods, with status 405
};

#endif
