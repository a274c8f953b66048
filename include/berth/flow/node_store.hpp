// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_FLOW_NODE_STORE_HPP
#define BERTH_FLOW_NODE_STORE_HPP

#include <berth/core/result.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/stored_state.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>

namespace berth {

/// \effects puts what a `persist` says into a state, all or nothing.
/// Errors: those of `validate_record`, on `nodes[i].record...`; nothing is changed then.
template <class State = stored_state> // costs who includes this nothing until it is called
outcome put(State& to, effect::persist const& what) {
    for (std::size_t i = 0; i < what.nodes.size(); ++i) {
        auto const& [group, record] = what.nodes[i];
        if (record == nullptr) {
            return make_error(errc::missing, "nodes", i, "record");
        }
        if (auto const sound = validate_record(group, *record); !sound) {
            error const& wrong = sound.error();
            return make_error(wrong.code, "nodes", i, wrong.field, wrong.detail);
        }
    }
    to.framework_id = what.framework_id;
    for (auto const& [group, record] : what.nodes) {
        put(to, group, *record);
    }
    return ok;
}

/// **Purpose.** Keeps the record of a framework, so that a process that starts anew knows every
/// task that may run and every volume that has an owner. The host performs `effect::persist` with
/// it. A model is opened on a place: a file, a path of a coordination service, a variable. It
/// need not be copyable. Two openings of one place at the same time are for the model to refuse.
/// Models: `testing::memory_store`, and the file and the ZooKeeper path of the example scheduler.
///
/// **Required expressions** (`S s`, `effect::persist const what`); both may throw:
///
/// | expression      | returns                | meaning                                          |
/// |-----------------|------------------------|--------------------------------------------------|
/// | `s.load()`      | `result<stored_state>` | everything that is kept; a place that was never  |
/// |                 |                        | written is an empty state                        |
/// | `s.apply(what)` | `outcome`              | keeps the framework id and the records, and      |
/// |                 |                        | answers when they are safe                       |
///
/// Nothing is applied before the first `load`. `put(state, what)` is what an `apply` does to a
/// state; `encode_record` and `decode_record` are text for one record.
///
/// **Optional expressions**: none.
///
/// **Laws**, held by `laws::node_store` of <berth/testing/laws/node_store.hpp>, for the models in
/// tests/flow/node_store.test.cpp, where each has a test case "broken: <name>", in
/// tests/examples/state_file.test.cpp and tests/zookeeper/store.cpp.
///
/// 1. `first_start_is_empty`: a place that was never written loads as `stored_state{}`.
/// 2. `apply_answers`: a sound batch is kept, unless the place fails.
/// 3. `framework_id_kept`: the framework id of the last batch is loaded.
/// 4. `last_write_wins`: of several records of one group and id, the last is loaded.
/// 5. `records_kept`: a record is loaded as it was given, every member of it.
/// 6. `others_stay`: what no batch named is loaded as before, and nothing else.
/// 7. `in_order`: by group, then by id, each once.
/// 8. `load_changes_nothing`: a second `load` gives the same.
/// 9. `survives`: a later opening of the place loads the same.
/// 10. `nonsense_is_refused`: a batch with a record that `validate_record` refuses fails.
/// 11. `refusal_changes_nothing`: after an `apply` that failed, `load` gives what it gave.
/// 12. `unreadable_is_no_state`: what cannot be read is an error, for `apply` too, and stays.
///
/// **Smallest legal model**
/// \model tests/flow/node_store.test.cpp#kept_in_place
///
///     struct kept_in_place {
///         berth::stored_state kept{};
///
///         berth::result<berth::stored_state> load() const { return kept; }
///         berth::outcome apply(berth::effect::persist const& what) { return put(kept, what); }
///     };
// clang-format off
template <class S>
concept node_store = requires(S& s, effect::persist const& what) {
    { s.load() } -> std::same_as<result<stored_state>>;
    { s.apply(what) } -> std::same_as<outcome>;
};
// clang-format on

} // namespace berth

#endif
