// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_VALUE_HPP
#define BERTH_CORE_VALUE_HPP

#include <concepts>
#include <type_traits>

namespace berth {

/// Can be copied and assigned, as `std::copyable` asks, whose many parts cost every includer some
/// milliseconds for each type that is checked. Part of `rule` and `selection`.
template <class T>
concept copyable_value =
    std::is_object_v<T> && std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T>;

/// Can be made, copied, assigned and compared: `std::regular` without its cost. Part of
/// `id_allocator`, `recycling_policy` and `name_formatter`.
template <class T>
concept regular_value =
    copyable_value<T> && std::is_default_constructible_v<T> && std::equality_comparable<T>;

} // namespace berth

#endif
