// SPDX-License-Identifier: Apache-2.0
#include "support/master_make.hpp"

#include <berth/testing/judge.hpp>
#include <berth/testing/master_answer.hpp>
#include <berth/testing/master_cluster.hpp>
#include <berth/testing/master_operation.hpp>
#include <berth/testing/master_resources.hpp>
#include <berth/testing/master_task.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace berth_test;
using namespace berth::testing;
using op = master_operation_type;

master_resource mine(master_resource r) { return allocated(std::move(r), "r"); }

/// A framework with a principal, and an agent that offers a bit of everything.
judge world() {
    judge out{{"F", {"r"}, "p", true, true}};
    out.add_offer({"O",
                   "F",
                   "S",
                   "r",
                   {make_cpus(4.0), make_mem(1024.0), make_disk(1000.0), make_scalar("gpus", 2.0),
                    make_ports({{31000, 31009}}), make_set("gp", {"a", "b"}),
                    reserved(make_cpus(2.0), "r"), revocable(make_cpus(8.0))}});
    return out;
}

master_task task_of(std::string id, std::vector<master_resource> resources) {
    master_task out;
    out.id = std::move(id);
    out.agent_id = "S";
    out.resources = std::move(resources);
    out.command.emplace().value = "true";
    return out;
}
master_task good() { return task_of("t", {make_cpus(1.0), make_mem(32.0)}); }

master_executor an_executor() {
    master_executor out;
    out.id = "e";
    out.command.emplace().value = "run";
    out.resources = {make_cpus(0.5), make_mem(32.0), make_disk(10.0)};
    return out;
}
master_task with_executor() {
    master_task out = good();
    out.command.reset();
    out.executor = an_executor();
    return out;
}

master_operation launch(std::vector<master_task> tasks) {
    master_operation out;
    out.type = op::launch;
    out.tasks = std::move(tasks);
    return out;
}
master_operation launch_group(std::vector<master_task> tasks) {
    master_operation out;
    out.type = op::launch_group;
    out.tasks = std::move(tasks);
    out.executor = an_executor();
    out.executor->command.reset();
    out.executor->type = master_executor_type::standard;
    out.executor->framework_id = "F";
    return out;
}
master_operation operation(op type, std::vector<master_resource> resources) {
    master_operation out;
    out.type = type;
    out.resources = std::move(resources);
    return out;
}

/// The rule that the only task of the call breaks, in a fresh world.
std::string_view rule_of(master_task const& task) {
    judge master = world();
    master_answer const answer = master.accept({"O"}, {launch({task})});
    REQUIRE(answer.tasks.size() == 1);
    CHECK(answer.tasks[0].task_id == task.id);
    master_task_answer const& said = answer.tasks[0];
    bool const launched = said.rule.empty();
    CHECK(said.state == (launched ? master_task_state::launched : master_task_state::error));
    CHECK(said.reason == (launched ? master_reason::none : master_reason::task_invalid));
    CHECK(answer.all_ok() == launched);
    CHECK(answer.first_rule() == said.rule);
    CHECK(master.tasks.contains(task.id) == launched);
    return said.rule;
}

/// One change to a good task, and the rule that is broken then.
struct change {
    std::string_view rule;
    std::function<void(master_task&)> make;
};
void check_all(master_task const& from, std::vector<change> const& changes) {
    for (change const& each : changes) {
        master_task task = from;
        each.make(task);
        CAPTURE(&each - changes.data());
        CHECK(rule_of(task) == each.rule);
    }
}

TEST_CASE("judge: launches a good task, and says what is left") {
    judge master = world();
    master_answer const answer = master.accept({"O"}, {launch({good()})});
    CHECK(answer.all_ok());
    CHECK(answer.tasks[0].state == master_task_state::launched);
    CHECK(answer.operations.size() == 1);
    CHECK(answer.left.unreserved().scalar("cpus") == 11.0);
    CHECK(answer.left.scalar("mem") == 992.0);
    CHECK(answer.left.entries().size() == 8);
    CHECK(master.tasks.at("t").resources ==
          master_resources{mine(make_cpus(1.0)), mine(make_mem(32.0))});
    CHECK(master.offers.empty());
    CHECK(rule_of(good()) == "");
    CHECK(rule_of(with_executor()) == "");
}

TEST_CASE("judge: offers must be there, ours, of one role and one agent") {
    struct row {
        std::vector<std::string> ids;
        std::string_view rule;
    };
    row const rows[] = {{{}, "no_offers"},
                        {{"O", "O"}, "offer_duplicate"},
                        {{"X", "X"}, "offer_duplicate"},
                        {{"O", "gone"}, "offer_unknown"},
                        {{"O", "other framework"}, "offer_framework"},
                        {{"O", "other role"}, "offer_roles"},
                        {{"O", "other agent"}, "offer_agents"},
                        {{"other role", "other agent"}, "offer_roles"},
                        {{"O", "twin"}, ""}};
    for (bool const aware : {true, false}) {
        for (row const& r : rows) {
            CAPTURE(r.rule);
            judge master = world();
            master.framework.partition_aware = aware;
            master.add_offer({"other framework", "G", "S", "r", {make_cpus(1.0)}});
            master.add_offer({"other role", "F", "S", "s", {make_cpus(1.0)}});
            master.add_offer({"other agent", "F", "T", "r", {make_cpus(1.0)}});
            master.add_offer({"twin", "F", "S", "r", {make_cpus(1.0)}});
            master_operation reserve = operation(op::reserve, {});
            reserve.id = "R";
            master_answer const answer =
                master.accept(r.ids, {launch({good()}), reserve, operation(op::create, {})});
            CHECK(answer.offers == r.rule);
            for (std::string const& id : r.ids) {
                CHECK_FALSE(master.rescind(id)); // spent, whatever came of it
            }
            if (!r.rule.empty()) {
                CHECK(answer.tasks[0].state ==
                      (aware ? master_task_state::dropped : master_task_state::lost));
                CHECK(answer.tasks[0].reason == master_reason::invalid_offers);
                CHECK(answer.operations[1].reported);
                CHECK_FALSE(answer.operations[2].reported); // without id it vanishes
                CHECK_FALSE(answer.operations[2].ok());
                CHECK(answer.left.empty());
                CHECK(master.tasks.empty());
                CHECK_FALSE(answer.all_ok());
                CHECK(answer.first_rule() == r.rule);
            } else {
                CHECK(answer.left.unreserved().scalar("cpus") == 12.0);
            }
        }
    }
}

TEST_CASE("judge: an offer is good once, even if everything fails") {
    judge master = world();
    CHECK(master.accept({"O"}, {launch({task_of("t", {make_cpus(99.0)})})}).first_rule() ==
          "not_contained");
    CHECK(master.accept({"O"}, {launch({good()})}).offers == "offer_unknown");
}

TEST_CASE("judge: one resource of no shape rejects the whole LAUNCH") {
    judge master = world();
    master_task ill = task_of("ill", {make_cpus(-1.0)});
    master_answer answer =
        master.accept({"O"}, {launch({good(), ill}), launch({task_of("u", {make_cpus(1.0)})})});
    REQUIRE(answer.tasks.size() == 3);
    CHECK(answer.tasks[0].state == master_task_state::error);
    CHECK(answer.tasks[0].reason == master_reason::task_invalid);
    CHECK(answer.tasks[0].rule == "scalar_not_positive");
    CHECK(answer.tasks[1].state == master_task_state::error);
    CHECK(answer.tasks[2].state == master_task_state::launched); // of another operation
    CHECK(answer.operations[0].rule == "scalar_not_positive");
    CHECK(answer.operations[1].ok());

    master = world();
    master_task bad_executor = with_executor();
    bad_executor.executor->resources.push_back(make_ports({{5, 4}}));
    answer = master.accept({"O"}, {launch({good(), bad_executor})});
    CHECK(answer.tasks[0].rule == "range_inverted");

    master = world();
    master_operation named = launch({good()});
    named.id = "L";
    answer = master.accept({"O"}, {named});
    CHECK(answer.tasks[0].rule == "launch_with_id");
    CHECK_FALSE(answer.operations[0].reported);

    master = world();
    answer = master.accept({"O"}, {launch_group({good(), ill})});
    CHECK(answer.tasks[0].reason == master_reason::group_invalid);
    CHECK(answer.tasks[0].rule == "scalar_not_positive");

    master = world();
    master_operation group = launch_group({good()});
    group.executor->resources.push_back(make_cpus(std::nan("")));
    CHECK(master.accept({"O"}, {group}).tasks[0].rule == "scalar_not_finite");

    master = world();
    master_operation reserve = operation(op::reserve, {reserved(make_cpus(1.0), "r", "p")});
    reserve.source = {make_cpus(1.0)};
    CHECK(master.accept({"O"}, {reserve}).operations[0].rule == "reserve_source");
    master = world();
    CHECK(master.accept({"O"}, {operation(op::reserve, {reserved(make_cpus(1.0), "*", "p")})})
              .operations[0]
              .rule == "reserve_star");
}

TEST_CASE("judge: a bad task does not stop the others, each good one is gone before the next") {
    judge master = world();
    master_answer const answer = master.accept(
        {"O"},
        {launch({task_of("a", {make_ports({{31000, 31001}})}),
                 task_of("b", {make_ports({{31001, 31002}})}),
                 task_of("c", {make_ports({{31002, 31002}})}), task_of("c", {make_cpus(1.0)}),
                 task_of("d", {make_cpus(4.0)}), task_of("e", {make_cpus(0.001)})})});
    REQUIRE(answer.tasks.size() == 6);
    std::vector<std::string_view> rules;
    for (master_task_answer const& each : answer.tasks) {
        rules.push_back(each.rule);
    }
    CHECK(rules == std::vector<std::string_view>{"", "not_contained", "", "task_id_duplicate", "",
                                                 "not_contained"});
    CHECK(answer.operations[0].ok());
    CHECK_FALSE(answer.all_ok());
    CHECK(answer.left.ranges("ports") == master_ranges{{31003, 31009}});
}

TEST_CASE("judge: an agent that went away drops the tasks") {
    struct row {
        master_agent_state state;
        master_reason reason;
        std::string_view rule;
    };
    row const rows[] = {
        {master_agent_state::removed, master_reason::agent_removed, "agent_removed"},
        {master_agent_state::disconnected, master_reason::agent_disconnected,
         "agent_disconnected"}};
    for (row const& r : rows) {
        for (bool const aware : {true, false}) {
            judge master = world();
            master.framework.partition_aware = aware;
            master.agent_of("S").state = r.state;
            master_answer const answer = master.accept(
                {"O"}, {launch({good()}), launch({task_of("ill", {make_cpus(-1.0)})})});
            CHECK(answer.tasks[0].state ==
                  (aware ? master_task_state::dropped : master_task_state::lost));
            CHECK(answer.tasks[0].reason == r.reason);
            CHECK(answer.tasks[0].rule == r.rule);
            CHECK(answer.tasks[1].reason == master_reason::task_invalid); // shape comes first
            CHECK(master.tasks.empty());
        }
    }
}

TEST_CASE("judge: resources of the old format, and without allocation, are understood") {
    judge master{{"F", {"r"}, {}, true, true}};
    master_resource old = make_cpus(2.0);
    old.role = "r";
    master_resource none = make_mem(100.0);
    none.role = "*";
    master.add_offer({"O", "F", "S", {}, {old, none}}); // as a framework without MULTI_ROLE has it
    master_answer const answer = master.accept(
        {"O"},
        {launch({task_of("t", {old, mine(make_mem(50.0))}),
                 task_of("u", {allocated(make_mem(50.0), "s")}), task_of("v", {make_mem(50.0)})})});
    CHECK(answer.tasks[0].rule == "");
    CHECK(answer.tasks[1].rule == "not_contained");
    CHECK(answer.tasks[2].rule == "");
    CHECK(answer.left.empty());
}

TEST_CASE("judge: reservations of the old format count before the rules are asked") {
    master_resource dynamic = make_disk(50.0);
    dynamic.role = "r";
    dynamic.reservation = master_reservation{{}, {}, "p", {}};
    master_resource const old_volume = volume(dynamic, "v", "p");
    judge master = world();
    master_answer const answer = master.accept({"O"}, {operation(op::reserve, {dynamic}),
                                                       operation(op::create, {old_volume}),
                                                       launch({task_of("t", {old_volume})})});
    CHECK(answer.first_rule() == "");
    CHECK(master.agent_of("S").volumes ==
          master_resources{volume(reserved(make_disk(50.0), "r", "p"), "v")});
}

TEST_CASE("judge: row 0, authorisation comes before all else") {
    judge master = world();
    master.authorised = [](master_task const& t) { return t.id != "../t"; };
    master_answer answer = master.accept({"O"}, {launch({task_of("../t", {}), good()})});
    CHECK(answer.tasks[0].state == master_task_state::error);
    CHECK(answer.tasks[0].reason == master_reason::task_unauthorized);
    CHECK(answer.tasks[0].rule == "unauthorized");
    CHECK(answer.tasks[1].rule == "");
    master = world();
    master.authorised = [](master_task const& t) { return t.id != "u"; };
    answer = master.accept({"O"}, {launch_group({good(), task_of("u", {make_cpus(1.0)})})});
    for (master_task_answer const& each : answer.tasks) {
        CHECK(each.reason == master_reason::group_unauthorized);
    }
    CHECK(master.tasks.empty());
}

TEST_CASE("judge: rows 1 to 3, the ids of a task") {
    check_all(good(), {{"task_id_invalid", [](auto& t) { t.id = ""; }},
                       {"task_id_invalid", [](auto& t) { t.id = ".."; }},
                       {"task_id_invalid", [](auto& t) { t.id = "a/b"; }},
                       {"task_id_invalid", [](auto& t) { t.id = std::string(256, 'x'); }},
                       {"", [](auto& t) { t.id = std::string(255, 'x'); }},
                       {"", [](auto& t) { t.id = "a b:\xc3\xa9"; }},
                       {"task_agent", [](auto& t) { t.agent_id = "T"; }}});
    judge master = world();
    master.unreachable.insert("t");
    CHECK(master.accept({"O"}, {launch({good()})}).first_rule() == "task_id_duplicate");
    master = world();
    CHECK(master.accept({"O"}, {launch({good()})}).all_ok());
    master.add_offer({"P", "F", "S", "r", {make_cpus(4.0), make_mem(64.0)}});
    CHECK(master.accept({"P"}, {launch({good()})}).first_rule() == "task_id_duplicate");
    master.add_offer({"Q", "F", "S", "r", {make_cpus(4.0), make_mem(64.0)}});
    master.tasks.erase("t");
    CHECK(master.accept({"Q"}, {launch({good()})}).all_ok());
}

TEST_CASE("judge: row 4, no negative times") {
    check_all(good(),
              {{"kill_grace_negative", [](auto& t) { t.kill_grace_period = -1; }},
               {"", [](auto& t) { t.kill_grace_period = 0; }},
               {"max_completion_time_negative", [](auto& t) { t.max_completion_time = -1; }},
               {"", [](auto& t) { t.max_completion_time = 0; }}});
}

TEST_CASE("judge: row 5, checks have a type, its body, a path, a scheme and no negative time") {
    using type = master_check_type;
    auto const http = [](master_check& c) {
        c.type = type::http;
        c.http = true;
    };
    std::vector<std::pair<std::string_view, std::function<void(master_check&)>>> const checks = {
        {"check_type", [](auto& c) { c.tcp = true; }},
        {"check_type", [](auto& c) { c.type = type::unknown; }},
        {"check_body", [](auto& c) { c.type = type::command; }},
        {"check_body", [](auto& c) { c.type = type::http; }},
        {"check_body", [](auto& c) { c.type = type::tcp; }},
        {"",
         [](auto& c) {
             c.type = type::tcp;
             c.tcp = true;
         }},
        {"",
         [](auto& c) {
             c.type = type::command;
             c.command.emplace();
         }},
        {"environment_value_missing",
         [](auto& c) {
             c.type = type::command;
             c.command.emplace().environment.emplace_back();
         }},
        {"", [&](auto& c) { http(c); }},
        {"",
         [&](auto& c) {
             http(c);
             c.path = "/ready";
         }},
        {"check_path",
         [&](auto& c) {
             http(c);
             c.path = "ready";
         }},
        {"check_time_negative",
         [&](auto& c) {
             http(c);
             c.delay = -1.0;
         }},
        {"check_time_negative",
         [&](auto& c) {
             http(c);
             c.interval = -1.0;
         }},
        {"check_time_negative",
         [&](auto& c) {
             http(c);
             c.timeout = -1.0;
         }},
    };
    for (auto const& [rule, make] : checks) {
        master_check c;
        make(c);
        master_task task = good();
        task.check = c;
        CHECK(rule_of(task) == rule);
        task = good();
        task.health_check = c;
        CHECK(rule_of(task) == rule);
    }
    auto const health = [&](auto change_it) {
        master_task task = good();
        http(task.health_check.emplace());
        change_it(*task.health_check);
        return rule_of(task);
    };
    CHECK(health([](auto& c) { c.scheme = "ftp"; }) == "check_scheme");
    CHECK(health([](auto& c) { c.scheme = "https"; }) == "");
    CHECK(health([](auto& c) { c.scheme = "http"; }) == "");
    CHECK(health([](auto& c) { c.grace_period = -1.0; }) == "check_time_negative");
    CHECK(health([](auto& c) { c.type.reset(); }) == ""); // the master guesses
    CHECK(health([](auto& c) {
              c.type.reset();
              c.http = false;
              c.command.emplace();
          }) == "");
    CHECK(health([](auto& c) {
              c.type.reset();
              c.http = false;
              c.tcp = true;
          }) == "check_type");
    master_task task = good();
    task.check.emplace().http = true;
    CHECK(rule_of(task) == "check_type"); // but not for checks
}

master_resource own_volume(std::string id = "v") {
    return volume(reserved(make_disk(10.0), "r"), std::move(id));
}

TEST_CASE("judge: rows 6 and 7, there are resources, each of them usable") {
    auto const with = [](master_resource r) {
        return [r](master_task& t) { t.resources.push_back(r); };
    };
    master_resource no_mount = own_volume();
    no_mount.disk->volume.reset();
    master_resource host = own_volume();
    host.disk->volume->host_path = "/h";
    master_resource read_only = own_volume();
    read_only.disk->volume->mode = master_volume_mode::ro;
    master_resource mounted = make_disk(1.0);
    mounted.disk.emplace().volume.emplace();
    master_resource empty = make_disk(1.0);
    empty.disk.emplace();
    check_all(good(), {{"no_resources", [](auto& t) { t.resources.clear(); }},
                       {"", with(make_scalar("gpus", 1.0))},
                       {"gpus_not_whole", with(make_scalar("gpus", 1.5))},
                       {"volume_unreserved", with(volume(make_disk(1.0), "v"))},
                       {"volume_revocable", with(revocable(own_volume()))},
                       {"volume_mount_missing", with(no_mount)},
                       {"volume_host_path", with(host)},
                       {"persistence_id_invalid", with(own_volume("a/b"))},
                       {"volume_not_persistent", with(mounted)},
                       {"disk_info_empty", with(empty)},
                       {"dynamic_revocable", with(revocable(reserved(make_mem(1.0), "r", "p")))},
                       {"not_contained", with(own_volume())}, // well formed, but not in the pool
                       {"not_contained", with(read_only)}});
}

TEST_CASE("judge: row 8, no persistence id twice for one role") {
    master_resource const other = volume(reserved(make_disk(10.0), "s"), "v");
    judge master = world();
    master.add_offer({"V", "F", "S", "r", {own_volume(), shared(own_volume("w"))}});
    master_answer const answer = master.accept(
        {"O", "V"},
        {launch({task_of("a", {own_volume(), own_volume()}), task_of("b", {own_volume(), other}),
                 task_of("c", {shared(own_volume("w")), shared(own_volume("w"))}),
                 task_of("d", {own_volume(), shared(own_volume("w"))})})});
    CHECK(answer.tasks[0].rule == "persistence_id_duplicate");
    CHECK(answer.tasks[1].rule == "not_contained"); // the same id in another role is another one
    CHECK(answer.tasks[2].rule == "not_contained"); // two copies of one volume are one id
    CHECK(answer.tasks[3].rule == "");
}

TEST_CASE("judge: rows 9 and 10, one allocation role, and nothing both revocable and regular") {
    check_all(
        good(),
        {{"multiple_allocation_roles", [](auto& t) { t.resources[1].allocation_role = "s"; }},
         {"not_contained",
          [](auto& t) {
              t.resources[0].allocation_role = "s";
              t.resources[1].allocation_role = "s";
          }},
         {"mixed_revocable", [](auto& t) { t.resources.push_back(revocable(make_cpus(1.0))); }},
         {"", [](auto& t) { t.resources[0].revocable = true; }}});
}

TEST_CASE("judge: row 11, variables have a value or a secret, as their type says") {
    using type = master_variable_type;
    std::vector<std::pair<std::string_view, master_variable>> const variables = {
        {"", {"n", type::value, "v", {}}},
        {"", {"n", type::value, "", {}}},
        {"environment_value_missing", {"n", type::value, {}, {}}},
        {"environment_secret_set", {"n", type::value, "v", "s"}},
        {"", {"n", type::secret, {}, "s"}},
        {"", {"n", type::secret, {}, ""}},
        {"environment_secret_missing", {"n", type::secret, {}, {}}},
        {"environment_value_set", {"n", type::secret, "v", "s"}},
        {"environment_secret_nul", {"n", type::secret, {}, std::string("s\0", 2)}},
        {"environment_type_unknown", {"n", type::unknown, "v", {}}}};
    for (auto const& [rule, variable] : variables) {
        master_task task = good();
        task.command->environment = {variable};
        CHECK(rule_of(task) == rule);
        task = with_executor();
        task.executor->command->environment = {variable};
        CHECK(rule_of(task) == rule);
    }
}

TEST_CASE("judge: row 12, volumes of one source, docker parameters without a name") {
    using type = master_volume_source_type;
    auto const with = [](master_container_volume v) {
        return [v](master_task& t) { t.container.emplace().volumes = {v}; };
    };
    constexpr auto rw = master_volume_mode::rw;
    auto const from = [](type t, std::vector<type> bodies, bool provisioned = false) {
        return master_container_volume{
            "/d", rw, {}, false, master_volume_source{t, std::move(bodies), provisioned}};
    };
    auto const docker = [](std::vector<std::pair<std::string, std::string>> parameters) {
        return [parameters](master_task& t) {
            t.container.emplace().type = master_container_type::docker;
            t.container->docker = master_docker{"image", parameters};
        };
    };
    master_container_volume both = from(type::docker_volume, {type::docker_volume});
    both.host_path = "/h";
    master_container_volume image = from(type::docker_volume, {type::docker_volume});
    image.image = true;
    std::vector<change> changes = {
        {"volume_source_count", with({"/d", rw, {}, false, {}})},
        {"volume_source_count", with(both)},
        {"volume_source_count", with(image)},
        {"volume_source_count", with({"/d", rw, "/h", true, {}})},
        {"", with({"/d", rw, "/h", false, {}})},
        {"", with({"/d", rw, {}, true, {}})},
        {"volume_source_unknown", with(from(type::unknown, {type::secret}))},
        {"volume_source_body", with(from(type::docker_volume, {}))},
        {"volume_source_body", with(from(type::docker_volume, {type::host_path}))},
        {"volume_csi_provisioning", with(from(type::csi_volume, {type::csi_volume}))},
        {"", with(from(type::csi_volume, {type::csi_volume}, true))},
        {"docker_missing",
         [](auto& t) { t.container.emplace().type = master_container_type::docker; }},
        {"", docker({{"volume-driver", "x"}, {"volume", "v:/d"}})},
        {"docker_parameter_name", docker({{"volume", "v:/d"}, {"name", "n"}})},
        {"", [&](auto& t) {
             docker({{"name", "n"}})(t);
             t.container->type = master_container_type::mesos; // only logged
         }}};
    for (type const each :
         {type::docker_volume, type::sandbox_path, type::secret, type::host_path}) {
        changes.push_back({"", with(from(each, {each}))});
    }
    check_all(good(), changes);
    check_all(with_executor(), {{"docker_missing", [](auto& t) {
                                     t.executor->container.emplace().type =
                                         master_container_type::docker;
                                 }}});
}

TEST_CASE("judge: row 13, limits of cpus and memory, not below the request") {
    double const infinity = std::numeric_limits<double>::infinity();
    auto const limit = [](std::string name, double value) {
        return [=](master_task& t) { t.limits = {{name, value}}; };
    };
    check_all(good(), {{"", limit("cpus", 1.0)},
                       {"", limit("mem", infinity)},
                       {"limit_below_request", limit("cpus", 0.999)},
                       {"limit_below_request", limit("mem", -infinity)},
                       {"limit_below_request", limit("mem", std::nan(""))},
                       {"limit_name", limit("disk", 1.0)},
                       {"limit_without_request", [](auto& t) {
                            t.resources.pop_back();
                            t.limits = {{"mem", 64.0}};
                        }}});
    judge master = world();
    master.agent_of("S").task_resource_limits = false;
    master_task task = good();
    task.limits = {{"cpus", 2.0}};
    CHECK(master.accept({"O"}, {launch({task, task_of("u", {make_cpus(1.0)})})}).tasks[0].rule ==
          "limits_unsupported");
    CHECK(master.tasks.contains("u"));
}

TEST_CASE("judge: row 14, either a command or an executor") {
    check_all(good(), {{"no_command_or_executor", [](auto& t) { t.command.reset(); }},
                       {"command_and_executor", [](auto& t) { t.executor = an_executor(); }}});
}

TEST_CASE("judge: row 15, executors are custom, ours, and as they run") {
    using type = master_executor_type;
    check_all(
        with_executor(),
        {{"", [](auto& t) { t.executor->type = type::custom; }},
         {"executor_type", [](auto& t) { t.executor->type = type::standard; }},
         {"executor_type", [](auto& t) { t.executor->type = type::unknown; }},
         {"executor_command_missing", [](auto& t) { t.executor->command.reset(); }},
         {"executor_id_invalid", [](auto& t) { t.executor->id = "a/b"; }},
         {"executor_grace_negative", [](auto& t) { t.executor->shutdown_grace_period = -1; }},
         {"executor_framework_id", [](auto& t) { t.executor->framework_id = "G"; }},
         {"", [](auto& t) { t.executor->framework_id = "F"; }},
         {"executor_shared_resources",
          [](auto& t) { t.executor->resources.push_back(shared(own_volume())); }},
         {"executor_share_cgroups",
          [](auto& t) { t.executor->container.emplace().share_cgroups = true; }},
         {"", [](auto& t) { t.executor->container.emplace().share_cgroups = false; }},
         {"gpus_not_whole",
          [](auto& t) { t.executor->resources.push_back(make_scalar("gpus", 0.5)); }},
         {"volume_unreserved",
          [](auto& t) { t.executor->resources.push_back(volume(make_disk(1.0), "v")); }},
         {"persistence_id_duplicate",
          [](auto& t) {
              t.executor->resources = {own_volume(), own_volume()};
          }},
         {"multiple_allocation_roles",
          [](auto& t) { t.executor->resources[0].allocation_role = "s"; }},
         {"mixed_revocable",
          [](auto& t) { t.executor->resources.push_back(revocable(make_cpus(1.0))); }},
         {"", [](auto& t) { t.executor->resources.clear(); }}}); // too small is only a warning
    std::vector<change> const twins = {
        {"", [](auto&) {}},
        {"", [](auto& t) { std::swap(t.executor->resources[0], t.executor->resources[1]); }},
        {"executor_incompatible", [](auto& t) { t.executor->resources[0].scalar = 0.6; }},
        {"executor_incompatible", [](auto& t) { t.executor->type = type::custom; }},
        {"executor_incompatible", [](auto& t) { t.executor->command->value = "other"; }},
        {"executor_incompatible", [](auto& t) { t.executor->container.emplace(); }},
        {"executor_incompatible", [](auto& t) { t.executor->shutdown_grace_period = 1; }},
        {"executor_incompatible", [](auto& t) { t.executor->rest = "name"; }},
        {"", [](auto& t) { t.executor->id = "f"; }}};
    for (change const& each : twins) {
        judge master = world();
        master_task second = with_executor();
        second.id = "u";
        each.make(second);
        CAPTURE(&each - twins.data());
        CHECK(master.accept({"O"}, {launch({with_executor(), second})}).first_rule() == each.rule);
    }
}

TEST_CASE("judge: row 16, tasks and executor overlap in nothing") {
    auto const add = [](master_resource a, master_resource b) {
        return [=](master_task& t) {
            t.resources.push_back(a);
            t.executor->resources.push_back(b);
        };
    };
    master_resource const gp_a = make_set("gp", {"a"});
    master_resource const gp_b = make_set("gp", {"b"});
    master_resource const low = make_ports({{31000, 31005}});
    check_all(with_executor(),
              {{"", add(low, make_ports({{31006, 31007}}))},
               {"overlapping_sets_or_ranges", add(low, make_ports({{31005, 31007}}))},
               {"", add(gp_a, gp_b)},
               {"overlapping_sets_or_ranges", add(gp_a, gp_a)},
               {"persistence_id_duplicate", add(own_volume(), own_volume())},
               {"gpus_not_whole", [](auto& t) {
                    t.resources.push_back(make_scalar("gpus", 0.5));
                    t.executor->resources.push_back(make_scalar("gpus", 0.5));
                }}});
    check_all(with_executor(), {{"mixed_revocable", [](auto& t) {
                                     t.resources[0].revocable = true; // mem stays regular
                                 }}});
    check_all(good(), {{"overlapping_sets_or_ranges", [&](auto& t) {
                            t.resources.push_back(low);
                            t.resources.push_back(make_ports({{31002, 31002}}));
                        }}});
}

TEST_CASE("judge: row 17, the pool has what task and executor want") {
    check_all(
        good(),
        {{"", [](auto& t) { t.resources[0].scalar = 4.0; }},
         {"", [](auto& t) { t.resources[0].scalar = 4.0004; }},
         {"not_contained", [](auto& t) { t.resources[0].scalar = 4.001; }},
         {"not_contained", [](auto& t) { t.resources[0].scalar = 6.0; }}, // no sum of roles
         {"", [](auto& t) { t.resources.push_back(reserved(make_cpus(2.0), "r")); }},
         {"not_contained",
          [](auto& t) { t.resources.push_back(reserved(make_cpus(2.0), "r", "p")); }},
         {"not_contained", [](auto& t) { t.resources.push_back(provided(make_disk(1.0), "rp")); }},
         {"not_contained", [](auto& t) { t.resources.push_back(make_scalar("x", 1.0)); }},
         {"not_contained", [](auto& t) {
              t.resources.push_back(on_source(make_disk(1.0), master_source_type::mount, "/m"));
          }}});
    check_all(with_executor(), {{"not_contained", [](auto& t) { t.resources[0].scalar = 3.6; }},
                                {"", [](auto& t) { t.resources[0].scalar = 3.5; }}});
    judge master = world(); // an executor is paid for once
    master_task const first = with_executor();
    master_task second = with_executor();
    second.id = "u";
    second.resources[0].scalar = 2.5;
    CHECK(master.accept({"O"}, {launch({first, second})}).all_ok());
    CHECK(master.executors.size() == 1);
    CHECK(master.tasks.at("u").resources.scalar("cpus") == 2.5);
    master.add_offer({"P", "F", "T", "r", {make_cpus(1.5), make_mem(64.0), make_disk(10.0)}});
    second.id = "w";
    second.agent_id = "T"; // on another agent it does not run yet
    CHECK(master.accept({"P"}, {launch({second})}).first_rule() == "not_contained");
}

TEST_CASE("judge: row 17, a shared volume may be used by more tasks than there are copies") {
    judge master = world();
    master.add_offer({"V", "F", "S", "r", {shared(own_volume())}});
    master_answer const answer =
        master.accept({"O", "V"}, {launch({task_of("a", {make_cpus(1.0), shared(own_volume())}),
                                           task_of("b", {make_cpus(1.0), shared(own_volume())}),
                                           task_of("c", {make_cpus(1.0), own_volume()})})});
    CHECK(answer.tasks[0].rule == "");
    CHECK(answer.tasks[1].rule == "");
    CHECK(answer.tasks[2].rule == "not_contained");
    CHECK(answer.left.shared().empty());
    master = world();
    master.add_offer({"V", "F", "S", "r", {shared(own_volume()), shared(own_volume())}});
    CHECK(master.accept({"O", "V"}, {launch({task_of("a", {shared(own_volume())})})})
              .left.shared()
              .entries()[0]
              .count == 1);
}

TEST_CASE("judge: row 18, only groups have cgroups of their own") {
    check_all(good(), {{"share_cgroups_false",
                        [](auto& t) { t.container.emplace().share_cgroups = false; }},
                       {"", [](auto& t) { t.container.emplace().share_cgroups = true; }},
                       {"not_contained", [](auto& t) { // the last rule of all
                            t.container.emplace().share_cgroups = false;
                            t.resources[0].scalar = 99.0;
                        }}});
}

TEST_CASE("judge: of several faults the first row is named") {
    std::vector<change> const rows = {
        {"task_id_invalid", [](auto& t) { t.id = "."; }},
        {"task_agent", [](auto& t) { t.agent_id = "T"; }},
        {"kill_grace_negative", [](auto& t) { t.kill_grace_period = -1; }},
        {"check_type", [](auto& t) { t.check.emplace(); }},
        {"gpus_not_whole", [](auto& t) { t.resources.push_back(mine(make_scalar("gpus", 0.5))); }},
        {"multiple_allocation_roles",
         [](auto& t) { t.resources.push_back(allocated(make_mem(1.0), "s")); }},
        {"mixed_revocable", [](auto& t) { t.resources.push_back(mine(revocable(make_mem(1.0)))); }},
        {"environment_value_missing", [](auto& t) { t.command->environment.emplace_back(); }},
        {"volume_source_count", [](auto& t) { t.container.emplace().volumes.emplace_back(); }},
        {"limit_name",
         [](auto& t) {
             t.limits = {{"disk", 1.0}};
         }},
        {"command_and_executor", [](auto& t) { t.executor = an_executor(); }},
        {"not_contained", [](auto& t) { t.resources.push_back(mine(make_scalar("x", 1.0))); }}};
    for (std::size_t i = 0; i != rows.size(); ++i) {
        master_task task = good();
        for (std::size_t k = rows.size(); k != i; --k) {
            rows[k - 1].make(task);
        }
        CHECK(rule_of(task) == rows[i].rule);
    }
}

TEST_CASE("judge: a group is launched whole or not at all") {
    judge master = world();
    std::vector<master_task> const two = {task_of("a", {make_cpus(1.0)}),
                                          task_of("b", {make_cpus(2.0)})};
    master_answer answer = master.accept({"O"}, {launch_group(two)});
    CHECK(answer.all_ok());
    CHECK(answer.left.unreserved().scalar("cpus") == 8.5);
    CHECK(master.tasks.size() == 2);
    CHECK(master.tasks.at("a").resources.scalar("cpus") == 1.5); // with the executor
    CHECK(master.executors.size() == 1);
    master.add_offer({"P", "F", "S", "r", {make_cpus(1.0)}});
    master_operation more = launch_group({task_of("c", {make_cpus(1.0)})});
    answer = master.accept({"P"}, {more}); // the executor runs already
    CHECK(answer.first_rule() == "");
    CHECK(answer.left.empty());
    master.add_offer({"Q", "F", "S", "r", {make_cpus(9.0)}});
    more = launch_group({task_of("d", {make_cpus(1.0)})});
    more.executor->resources[0].scalar = 0.6;
    CHECK(master.accept({"Q"}, {more}).first_rule() == "executor_incompatible");

    struct row {
        std::string_view rule;
        std::function<void(master_operation&)> make;
    };
    using type = master_executor_type;
    row const rows[] = {
        {"", [](auto&) {}},
        {"group_empty", [](auto& g) { g.tasks.clear(); }},
        {"group_executor_missing", [](auto& g) { g.executor.reset(); }},
        {"task_id_invalid", [](auto& g) { g.tasks[1].id = ".."; }},
        {"task_id_duplicate", [](auto& g) { g.tasks[1].id = "a"; }},
        {"no_resources", [](auto& g) { g.tasks[1].resources.clear(); }},
        {"group_docker_container",
         [](auto& g) {
             g.tasks[0].container.emplace().type = master_container_type::docker;
             g.tasks[0].container->docker.emplace();
         }},
        {"group_network_check",
         [](auto& g) {
             g.tasks[0].container.emplace().networks = 1;
             g.tasks[0].health_check.emplace().http = true;
         }},
        {"group_network_check",
         [](auto& g) {
             g.tasks[0].container.emplace().networks = 1;
             g.tasks[0].check.emplace().tcp = true;
             g.tasks[0].check->type = master_check_type::tcp;
         }},
        {"",
         [](auto& g) {
             g.tasks[0].container.emplace().networks = 1;
             g.tasks[0].health_check.emplace().command.emplace();
         }},
        {"group_limits_shared_cgroups",
         [](auto& g) {
             g.tasks[0].limits = {{"cpus", 2.0}};
         }},
        {"group_share_cgroups_differ",
         [](auto& g) { g.tasks[0].container.emplace().share_cgroups = false; }},
        {"",
         [](auto& g) {
             for (master_task& t : g.tasks) {
                 t.container.emplace().share_cgroups = false;
                 t.limits = {{"cpus", 2.0}};
             }
         }},
        {"group_executor_type", [](auto& g) { g.executor->type.reset(); }},
        {"group_executor_type", [](auto& g) { g.executor->type = type::unknown; }},
        {"executor_command_set", [](auto& g) { g.executor->command.emplace(); }},
        {"executor_command_missing", [](auto& g) { g.executor->type = type::custom; }},
        {"executor_image", [](auto& g) { g.executor->container.emplace().mesos_image = true; }},
        {"group_docker_executor",
         [](auto& g) {
             g.executor->container.emplace().type = master_container_type::docker;
             g.executor->container->docker.emplace();
         }},
        {"executor_framework_id_missing", [](auto& g) { g.executor->framework_id.reset(); }},
        {"executor_framework_id", [](auto& g) { g.executor->framework_id = "G"; }},
        {"executor_id_invalid", [](auto& g) { g.executor->id = ""; }},
        {"group_other_executor", [](auto& g) { g.tasks[1].executor = an_executor(); }},
        {"", [](auto& g) { g.tasks[1].executor = g.executor; }},
        {"executor_cpus", [](auto& g) { g.executor->resources[0].scalar = 0.009; }},
        {"", [](auto& g) { g.executor->resources[0].scalar = 0.01; }},
        {"executor_mem", [](auto& g) { g.executor->resources[1].scalar = 31.9; }},
        {"executor_disk", [](auto& g) { g.executor->resources.pop_back(); }},
        {"overlapping_sets_or_ranges",
         [](auto& g) {
             g.tasks[0].resources.push_back(make_ports({{31000, 31001}}));
             g.tasks[1].resources.push_back(make_ports({{31001, 31001}}));
         }},
        {"mixed_revocable", [](auto& g) { g.tasks[0].resources[0].revocable = true; }},
        {"persistence_id_duplicate",
         [](auto& g) {
             g.tasks[0].resources.push_back(own_volume());
             g.tasks[1].resources.push_back(own_volume());
         }},
        {"not_contained", [](auto& g) { g.tasks[0].resources[0].scalar = 1.6; }}};
    for (row const& each : rows) {
        CAPTURE(&each - rows);
        judge fresh = world();
        master_operation group = launch_group(two);
        each.make(group);
        answer = fresh.accept({"O"}, {group});
        CHECK(answer.operations[0].rule == each.rule);
        CHECK(answer.tasks.size() == group.tasks.size());
        for (master_task_answer const& said : answer.tasks) {
            CHECK(said.rule == each.rule);
            CHECK(said.reason ==
                  (each.rule.empty() ? master_reason::none : master_reason::group_invalid));
        }
        CHECK(fresh.tasks.size() == (each.rule.empty() ? 2U : 0U));
        CHECK(answer.left.scalar("gpus") == 2.0);
        CHECK((answer.left.scalar("cpus") < 14.0) == each.rule.empty());
    }
}

/// The rule that an operation breaks in a fresh world, with more in the offer.
std::string_view rule_of(master_operation what, std::vector<master_resource> const& more = {},
                         std::function<void(judge&)> const& change_it = {}) {
    judge master = world();
    master.add_offer({"M", "F", "S", "r", more});
    if (change_it) {
        change_it(master);
    }
    what.id = "op";
    master_answer const answer = master.accept({"O", "M"}, {what});
    CHECK(answer.operations[0].type == what.type);
    CHECK(answer.operations[0].reported == !answer.operations[0].ok());
    CHECK(answer.all_ok() == answer.operations[0].ok());
    return answer.first_rule();
}

TEST_CASE("judge: RESERVE of what is dynamic, of our role and principal, and in the pool") {
    auto const reserve = [](master_resource r, std::function<void(judge&)> const& change_it = {}) {
        return rule_of(operation(op::reserve, {std::move(r)}), {provided(make_disk(5.0), "rp")},
                       change_it);
    };
    auto const mine_dynamic = [](master_resource r) { return reserved(std::move(r), "r", "p"); };
    CHECK(reserve(mine_dynamic(make_cpus(4.0))) == "");
    CHECK(reserve(mine_dynamic(make_cpus(4.5))) == "not_contained");
    CHECK(reserve(make_cpus(1.0)) == "not_dynamically_reserved");
    CHECK(reserve(reserved(make_cpus(1.0), "r")) == "not_dynamically_reserved");
    CHECK(reserve(reserved(make_cpus(1.0), "s", "p")) == "reserve_allocation_role");
    CHECK(reserve(allocated(reserved(make_cpus(1.0), "s", "p"), "s")) == "reserve_framework_role");
    CHECK(reserve(reserved(make_cpus(1.0), "r", "q")) == "principal_differs");
    master_resource anonymous = mine_dynamic(make_cpus(1.0));
    anonymous.reservations[0].principal.reset();
    CHECK(reserve(anonymous) == "principal_missing");
    CHECK(reserve(anonymous, [](judge& j) { j.framework.principal.reset(); }) == "");
    CHECK(reserve(mine_dynamic(make_cpus(1.0)), [](judge& j) { j.framework.principal.reset(); }) ==
          "");
    CHECK(reserve(volume(mine_dynamic(make_disk(1.0)), "v")) == "reserve_volume");
    CHECK(reserve(mine_dynamic(revocable(make_cpus(1.0)))) == "dynamic_revocable");
    CHECK(rule_of(operation(op::reserve, {mine_dynamic(make_disk(1.0)),
                                          mine_dynamic(provided(make_disk(1.0), "rp"))}),
                  {provided(make_disk(5.0), "rp")}) == "multiple_providers");
    CHECK(reserve(mine_dynamic(provided(make_disk(1.0), "rp"))) == "");

    // A refinement, on an agent that may not know of it.
    auto const refine = [](std::function<void(master_agent&)> const& change_it) {
        judge master{{"F", {"a/b"}, {}, true, true}};
        master.add_offer({"O", "F", "S", "a/b", {reserved(make_cpus(2.0), "a")}});
        change_it(master.agent_of("S"));
        master_resource const inner = reserved(reserved(make_cpus(1.0), "a"), "a/b", "p");
        master_answer const answer = master.accept({"O"}, {operation(op::reserve, {inner})});
        CHECK(answer.left.reserved("a/b").empty() == !answer.all_ok());
        CHECK_FALSE(answer.operations[0].reported); // without an id nobody hears of it
        return answer.first_rule();
    };
    CHECK(refine([](auto&) {}) == "");
    CHECK(refine([](auto& a) { a.hierarchical_roles = false; }) == "agent_hierarchical_roles");
    CHECK(refine([](auto& a) { a.reservation_refinement = false; }) ==
          "agent_reservation_refinement");
}

TEST_CASE("judge: UNRESERVE of what is dynamic, no volume, and in the pool") {
    auto const unreserve = [](std::vector<master_resource> list) {
        return rule_of(operation(op::unreserve, std::move(list)),
                       {reserved(make_mem(5.0), "r", "q"), own_volume(),
                        reserved(provided(make_disk(5.0), "rp"), "r", "p")});
    };
    CHECK(unreserve({reserved(make_mem(5.0), "r", "q")}) == ""); // of whatever principal
    CHECK(unreserve({reserved(make_mem(5.1), "r", "q")}) == "not_contained");
    CHECK(unreserve({reserved(make_mem(5.0), "r", "p")}) == "not_contained");
    CHECK(unreserve({reserved(make_cpus(2.0), "r")}) == "not_dynamically_reserved");
    CHECK(unreserve({make_cpus(2.0)}) == "not_dynamically_reserved");
    CHECK(unreserve({volume(reserved(make_disk(1.0), "r", "p"), "v")}) == "unreserve_volume");
    CHECK(unreserve({reserved(make_mem(5.0), "r", "q"),
                     reserved(provided(make_disk(1.0), "rp"), "r", "p")}) == "multiple_providers");
}

TEST_CASE("judge: CREATE of a volume that is reserved, writable, ours and new") {
    master_resource const disk = reserved(make_disk(100.0), "r");
    master_resource const whole =
        reserved(on_source(make_disk(20.0), master_source_type::mount, "/m"), "r");
    auto const create = [&](std::vector<master_resource> list,
                            std::function<void(judge&)> const& change_it = {}) {
        return rule_of(operation(op::create, std::move(list)),
                       {disk, whole, reserved(provided(make_disk(10.0), "rp"), "r"),
                        volume(reserved(make_disk(1.0), "r"), "known")},
                       change_it);
    };
    master_resource const v = volume(reserved(make_disk(30.0), "r"), "v", "p");
    CHECK(create({v}) == "");
    CHECK(create({volume(whole, "w", "p"), v}) == "");
    CHECK(create({volume(reserved(on_source(make_disk(10.0), master_source_type::mount, "/m"), "r"),
                         "w", "p")}) == "not_contained");
    CHECK(create({volume(reserved(make_disk(101.0), "r"), "v", "p")}) == "not_contained");
    CHECK(create({disk}) == "volume_not_persistent");
    master_resource bad = v;
    bad.disk->volume->mode = master_volume_mode::ro;
    CHECK(create({bad}) == "volume_mode_ro");
    bad = v;
    bad.disk->volume.reset();
    CHECK(create({bad}) == "volume_mount_missing");
    CHECK(create({volume(make_disk(1.0), "v", "p")}) == "volume_unreserved");
    CHECK(create({volume(disk, "v", "q")}) == "principal_differs");
    CHECK(create({volume(disk, "v")}) == "principal_missing");
    CHECK(create({volume(disk, "v")}, [](judge& j) { j.framework.principal.reset(); }) == "");
    CHECK(create({volume(disk, "known", "p")}) == "persistence_id_used");
    CHECK(create({v, volume(reserved(make_disk(10.0), "r"), "v", "p")}) == "persistence_id_used");
    CHECK(create({shared(v)}) == "");
    CHECK(create({shared(v), shared(v)}) == "persistence_id_used");
    CHECK(create({shared(v)}, [](judge& j) { j.framework.shared_resources = false; }) ==
          "shared_resources_capability");
    CHECK(create({v, volume(reserved(provided(make_disk(10.0), "rp"), "r"), "u", "p")}) ==
          "multiple_providers");
    CHECK(create({v, allocated(volume(reserved(make_disk(1.0), "r"), "u", "p"), "s")}) ==
          "multiple_allocation_roles");
}

TEST_CASE("judge: DESTROY of a volume that is known and unused, in the pool") {
    auto const destroy = [](master_resource r, std::function<void(judge&)> const& change_it = {}) {
        return rule_of(operation(op::destroy, {std::move(r)}),
                       {own_volume(), shared(own_volume("w"))}, change_it);
    };
    CHECK(destroy(own_volume()) == "");
    CHECK(destroy(own_volume("other")) == "volume_unknown");
    CHECK(destroy(own_volume(), [](judge& j) { j.agent_of("S").volumes = {}; }) ==
          "volume_unknown");
    CHECK(destroy(reserved(make_disk(1.0), "r")) == "volume_not_persistent");
    CHECK(destroy(own_volume("elsewhere"), [](judge& j) {
              j.agent_of("S").volumes.add(own_volume("elsewhere"));
          }) == "not_contained");
    CHECK(destroy(shared(own_volume("w"))) == "");
    auto const use = [](std::string agent) {
        return [agent](judge& j) {
            j.tasks["u"] = {"u", agent, master_resources{mine(shared(own_volume("w")))}};
        };
    };
    CHECK(destroy(shared(own_volume("w")), use("S")) == "volume_in_use");
    CHECK(destroy(shared(own_volume("w")), use("T")) == "");

    judge master = world();
    master.add_offer({"M", "F", "S", "r", {shared(own_volume())}});
    master.add_offer({"N", "G", "S", "s", {allocated(shared(own_volume()), "s")}});
    master.add_offer({"T", "G", "S", "s", {make_cpus(1.0)}});
    master_answer const answer =
        master.accept({"M"}, {operation(op::destroy, {shared(own_volume())})});
    CHECK(answer.all_ok());
    CHECK(answer.rescinded == std::vector<std::string>{"N"});
    CHECK_FALSE(master.rescind("N"));
    CHECK(master.rescind("T"));
    CHECK(master.agent_of("S").volumes.empty());
    CHECK(answer.left == master_resources{mine(reserved(make_disk(10.0), "r"))});
}

TEST_CASE("judge: GROW_VOLUME and SHRINK_VOLUME, whose results are for later calls") {
    master_resource const v = own_volume();
    master_resource const disk = reserved(make_disk(50.0), "r");
    auto const whole = [](std::string id) {
        return volume(reserved(on_source(make_disk(20.0), master_source_type::mount, "/m"), "r"),
                      std::move(id));
    };
    std::vector<master_resource> const more = {v, disk, whole("w"), shared(own_volume("s")),
                                               provided(own_volume("x"), "rp")};
    auto const grow = [&](master_resource r, master_resource addition,
                          std::function<void(judge&)> const& change_it = {}) {
        return rule_of(operation(op::grow_volume, {std::move(r), std::move(addition)}), more,
                       change_it);
    };
    CHECK(grow(v, reserved(make_disk(5.0), "r")) == "");
    CHECK(grow(v, reserved(make_disk(51.0), "r")) == "not_contained");
    CHECK(grow(own_volume("other"), disk) == "not_contained");
    CHECK(grow(v, make_disk(5.0)) == "grow_other_disk");
    CHECK(grow(v, reserved(make_disk(0.0), "r")) == "grow_nothing");
    CHECK(grow(disk, disk) == "volume_not_persistent");
    CHECK(grow(shared(own_volume("s")), disk) == "resize_shared");
    CHECK(grow(provided(own_volume("x"), "rp"), disk) == "resize_provider");
    CHECK(grow(whole("w"), disk) == "resize_mount");
    CHECK(grow(v, disk, [](judge& j) { j.agent_of("S").resize_volume = false; }) ==
          "agent_resize_volume");
    CHECK(rule_of(operation(op::grow_volume, {v}), more) == "resize_count");

    auto const shrink = [&](master_resource r, double by) {
        master_operation what = operation(op::shrink_volume, {std::move(r)});
        what.subtract = by;
        return rule_of(what, more);
    };
    CHECK(shrink(v, 9.0) == "");
    CHECK(shrink(v, 10.0) == "shrink_all");
    CHECK(shrink(v, 0.0) == "shrink_nothing");
    CHECK(shrink(v, -1.0) == "shrink_nothing");
    CHECK(shrink(v, std::nan("")) == "shrink_nothing");
    CHECK(shrink(whole("w"), 1.0) == "resize_mount");
    CHECK(shrink(shared(own_volume("s")), 1.0) == "resize_shared");

    judge master = world();
    master.add_offer({"M", "F", "S", "r", {v, disk}});
    master_resource const grown = volume(reserved(make_disk(15.0), "r"), "v");
    master_answer const answer =
        master.accept({"M"}, {operation(op::grow_volume, {v, reserved(make_disk(5.0), "r")}),
                              launch({task_of("a", {grown}), task_of("b", {v})})});
    CHECK(answer.operations[0].ok());
    CHECK(answer.tasks[0].rule == "not_contained");
    CHECK(answer.tasks[1].rule == "not_contained");
    CHECK(answer.left == master_resources{mine(reserved(make_disk(45.0), "r"))});
}

TEST_CASE("judge: CREATE_DISK and DESTROY_DISK, of what a provider has") {
    using type = master_source_type;
    master_resource const plain = provided(on_source(make_disk(10.0), type::raw), "rp");
    master_resource profiled = plain;
    profiled.disk->source->profile = "fast";
    master_resource const made = provided(on_source(make_disk(10.0), type::mount, "/m", "i"), "rp");
    master_resource const lost = provided(on_source(make_disk(10.0), type::raw, {}, "j"), "rp");
    std::vector<master_resource> const more = {plain, profiled, made, lost};
    auto const create = [&](master_resource r, type target, std::optional<std::string> profile) {
        master_operation what = operation(op::create_disk, {std::move(r)});
        what.target = target;
        what.target_profile = std::move(profile);
        return rule_of(what, more);
    };
    CHECK(create(profiled, type::mount, {}) == "");
    CHECK(create(plain, type::block, "fast") == "");
    CHECK(create(plain, type::block, {}) == "create_disk_profile");
    CHECK(create(profiled, type::mount, "fast") == "create_disk_profile");
    CHECK(create(profiled, type::path, {}) == "create_disk_target");
    CHECK(create(made, type::mount, "fast") == "create_disk_source");
    CHECK(create(make_disk(1.0), type::mount, {}) == "disk_provider_missing");
    CHECK(create(provided(make_disk(1.0), "rp"), type::mount, {}) == "disk_source_missing");
    CHECK(create(provided(on_source(make_disk(10.0), type::raw), "rq"), type::mount, "fast") ==
          "not_contained");
    auto const destroy = [&](master_resource r) {
        return rule_of(operation(op::destroy_disk, {std::move(r)}), more);
    };
    CHECK(destroy(made) == "");
    CHECK(destroy(lost) == "");
    CHECK(destroy(plain) == "destroy_disk_source");
    CHECK(destroy(provided(on_source(make_disk(10.0), type::path, "/p", "i"), "rp")) ==
          "destroy_disk_source");
    CHECK(destroy(volume(reserved(made, "r"), "v")) == "destroy_disk_volume");
    CHECK(rule_of(operation(op::destroy_disk, {}), more) == "disk_count");
    CHECK(rule_of(operation(op::unknown, {}), more) == "operation_unknown");
}

TEST_CASE("judge: RESERVE, CREATE and LAUNCH work in one ACCEPT, and back again") {
    judge master = world();
    master_resource const disk = reserved(make_disk(100.0), "r", "p");
    master_resource const v = volume(disk, "v", "p");
    master_answer answer =
        master.accept({"O"}, {operation(op::reserve, {disk}), operation(op::create, {v}),
                              launch({task_of("t", {make_cpus(1.0), v})})});
    CHECK(answer.all_ok());
    CHECK(answer.operations.size() == 3);
    CHECK(answer.left.scalar("disk") == 900.0);
    CHECK(answer.left.reserved("r").scalar("disk") == 0.0);
    CHECK(master.agent_of("S").volumes == master_resources{v});

    master.tasks.erase("t"); // it ended; the volume is offered again
    master.add_offer({"P", "F", "S", "r", {v}});
    answer = master.accept({"P"}, {operation(op::destroy, {v}), operation(op::unreserve, {disk})});
    CHECK(answer.all_ok());
    CHECK(answer.left == master_resources{mine(make_disk(100.0))});
    CHECK(master.agent_of("S").volumes.empty());

    master = world(); // without the volume the task fails, and it alone
    answer =
        master.accept({"O"}, {operation(op::reserve, {disk}), launch({task_of("t", {v}), good()})});
    CHECK(answer.tasks[0].rule == "not_contained");
    CHECK(answer.tasks[1].rule == "");
    CHECK_FALSE(answer.operations[0].reported);
    CHECK(answer.left.reserved("r").scalar("disk") == 100.0); // converted all the same
}

} // namespace
