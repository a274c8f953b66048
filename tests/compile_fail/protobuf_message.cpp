// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: an offer is .*a message like mesos::Offer, as protobuf_offer in <berth/mesos/protobuf_offer.hpp> asks
// reject 2: berth: a status is .*a message like mesos::TaskStatus, as protobuf_status in
// reject 3: berth: offers in a row are .* see the concept protobuf_offers in <berth/mesos/protobuf_resources.hpp>
// reject 4: berth: resources are written to .* see the concept protobuf_resource_field in
#include <berth/mesos/protobuf_offer.hpp>
#include <berth/mesos/protobuf_resources.hpp>
#include <berth/mesos/protobuf_status.hpp>

#include <string>
#include <type_traits>
#include <vector>

// A copy of text would be gone before it is read.
using offered_text = std::conditional_t<BERTH_REJECT == 1, std::string, std::string const&>;
using said_text = std::conditional_t<BERTH_REJECT == 2, std::string, std::string const&>;

struct id_of {
    std::string const& value() const;
};
struct number {
    double value() const;
    void set_value(double);
};
struct part {
    std::uint64_t begin() const;
    std::uint64_t end() const;
    void set_begin(std::uint64_t);
    void set_end(std::uint64_t);
};
struct parts {
    std::vector<part> const& range() const;
    void clear_range();
    part* add_range();
};
struct items {
    std::vector<std::string> const& item() const;
};
struct entry {
    std::string const& name() const;
    int type() const;
    bool has_scalar() const;
    number const& scalar() const;
    number* mutable_scalar();
    bool has_ranges() const;
    parts const& ranges() const;
    parts* mutable_ranges();
    bool has_set() const;
    items const& set() const;
    id_of const& text() const;
};
struct offer {
    id_of const& id() const;
    id_of const& slave_id() const;
    offered_text hostname() const;
    std::vector<entry> const& resources() const;
    std::vector<entry> const& attributes() const;
};
struct status {
    bool has_task_id() const;
    id_of const& task_id() const;
    id_of const& slave_id() const;
    bool has_state() const;
    int state() const;
    said_text message() const;
};
struct field {
    entry* Add();
};

void read(offer const& from, berth::offer_round& round) { berth::read_offer(from, round); }
bool read(status const& from, berth::task_status& out) {
    return berth::read_status(from, out).has_value();
}

#if BERTH_REJECT == 3
using row = offer;
#else
using row = std::vector<offer>;
#endif
#if BERTH_REJECT == 4
using target = std::vector<entry>;
#else
using target = field;
#endif
#if BERTH_REJECT != 1
void write(std::span<berth::taken const> takes, row const& offers, target* out) {
    berth::write_resources(takes, offers, out);
}
#endif
