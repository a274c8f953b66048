// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_CORE_CONTRACT_HPP
#define BERTH_CORE_CONTRACT_HPP

namespace berth {

/// Ends the program at a broken precondition. The default, because going on would decide about
/// data with a state that the caller and the library see differently.
struct trap_on_violation {
    [[noreturn]] void operator()(char const* /*what*/) const noexcept { __builtin_trap(); }
};

/// Checks a precondition of the caller's: a programming error, never bad input (which comes
/// back as an `error`).
///
/// `Handler` is called with a sentence when `condition` is false. Being a template argument and
/// not a macro, it does not follow `NDEBUG`, and two parts of a program cannot disagree about
/// it. In a constant expression a violation is a compile error.
template <class Handler = trap_on_violation>
constexpr void expects(bool condition, char const* what) {
    if (!condition) {
        Handler{}(what);
    }
}

} // namespace berth

#endif
