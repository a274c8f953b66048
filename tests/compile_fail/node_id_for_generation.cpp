// SPDX-License-Identifier: Apache-2.0
// expect: could not convert|no viable conversion|cannot convert|no matching function
// expect: generation|node_id
#include <berth/model/task_name.hpp>

std::string task(berth::node_id id, berth::generation launches) {
#if BERTH_REJECT
    return berth::task_name("es", launches, id);
#else
    return berth::task_name("es", id, launches);
#endif
}
