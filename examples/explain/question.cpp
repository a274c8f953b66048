// SPDX-License-Identifier: Apache-2.0
#include "question.hpp"

#include "fields.hpp"
#include "node.hpp"
#include "requirement.hpp"

#include <berth/mesos/json_offer.hpp>
#include <berth/model/validate_requirement.hpp>

#include <cstddef>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace {

using berth::errc;
using berth::make_error;
using berth::outcome;

outcome read_choice(json const& document, char const* key,
                    std::initializer_list<std::string_view> known, std::string_view& out) {
    return fields::with_optional(document, key, [&](json const& value) -> outcome {
        if (outcome const done = fields::read(value, out); !done) {
            return done;
        }
        for (std::string_view const name : known) {
            if (name == out) {
                return berth::ok;
            }
        }
        return make_error(errc::unknown, {}, out);
    });
}

// With external storage the data has no place on the root disk, and none of it is asked for.
outcome leave_out_root_disk(berth::requirement& needs) {
    for (std::size_t i = 0; i < needs.volumes.size(); ++i) {
        berth::volume_request const& volume = needs.volumes[i];
        if (!volume.external && !volume.needs_separate_disk()) {
            auto const wrong =
                make_error(errc::contradictory, "disk",
                           "the strategy external_storage leaves the root disk alone");
            return fields::within("requirement.volumes", i, wrong);
        }
    }
    needs.disk = {};
    return berth::ok;
}

outcome check_requirement(json const& document, question& out) {
    if (outcome const done = out.external_storage ? leave_out_root_disk(out.needs) : berth::ok;
        !done) {
        return done;
    }
    outcome const valid = berth::validate(out.needs);
    if (!valid && valid.error().field == "requirement.scalars" &&
        valid.error().detail.view().starts_with("gpus") &&
        fields::member(document["requirement"], "gpus") != nullptr) {
        return make_error(valid.error().code, "requirement.gpus", valid.error().detail);
    }
    return valid;
}

outcome read_offers(json const& document, question& out) {
    std::set<std::string_view> ids;
    if (fields::member(document, "offers") == nullptr) {
        return make_error(errc::missing, "offers");
    }
    return fields::with_each(document, "offers", [&](json const& offer) -> outcome {
        if (outcome const done = berth::read_offer(offer, out.round); !done) {
            return done;
        }
        std::string_view const id = out.round.offers().back().id;
        return ids.insert(id).second ? outcome{berth::ok} : make_error(errc::duplicate, "id", id);
    });
}

outcome read_nodes(json const& document, question& out) {
    std::set<berth::node_id> ids;
    return fields::with_each(document, "nodes", [&](json const& from) -> outcome {
        berth::node& node = out.nodes.emplace_back();
        if (outcome const done = read_node(from, node); !done) {
            return done;
        }
        return ids.insert(node.id).second
                   ? outcome{berth::ok}
                   : make_error(errc::duplicate, "id", std::to_string(node.id.value));
    });
}

outcome read_selection(json const& document, choice& out) {
    std::string_view name = "first_fit";
    outcome const done =
        read_choice(document, "selection", {"first_fit", "best_fit", "spread"}, name);
    out = name == "best_fit" ? choice::best_fit
          : name == "spread" ? choice::spread
                             : choice::first_fit;
    return done;
}

outcome read_settings(json const& document, question& out) {
    if (outcome const done = fields::with_optional(
            document, "count",
            [&](json const& v) { return fields::read_number(v, most_nodes, out.count); });
        !done) {
        return done;
    }
    std::string_view strategy = "storage_aware";
    if (outcome const done =
            read_choice(document, "strategy", {"storage_aware", "external_storage"}, strategy);
        !done) {
        return done;
    }
    out.external_storage = strategy == "external_storage";
    if (outcome const done = read_selection(document, out.selection); !done) {
        return done;
    }
    if (outcome const done = fields::with_optional(
            document, "now", [&](json const& v) { return fields::read(v, out.now.value); });
        !done) {
        return done;
    }
    return fields::with_optional(document, "framework", [&](json const& v) {
        return fields::read_string(v, out.framework);
    });
}

outcome read_all(json const& document, question& out) {
    if (outcome const done = read_settings(document, out); !done) {
        return done;
    }
    if (outcome const done = fields::with_required(
            document, "requirement",
            [&](json const& from) { return read_requirement(from, out.needs); });
        !done) {
        return done;
    }
    if (outcome const done = check_requirement(document, out); !done) {
        return done;
    }
    if (outcome const done = read_nodes(document, out); !done) {
        return done;
    }
    return read_offers(document, out);
}

} // namespace

berth::result<question> read_question(json document) {
    question out;
    if (outcome const done = read_all(document, out); !done) {
        return done.error();
    }
    // What the round borrows lies behind pointers, so it stays where it is.
    out.offers = std::move(document["offers"]);
    return out;
}
