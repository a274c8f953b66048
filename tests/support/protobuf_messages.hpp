// SPDX-License-Identifier: Apache-2.0
// Messages of Mesos' two C++ interfaces, made from the JSON of the v1 HTTP API.
#ifndef SUPPORT_PROTOBUF_MESSAGES_HPP
#define SUPPORT_PROTOBUF_MESSAGES_HPP

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include <google/protobuf/stubs/common.h>
#include <google/protobuf/util/json_util.h>

#include <protobuf/mesos.pb.h>
#include <protobuf/v1/mesos.pb.h>

namespace berth_test {

/// Frees at the end what protobuf keeps, which a memory checker would take for a leak.
struct protobuf_library {
    protobuf_library() = default;
    protobuf_library(protobuf_library const&) = delete;
    protobuf_library& operator=(protobuf_library const&) = delete;
    ~protobuf_library() { google::protobuf::ShutdownProtobufLibrary(); }
};
inline protobuf_library const library{};

template <class M>
inline constexpr bool is_v1 =
    std::is_same_v<M, mesos::v1::Offer> || std::is_same_v<M, mesos::v1::TaskStatus>;

/// The same document as v0 writes it.
inline std::string in_v0(std::string text) {
    for (auto const& [v1, v0] :
         {std::pair{"\"agent_id\"", "\"slave_id\""}, std::pair{"\"SOURCE_AGENT", "\"SOURCE_SLAVE"},
          std::pair{"\"REASON_AGENT", "\"REASON_SLAVE"}}) {
        for (auto at = text.find(v1); at != std::string::npos; at = text.find(v1, at)) {
            text.replace(at, std::string{v1}.size(), v0);
        }
    }
    return text;
}

/// Whether the document is such a message; protobuf's own parser fills it in.
template <class M>
bool parse(nlohmann::json const& document, M& out) {
    google::protobuf::util::JsonParseOptions lenient;
    lenient.ignore_unknown_fields = true;
    std::string const text = document.dump();
    return google::protobuf::util::JsonStringToMessage(is_v1<M> ? text : in_v0(text), &out, lenient)
        .ok();
}

template <class M>
M message_of(nlohmann::json const& document) {
    M out;
    REQUIRE(parse(document, out));
    return out;
}

} // namespace berth_test

#endif
