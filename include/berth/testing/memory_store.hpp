// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_MEMORY_STORE_HPP
#define BERTH_TESTING_MEMORY_STORE_HPP

#include <berth/core/result.hpp>
#include <berth/flow/effect.hpp>
#include <berth/flow/node_store.hpp>
#include <berth/flow/stored_state.hpp>

#include <utility>

namespace berth::testing {

/// A store for simulations: plain data that outlives the planner it is kept for, and fails when it
/// is told to. `load` costs a copy, `apply` O(log n) for each record, O(n) for a new one.
struct memory_store {
    stored_state kept{};
    bool fail_next = false;  ///< the next `apply` fails, and then it works again
    bool unreadable = false; ///< as damaged as a record can be: nothing is read or written

    [[nodiscard]] result<stored_state> load() const {
        if (unreadable) {
            return make_error(errc::damaged, "memory_store");
        }
        return kept;
    }

    [[nodiscard]] outcome apply(effect::persist const& what) {
        if (unreadable) {
            return make_error(errc::damaged, "memory_store");
        }
        if (std::exchange(fail_next, false)) {
            return make_error(errc::unavailable, "memory_store", "it was told to fail");
        }
        return put(kept, what);
    }

    friend bool operator==(memory_store const&, memory_store const&) = default;
};

} // namespace berth::testing

#endif
