// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_STATE_STORE_HPP
#define EXAMPLES_ELASTICSEARCH_STATE_STORE_HPP

#include "options.hpp"

#include <berth/flow/node_store.hpp>

#include <memory>
#include <utility>

/// A model of `berth::node_store` that is chosen when the program runs.
class state_store {
public:
    state_store() = default;
    state_store(state_store const&) = delete;
    state_store& operator=(state_store const&) = delete;
    virtual ~state_store() = default;

    /// Errors: those of the model, on a part of the place.
    [[nodiscard]] virtual berth::result<berth::stored_state> load() = 0;

    /// Errors: `in_use` if another scheduler has the record; `unknown` if nobody can say whether it
    /// was stored; else those of the model. But for `unknown`, nothing was stored then.
    [[nodiscard]] virtual berth::outcome apply(berth::effect::persist const& what) = 0;
};

static_assert(berth::node_store<state_store>);

/// Any model as a `state_store`.
template <berth::node_store Model>
class state_store_of final : public state_store {
public:
    template <class... Arguments>
    explicit state_store_of(Arguments&&... arguments)
        : model_(std::forward<Arguments>(arguments)...) {}

    [[nodiscard]] berth::result<berth::stored_state> load() override { return model_.load(); }
    [[nodiscard]] berth::outcome apply(berth::effect::persist const& what) override {
        return model_.apply(what);
    }

private:
    Model model_;
};

/// The store that `--state` names: a file, a path in ZooKeeper, or memory.
[[nodiscard]] std::unique_ptr<state_store> open_state(options const& chosen);

#endif
