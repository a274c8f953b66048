// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_MESOS_UNREAD_HPP
#define BERTH_MESOS_UNREAD_HPP

#include <berth/core/result.hpp>
#include <berth/model/offer_round.hpp>
#include <berth/model/task_status.hpp>

namespace berth {

namespace detail {

// Of any type; false, but not before it is asked.
template <class T>
inline constexpr bool is_read = false;

} // namespace detail

/// Chosen if no adapter that is included reads such an offer. Does not compile, and says what to
/// do.
///
/// An adapter reads JSON (`json_value`) or messages of protobuf (`protobuf_offer`), which it knows
/// by what they can do. `static_assert(berth::protobuf_offer<T>)` makes the compiler name the
/// expression that `T` lacks.
template <class T>
constexpr outcome read_offer(T const& /*message*/, offer_round& /*round*/) {
    static_assert(detail::is_read<T>,
                  "berth: an offer is JSON, as json_value in <berth/mesos/json_value.hpp> asks and "
                  "<berth/mesos/json_offer.hpp> reads, or a message like mesos::Offer, as "
                  "protobuf_offer in <berth/mesos/protobuf_offer.hpp> asks and reads");
    return ok;
}

/// Chosen if no adapter that is included reads such a status. Does not compile, and says what to
/// do.
template <class T>
constexpr outcome read_status(T const& /*message*/, task_status& /*out*/) {
    static_assert(detail::is_read<T>,
                  "berth: a status is JSON, as json_value in <berth/mesos/json_value.hpp> asks and "
                  "<berth/mesos/json_status.hpp> reads, or a message like mesos::TaskStatus, as "
                  "protobuf_status in <berth/mesos/protobuf_status.hpp> asks and reads");
    return ok;
}

} // namespace berth

#endif
