// SPDX-License-Identifier: Apache-2.0
#include "support/conversation.hpp"

#include <berth/group.hpp>
#include <berth/identity/least_recently_released_id.hpp>
#include <berth/volume/concatenated_name.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

using berth::errc;
using berth::group;
using berth::node_id;
using berth::quantity;
using berth::settings;
using berth_test::settings_of;

/// The original's bundle: ids from 1, names without a separator.
// [old_names]
struct old_names : berth::default_policies {
    using formatter = berth::concatenated_name;
    using strategy = berth::external_storage;
};
// [/old_names]

static_assert(berth::policy_bundle<berth::default_policies>);
static_assert(berth::policy_bundle<old_names>);
static_assert(!berth::policy_bundle<int>);
static_assert(std::is_copy_constructible_v<group<>> && std::is_default_constructible_v<group<>>);
static_assert(std::is_same_v<decltype(group<>::make(settings<>{})), berth::result<group<>>>);

template <class P>
settings<P> with_volume(std::string_view name, std::string_view purpose) {
    settings<P> out;
    out.name = name;
    out.needs.cpus = quantity::whole(1);
    out.needs.volumes = {{berth::text<63>{purpose}, berth::text<255>{"/data"}}};
    out.wanted = 1;
    return out;
}

/// Whether `make` refuses with this code on this field.
template <class P>
bool refuses(settings<P> const& chosen, errc code, std::string_view field) {
    auto const made = group<P>::make(chosen);
    if (made) {
        return false;
    }
    INFO(made.error().message().view());
    CHECK(made.error().code == code);
    CHECK(made.error().field == field);
    return made.error().code == code && made.error().field == field;
}

TEST_CASE("group: good settings make a group that has nothing yet") {
    auto const chosen = settings_of("es", 3);
    auto const made = group<>::make(chosen);
    REQUIRE(made);
    CHECK(made->chosen() == chosen);
    CHECK(made->nodes().empty());
    CHECK(made->size() == 0);
    CHECK(made->missing() == 3);
    CHECK(made->find(node_id{0}) == nullptr);
    CHECK(made->names().longest == std::string_view{"es-999-data"});
    CHECK(made->names().warning.empty());
    CHECK(*made == *group<>::make(chosen));
    CHECK(*made != *group<>::make(settings_of("es", 4)));
    CHECK(group<>{}.missing() == 0);
}

TEST_CASE("group: the default table is the one that asks for proof") {
    CHECK(settings<>{}.recycling == berth::proven_gone);
    CHECK(settings<>{}.limits == berth::portable);
    CHECK(settings<>{}.largest_id == node_id{999});
}

TEST_CASE("group: refuses a name that no task id can begin with") {
    CHECK(refuses(settings_of("", 1), errc::empty, "frameworkName"));
    CHECK(refuses(settings_of("e/s", 1), errc::bad_character, "frameworkName"));
    CHECK(refuses(settings_of("e\\s", 1), errc::bad_character, "frameworkName"));
    CHECK(refuses(settings_of("e\ns", 1), errc::bad_character, "frameworkName"));
    CHECK(refuses(settings_of(std::string(234, 'e'), 1), errc::too_long, "frameworkName"));
}

TEST_CASE("group: refuses a requirement that the master could never accept") {
    auto const with = [](auto change) {
        auto chosen = settings_of("es", 1);
        change(chosen.needs);
        return chosen;
    };
    using berth::requirement;
    CHECK(refuses(with([](requirement& r) { r.cpus = quantity::thousandths(-1); }), errc::negative,
                  "requirement.cpus"));
    CHECK(refuses(with([](requirement& r) { r.mem = quantity::whole(-1); }), errc::negative,
                  "requirement.mem"));
    CHECK(refuses(with([](requirement& r) { r.disk = quantity::whole(-1); }), errc::negative,
                  "requirement.disk"));
    CHECK(refuses(with([](requirement& r) {
                      r.ports = {9200, 0, 0, 9200};
                  }),
                  errc::duplicate, "requirement.ports"));
    CHECK(refuses(with([](requirement& r) { r.ports = {65536}; }), errc::out_of_range,
                  "requirement.ports"));
    CHECK(refuses(with([](requirement& r) { r.roles.clear(); }), errc::empty, "requirement.roles"));
    CHECK(refuses(with([](requirement& r) { r.cpus = r.mem = {}; }), errc::empty, "requirement"));
    CHECK(group<>::make(with([](requirement& r) { r.ports = {0, 0, 65535}; })));
}

TEST_CASE("group: refuses one purpose for two volumes, whatever its case") {
    auto chosen = settings_of("es", 1);
    chosen.needs.volumes.push_back(chosen.needs.volumes[0]);
    CHECK(refuses(chosen, errc::duplicate, "requirement.volumes"));
    auto old = with_volume<old_names>("es", "data");
    old.needs.volumes.push_back({berth::text<63>{"Data"}, berth::text<255>{"/other"}});
    old.limits = berth::docker_local;
    CHECK(refuses(old, errc::duplicate, "purpose"));
}

TEST_CASE("group: a volume name one character too long is refused, and the room told") {
    // 31 characters: the name, "-999-" and "data".
    std::string const longest(22, 'e');
    auto const made = group<>::make(settings_of(longest, 1));
    REQUIRE(made);
    CHECK(made->names().longest == std::string_view{longest + "-999-data"});

    auto const refused = group<>::make(settings_of(longest + "e", 1));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::too_long);
    CHECK(refused.error().field == std::string_view{"frameworkName"});
    CHECK(refused.error().detail.view().find("room for the framework name: 22") !=
          std::string_view::npos);
}

TEST_CASE("group: the largest id decides how long names get") {
    auto chosen = settings_of(std::string(23, 'e'), 1);
    CHECK_FALSE(group<>::make(chosen));
    chosen.largest_id = {99};
    CHECK(group<>::make(chosen));
}

TEST_CASE("group: names that the chosen driver refuses are refused here") {
    auto chosen = settings_of("Es", 1);
    CHECK_FALSE(group<>::make(chosen)); // a driver may fold the case
    CHECK(refuses(settings_of("es_1", 1), errc::bad_character, "frameworkName"));
    auto old = with_volume<old_names>("Es", "data");
    CHECK(refuses(old, errc::bad_character, "frameworkName"));
    old.limits = berth::docker_local;
    CHECK(group<old_names>::make(old));
}

TEST_CASE("group: without volumes only task ids limit the name") {
    auto chosen = settings_of("Any_Name.1", 1);
    chosen.needs.volumes.clear();
    auto const made = group<>::make(chosen);
    REQUIRE(made);
    CHECK(made->names().longest.empty());
}

TEST_CASE("group: the prefix is part of volume names, and of nothing else") {
    auto chosen = settings_of("es", 1);
    chosen.volume_prefix = "blue-";
    auto const made = group<>::make(chosen);
    REQUIRE(made);
    CHECK(made->names().longest == std::string_view{"blue-es-999-data"});
    chosen.volume_prefix = std::string(21, 'b');
    CHECK(refuses(chosen, errc::too_long, "frameworkName"));
    chosen.volume_prefix = "1";
    CHECK_FALSE(group<>::make(chosen)); // names begin with a letter

    chosen.volume_prefix = "blue-";
    auto talk = berth_test::conversation<>::begun(*group<>::make(chosen));
    CHECK(talk.offers({{"O1", "A", "a"}}).find("accept O1 0:0 es.0.1@A blue-es-0-data") !=
          std::string::npos);
}

TEST_CASE("group: refuses more nodes than ids") {
    auto chosen = settings_of("es", 1000);
    CHECK(group<>::make(chosen));
    chosen.wanted = 1001;
    CHECK(refuses(chosen, errc::exhausted, "wanted"));
    chosen.allocator = berth::lowest_free_id{node_id{1}};
    chosen.wanted = 999;
    CHECK(group<>::make(chosen));
    chosen.wanted = 1000;
    CHECK(refuses(chosen, errc::exhausted, "wanted"));
    chosen.allocator = berth::lowest_free_id{node_id{2000}};
    chosen.wanted = 1;
    CHECK(refuses(chosen, errc::exhausted, "wanted"));
    chosen.wanted = 0xffff'ffff;
    CHECK(refuses(chosen, errc::exhausted, "wanted"));
}

TEST_CASE("group: a planner at its largest id launches no node beyond it") {
    auto chosen = settings_of("es", 2);
    chosen.largest_id = {1};
    auto talk = berth_test::conversation<>::begun(*group<>::make(chosen));
    std::string const said = talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}, {"O3", "C", "c"}});
    CHECK(said.find("es.1.1@B") != std::string::npos);
    CHECK(said.find("es.2.1") == std::string::npos);
}

struct resting_ids : berth::default_policies {
    using allocator = berth::least_recently_released_id;
};

TEST_CASE("group: with another allocator the id that was free the longest goes out first") {
    auto chosen = with_volume<resting_ids>("es", "data");
    chosen.wanted = 2;
    auto talk = berth_test::conversation<berth::planner<group<resting_ids>>>::begun(
        *group<resting_ids>::make(chosen));
    auto const launched = talk.offers({{"O1", "A", "a"}, {"O2", "B", "b"}});
    CHECK(launched.find("es.0.1@A") != std::string::npos);
    CHECK(launched.find("es.1.1@B") != std::string::npos);
    CHECK_FALSE(talk.update({"es.1.1", "B", berth::task_state::failed, "u1"}).empty());
    CHECK_FALSE(talk.update({"es.0.1", "A", berth::task_state::failed, "u2"}).empty());
    auto const again = talk.offers({{"O3", "C", "c"}, {"O4", "D", "d"}});
    CHECK(again.find("es.1.2@C") != std::string::npos);
    CHECK(again.find("es.0.2@D") != std::string::npos);
}

TEST_CASE("group: names that two nodes could share are refused with an example") {
    auto chosen = with_volume<old_names>("es1", "data");
    auto const refused = group<old_names>::make(chosen);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::not_decodable);
    CHECK(refused.error().field == std::string_view{"frameworkName"});
    CHECK(refused.error().detail ==
          std::string_view{"\"es1\" + 1 + \"data\" and \"es\" + 11 + \"data\" both give es11data"});
    CHECK(refuses(with_volume<old_names>("es", "data2"), errc::not_decodable, "purpose"));
    CHECK(group<old_names>::make(with_volume<old_names>("es", "data")));
}

TEST_CASE("group: an operator may accept a collision, and is told of it") {
    auto chosen = with_volume<old_names>("es1", "data");
    chosen.formatter.accept_ambiguous = true;
    auto const made = group<old_names>::make(chosen);
    REQUIRE(made);
    CHECK_FALSE(made->names().warning.empty());
    CHECK(made->names().longest == std::string_view{"es1999data"});
}

TEST_CASE("group: a prefix that ends in a digit cannot hide a collision") {
    auto chosen = with_volume<old_names>("s", "data");
    chosen.volume_prefix = "e1";
    CHECK(group<old_names>::make(chosen)); // "e1s": the digit is inside
    chosen.name = "1";
    CHECK(refuses(chosen, errc::not_decodable, "frameworkName"));
}

} // namespace
