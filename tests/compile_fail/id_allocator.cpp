// SPDX-License-Identifier: Apache-2.0
// reject 1: berth: an id allocator is regular.* see the concept id_allocator in <berth/identity/id_allocator.hpp>
// reject 2: berth: an id allocator is regular
#include <berth/flow/id_keeper.hpp>
#include <berth/testing/laws/id_allocator.hpp>

struct own {
    berth::node_id first() const noexcept;
#if BERTH_REJECT == 1
    berth::node_id next() const;
#else
    berth::node_id next() const noexcept;
#endif
    berth::node_id next(berth::node_id) const noexcept;
    bool contains(berth::node_id) const noexcept;
    bool take(berth::node_id);
    bool release(berth::node_id);
    bool operator==(own const&) const = default;
};

berth::id_keeper<own> const* const keeper = nullptr;

#if BERTH_REJECT == 2
using judged = int;
#else
using judged = own;
#endif
auto const broken = [] {
    return berth::testing::laws::id_allocator<judged>([] { return judged{}; }, 1);
};
