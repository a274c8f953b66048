// SPDX-License-Identifier: Apache-2.0
#include "../../examples/elasticsearch/timeline.hpp"

#include "../../examples/elasticsearch/svg.hpp"
#include "../../examples/elasticsearch/timeline_file.hpp"
#include "../../examples/elasticsearch/timeline_svg.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

using namespace berth;

node node_of(std::uint32_t id, node_state state, std::uint32_t launch, std::string host) {
    node out;
    out.id = node_id{id};
    out.launches = generation{launch};
    out.state = state;
    out.task_id = "es." + std::to_string(id) + "." + std::to_string(launch);
    out.agent_id = "agent of " + host;
    out.hostname = std::move(host);
    out.volumes = {"es-" + std::to_string(id) + "-data"};
    return out;
}

effect::note note_of(effect::note_kind kind, std::uint32_t id, std::string_view task,
                     std::string_view agent, task_state state) {
    effect::note out = effect::make_note(kind, 0, node_id{id});
    out.task_id = task;
    out.agent_id = agent;
    out.because.state = state;
    return out;
}

/// A planner as the timeline sees it.
struct told {
    timeline what{};
    std::vector<node> nodes{};
    kill_list late{};
    bool subscribed = true;

    void at(double now, std::vector<effect::note> notes = {}) {
        effect::list effects;
        for (effect::note& note : notes) {
            effects.add(std::move(note));
        }
        what.see(now, view(), effects);
    }

    [[nodiscard]] cluster_view view() const {
        cluster_view out;
        out.group = "es";
        out.subscribed = subscribed;
        out.nodes = nodes;
        out.late = &late;
        return out;
    }
};

/// `id state agent from-to`, a line for each span.
std::string spans_of(timeline const& what) {
    std::string out;
    for (timeline_span const& span : what.spans()) {
        out += std::to_string(span.id.value) + " " +
               (span.late ? "late" : std::string{name(span.state)}) + " " + span.agent + " " +
               svg_number(span.from) + "-" + svg_number(span.to) + "\n";
    }
    return out;
}

std::size_t count_of(std::string_view part, std::string_view text) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

bool holds(std::string_view text, std::string_view part) { return count_of(part, text) != 0; }

/// A node is lost with its agent, goes on elsewhere, and its first task comes back.
told whole_life() {
    told run;
    run.at(100);
    run.nodes = {node_of(0, node_state::promised, 1, "a")};
    run.at(100);
    run.nodes[0].state = node_state::starting;
    run.at(100); // at once: no bar of its own
    run.nodes[0].state = node_state::running;
    run.at(104);
    run.at(110); // nothing new
    run.nodes[0].state = node_state::held;
    run.at(160, {note_of(effect::note_kind::node_held, 0, "es.0.1", "agent of a",
                         task_state::unreachable)});
    run.nodes[0].state = node_state::free;
    run.at(220, {effect::make_note(effect::note_kind::operator_released, 0, node_id{0}, "off")});
    run.nodes[0] = node_of(0, node_state::running, 2, "b");
    run.at(221);
    run.late.add({0, node_id{0}, "es.0.1", "agent of a", {}}, timestamp{});
    auto const back = [] {
        return note_of(effect::note_kind::late_task, 0, "es.0.1", "agent of a",
                       task_state::running);
    };
    run.at(280, {back()});
    run.at(281, {back()}); // the agent tells it again
    run.late.remove("es.0.1");
    run.at(285);
    run.at(300);
    return run;
}

} // namespace

TEST_CASE("a span lasts while nothing changes for an id and its task") {
    told const run = whole_life();
    CHECK(spans_of(run.what) == "0 starting a 100-104\n"
                                "0 running a 104-160\n"
                                "0 held a 160-220\n"
                                "0 running b 221-300\n"
                                "0 late a 280-285\n");
    std::string words;
    for (timeline_mark const& mark : run.what.marks()) {
        words += svg_number(mark.at) + " " + mark.word + "\n";
    }
    CHECK(words == "160 lost\n220 operator: it is gone\n280 late\n");
    CHECK(run.what.volumes().at(node_id{0}) == "es-0-data");
    CHECK(run.what.begin() == 100);
    CHECK(run.what.end() == 300);
}

TEST_CASE("a picture shows each of them, and says the same twice") {
    told const run = whole_life();
    std::string const picture = draw(run.what);
    CHECK(picture == draw(whole_life().what));
    CHECK(holds(picture, "node 0, held\nagent a\ntask es.0.1\nfrom 1 min to 2 min</title>"));
    CHECK(holds(picture, "node 0, running\nagent b\ntask es.0.2\nfrom 2 min 1 s on</title>"));
    CHECK(holds(picture, "node 0, late\nagent a\ntask es.0.1\nfrom 3 min to 3 min 5 s</title>"));
    CHECK(holds(picture, "es.0.1: nobody heard of it, and it ran</title>"));
    for (std::string_view const sign : {"lost", "operator", "late"}) {
        // In the legend, and where it happened.
        CHECK(count_of("#berth-" + std::string{sign} + "'", picture) == 2);
    }
    CHECK_FALSE(holds(picture, "#berth-returned'"));
    CHECK_FALSE(holds(picture, "script"));
}

TEST_CASE("the whole framework loses its master, and finds it; a restart begins with a record") {
    told run;
    run.subscribed = false;
    run.at(0);
    run.subscribed = true;
    run.at(1);
    CHECK(run.what.marks().empty()); // the first time there is nothing to go back to
    run.subscribed = false;
    run.at(5);
    run.subscribed = true;
    run.at(9);
    REQUIRE(run.what.marks().size() == 2);
    CHECK(run.what.marks()[0].word == "disconnected");
    CHECK(run.what.marks()[1].word == "subscribed");

    told again;
    again.nodes = {node_of(3, node_state::running, 2, "a")};
    again.at(7);
    REQUIRE(again.what.marks().size() == 1);
    CHECK(again.what.marks()[0].of_all());
    CHECK(spans_of(again.what) == "3 running a 7-7\n");
    CHECK(holds(draw(again.what), "node 3, running"));
}

TEST_CASE("a task that ends is lost unless that was its own wish") {
    told run;
    run.nodes = {node_of(0, node_state::running, 1, "a")};
    run.at(0);
    run.nodes[0].state = node_state::free;
    run.at(0, {note_of(effect::note_kind::node_released, 0, "es.0.1", "a", task_state::gone)});
    run.at(4, {note_of(effect::note_kind::node_released, 0, "es.0.1", "a", task_state::killed)});
    REQUIRE(run.what.marks().size() == 2);
    CHECK(run.what.marks()[1].word == "gone");
    CHECK(spans_of(run.what) == "0 running a 0-0\n"); // all there was of it
}

TEST_CASE("a task that is heard of again keeps its id, whatever its bar") {
    told run;
    run.at(0);
    run.nodes = {node_of(0, node_state::held, 1, "a"), node_of(1, node_state::held, 1, "b")};
    run.at(1);
    run.nodes[0].state = node_state::killing;
    run.nodes[1].state = node_state::free;
    run.at(5, {note_of(effect::note_kind::node_returned, 0, "es.0.1", "a", task_state::killing),
               effect::make_note(effect::note_kind::fence_released, 0, node_id{1})});
    run.nodes[0].state = node_state::retired;
    run.at(8, {effect::make_note(effect::note_kind::framework_stopped, "removed")});
    CHECK(spans_of(run.what) == "0 held a 1-5\n1 held b 1-5\n0 killing a 5-8\n");
    REQUIRE(run.what.marks().size() == 3);
    CHECK(run.what.marks()[0].word == "back");
    CHECK(run.what.marks()[1].word == "fenced");
    CHECK(run.what.marks()[2].of_all());
    std::string const picture = draw(run.what);
    CHECK(holds(picture, "a: killing</text>"));
    CHECK(holds(picture, "url(#berth-fade-0)"));
    CHECK(holds(picture, "the master ended this framework: removed\nat 8 s"));
    CHECK(count_of("#berth-fenced'", picture) == 2);
}

TEST_CASE("a file is written when something changed, and not too often") {
    auto const folder =
        std::filesystem::temp_directory_path() / ("berth-timeline-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    auto const path = folder / "run.svg";
    told run;
    timeline_file file{path.string()};
    auto const written_at = [&](double now) {
        std::filesystem::remove(path);
        file.see(now, run.view(), {});
        bool const told = !file.write_sometimes().empty();
        return std::filesystem::exists(path) ? 1 : told ? -1 : 0;
    };
    CHECK(holds(file.check(), "--timeline " + path.string()));
    run.nodes = {node_of(0, node_state::promised, 1, "a")};
    CHECK(written_at(100) == -1); // there is no folder, which is told once
    CHECK(written_at(109) == 0);
    CHECK(written_at(110) == 0);
    std::filesystem::create_directory(folder);
    CHECK(file.check().empty());
    CHECK(std::filesystem::is_empty(folder));
    CHECK(written_at(119) == 0);
    CHECK(written_at(120) == 1);
    CHECK(written_at(200) == 0); // nothing changed
    run.nodes[0].state = node_state::running;
    CHECK(written_at(201) == 1);
    run.nodes[0].state = node_state::held;
    CHECK(written_at(202) == 0);
    CHECK(file.write().empty()); // the end of the run
    CHECK(std::filesystem::exists(path));
    std::filesystem::remove_all(folder);
    CHECK(holds(file.write(), "it cannot be written"));
    CHECK(timeline_file{""}.check().empty());
    CHECK(timeline_file{""}.write().empty());
}

TEST_CASE("the oldest spans go when there are too many") {
    told run;
    run.what = timeline{3};
    for (std::uint32_t i = 1; i <= 6; ++i) {
        run.nodes = {node_of(0, node_state::running, i, "a")};
        run.at(10.0 * i);
    }
    CHECK(run.what.cut());
    CHECK(spans_of(run.what) == "0 running a 30-40\n0 running a 40-50\n0 running a 50-60\n"
                                "0 running a 60-60\n");
    CHECK(run.what.begin() == 30);
    CHECK(holds(draw(run.what), "what was before it is left out"));
}

TEST_CASE("a picture of nothing says so") {
    CHECK(holds(draw(timeline{}), "nothing was launched"));
    told run;
    run.at(1480000000);
    CHECK(holds(draw(run.what), "0 is 2016-11-24 15:06:40 UTC; nothing was launched"));
}

TEST_CASE("three hundred ids keep to the height of a picture, and their labels apart") {
    told run;
    for (std::uint32_t i = 0; i < 300; ++i) {
        run.nodes.push_back(node_of(i, node_state::running, 1, "host-" + std::to_string(i % 60)));
    }
    run.at(0);
    run.at(60);
    std::string const picture = draw(run.what);
    CHECK(count_of(", running\nagent", picture) == 300);
    CHECK(count_of("font-weight='bold'>", picture) == 1 + 100); // the title, and every third
    CHECK(holds(picture, "and 36 more, in the same colours again"));
    CHECK(holds(picture, "url(#berth-texture-1)"));
    auto const at = picture.find("height='") + 8;
    CHECK(std::stod(picture.substr(at)) < 1700.0);
}

TEST_CASE("what a master says cannot leave its place in a picture") {
    CHECK(svg_text("a<b>&\"'\n") == "a&lt;b&gt;&amp;&quot;&#39;\n");
    CHECK(svg_text(std::string_view{"\x1b\0\x7f", 3}) == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(svg_text("\xc3\xa9") == "\xc3\xa9");
    CHECK(svg_text("a\xff") == "a\xef\xbf\xbd");
    CHECK(svg_text("a\xef\xbf\xbf.") == "a\xef\xbf\xbd.");
    told run;
    run.nodes = {node_of(0, node_state::running, 1, "<script>alert('1')</script>")};
    run.at(0);
    CHECK_FALSE(holds(draw(run.what), "<script"));
}

TEST_CASE("text is cut between characters") {
    CHECK(svg_cut("abc", 3) == "abc");
    CHECK(svg_cut("abcd", 3) == "ab\xe2\x80\xa6");
    CHECK(svg_cut("\xc3\xa9\xc3\xa9\xc3\xa9", 2) == "\xc3\xa9\xe2\x80\xa6");
    CHECK(svg_length("\xc3\xa9\xe2\x80\xa6") == 2);
}

TEST_CASE("numbers of a drawing have one digit behind the point at most") {
    CHECK(svg_number(0.04) == "0");
    CHECK(svg_number(0.05) == "0.1");
    CHECK(svg_number(-0.5) == "-0.5");
    CHECK(svg_number(12.0) == "12");
    CHECK(svg_number(-3.25) == "-3.3");
}

TEST_CASE("times are said in two units, and ticks are what a person would take") {
    CHECK(duration_text(0) == "0");
    CHECK(duration_text(0.5) == "0.5 s");
    CHECK(duration_text(59.96) == "1 min");
    CHECK(duration_text(90) == "1 min 30 s");
    CHECK(duration_text(7200) == "2 h");
    CHECK(duration_text(90061.5) == "1 d 1 h");
    for (double length = 1.0; length < 1e8; length *= 1.7) {
        double const ticks = length / tick_step(length);
        CAPTURE(length);
        CHECK(ticks >= 4.0);
        CHECK(ticks <= 12.0);
    }
    CHECK(tick_step(300) == 30.0);
    CHECK(tick_step(3600) == 300.0);
    CHECK(tick_step(86400) == 7200.0);
}
