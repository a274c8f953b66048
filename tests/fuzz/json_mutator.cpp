// SPDX-License-Identifier: Apache-2.0
// Changes lines of JSON so that they stay JSON: half of the time, since most changes of single bytes
// are refused by the parser, and the other half as the fuzzer does it.
#include "support/splitmix.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using json = nlohmann::ordered_json;

void collect(json& from, std::vector<json*>& out) {
    out.push_back(&from);
    if (from.is_structured()) {
        for (json& inner : from) {
            collect(inner, out);
        }
    }
}

json any_value(berth_test::splitmix& draw) {
    static std::array<char const*, 16> const values{"null",  "true",  "0",
                                                    "1",     "-1",    "0.5",
                                                    "512.0", "1e300", "18446744073709551615",
                                                    "-0.0",  "31000", R"("")",
                                                    "[]",    "{}",    R"("Infinity")",
                                                    R"("x")"};
    return json::parse(draw.pick(values));
}

/// \effects changes one value somewhere in the document.
void change(json& document, berth_test::splitmix& draw) {
    std::vector<json*> all;
    collect(document, all);
    json& at = *draw.pick(all);
    switch (draw.below(5)) {
    case 0:
    case 1: at = any_value(draw); break;
    case 2: {
        json copy = *draw.pick(all); // one may hold the other
        at = std::move(copy);
        break;
    }
    case 3:
        if (at.is_array() && !at.empty()) {
            json copy = draw.pick(at);
            at.push_back(std::move(copy));
        }
        break;
    default:
        if (at.is_object() && !at.empty()) {
            auto which = at.begin();
            for (auto left = draw.below(at.size()); left != 0; --left) {
                ++which;
            }
            at.erase(which);
        }
        break;
    }
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned int seed) {
    berth_test::splitmix draw{seed};
    auto const* const text = reinterpret_cast<char const*>(data); // NOLINT
    std::string_view const whole{text, size};
    auto const end = whole.find('\n', draw.below(size + 1));
    auto const line_end = std::min(end, size);
    auto const before = line_end == 0 ? whole.npos : whole.rfind('\n', line_end - 1);
    auto const begin = before == whole.npos ? 0 : before + 1;
    json document = json::parse(whole.substr(begin, line_end - begin), nullptr, false);
    if (draw.chance(1, 2) || document.is_discarded()) {
        return LLVMFuzzerMutate(data, size, most);
    }
    change(document, draw);
    std::string out{whole.substr(0, begin)};
    out += document.dump(-1, ' ', false, json::error_handler_t::replace);
    out += whole.substr(line_end);
    if (out.size() > most) {
        return LLVMFuzzerMutate(data, size, most);
    }
    std::copy(out.begin(), out.end(), data);
    return out.size();
}
