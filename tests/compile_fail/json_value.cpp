// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: an offer is JSON, as json_value in <berth/mesos/json_value.hpp> asks
// reject 2: berth: a status is JSON, as json_value in <berth/mesos/json_value.hpp> asks
// reject 3: berth: a JSON value has .* see the concept json_value in <berth/mesos/json_value.hpp>
// reject 4: berth: a JSON value has
#include <berth/mesos/json_offer.hpp>
#include <berth/mesos/json_offer_constraints.hpp>
#include <berth/mesos/json_resources.hpp>
#include <berth/mesos/json_status.hpp>

#include <type_traits>

struct own {
    static own array();
    static own object();
    bool is_null() const;
    bool is_object() const;
    bool is_array() const;
    bool is_number() const;
    bool is_number_unsigned() const;
    std::size_t size() const;
    own const* find(char const*) const;
    own const* end() const;
    own const& operator[](std::size_t) const;
    own& operator[](std::string const&);
    template <class T>
    T get_ptr() const;
    template <class T>
    T get() const;
    void push_back(own const&);
    template <class T>
    own& operator=(T const&);
};

struct text_only {
    std::string_view text() const;
};

template <int Reject>
using chosen = std::conditional_t<Reject == BERTH_REJECT, text_only, own>;

bool offer(chosen<1> const& from, berth::offer_round& round) {
    return berth::read_offer(from, round).has_value();
}
bool status(chosen<2> const& from, berth::task_status& out) {
    return berth::read_status(from, out).has_value();
}
using offers = chosen<3>;
offers resources(std::span<berth::taken const> takes, offers const& from) {
    return berth::write_resources(takes, from);
}
using constraints = chosen<4>;
constraints written(berth::offer_constraints const& from) {
    return berth::write_offer_constraints<constraints>(from, "es");
}
