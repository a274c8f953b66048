// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: open\(\) gives a store, .* concept node_store in <berth/flow/node_store.hpp>
#include <berth/testing/laws/node_store.hpp>

struct own {
    berth::result<berth::stored_state> load() const;
#if BERTH_REJECT
    bool apply(berth::effect::persist const&);
#else
    berth::outcome apply(berth::effect::persist const&);
#endif
};

struct place {
    own& open();
};

bool broken() {
    return berth::testing::laws::node_store([] { return place{}; }, 1).has_value();
}
