// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_TESTING_LAWS_NAME_FORMATTER_HPP
#define BERTH_TESTING_LAWS_NAME_FORMATTER_HPP

#include <berth/core/text.hpp>
#include <berth/testing/splitmix.hpp>
#include <berth/volume/driver_limits.hpp>
#include <berth/volume/name_formatter.hpp>
#include <berth/volume/name_limits.hpp>
#include <berth/volume/volume_name.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace berth::testing::laws {

namespace detail {

/// Runs the laws of one formatter; remembers the first one that is broken.
template <berth::name_formatter F>
class name_formatter_laws {
public:
    constexpr name_formatter_laws(F const& f, std::uint64_t seed) noexcept
        : f_{f}, seed_{seed}, random_{seed} {}

    constexpr std::optional<text<256>> run(std::size_t cases,
                                           volume_name_parts const& known) noexcept {
        if (!write(known, plain_)) {
            violated("known_parts", known);
        }
        for (case_ = 0; case_ != cases && broken_.empty(); ++case_) {
            draw(known);
        }
        return broken_.empty() ? std::nullopt : std::optional{broken_};
    }

private:
    using buffer = std::array<char, volume_name::capacity()>;

    constexpr volume_name draw_text(std::string_view alphabet, std::size_t longest) noexcept {
        volume_name out{};
        for (std::size_t left = 1 + random_.below(longest); left != 0; --left) {
            out.append(alphabet[random_.below(alphabet.size())]);
        }
        return out;
    }

    /// One character replaced, left out, put in, or turned to the other case.
    constexpr volume_name mutate(std::string_view name) noexcept {
        if (name.empty()) {
            return {};
        }
        auto const at = random_.below(name.size());
        auto const kind = random_.below(4);
        volume_name out{name.substr(0, at)};
        if (kind < 2) {
            out.append(std::string_view{"01a-_A"}[random_.below(6)]);
        } else if (kind == 2) {
            out.append(static_cast<char>(name[at] ^ ' '));
        }
        out.append_clipped(name.substr(kind == 1 ? at : at + 1));
        return out;
    }

    constexpr node_id draw_id() noexcept {
        std::uint64_t number = random_.below(12);
        for (auto digits = random_.below(10); digits > 5; --digits) { // half of them small
            number = number * 10 + random_.below(10);
        }
        return {static_cast<std::uint32_t>(random_.below(50) == 0 ? 0xFFFFFFFFU : number)};
    }

    /// Legal and barely illegal parts, of few characters, so that boundaries can be confused.
    constexpr void draw(volume_name_parts const& known) noexcept {
        volume_name framework{known.framework};
        volume_name purpose{known.purpose};
        switch (random_.below(6)) {
        case 0: framework = draw_text("a1-", 5); break;
        case 1: purpose = draw_text("ab1", 3); break;
        case 2: framework = draw_text("ab", 60); break;
        case 3: framework = mutate(framework); break;
        case 4: purpose = mutate(purpose); break;
        default:
            framework = draw_text("a1-", 4);
            purpose = draw_text("ab1", 3);
            break;
        }
        judge({framework, draw_id(), purpose});
    }

    [[nodiscard]] constexpr bool promises() const noexcept {
        return F::injective && !accepts_ambiguity(f_);
    }

    /// Formats into `to` up to `room`. \returns the name, without data if it is refused.
    [[nodiscard]] constexpr std::string_view write(volume_name_parts const& parts, buffer& to,
                                                   char fill, std::size_t room) const noexcept {
        to.fill(fill);
        auto const size = f_.format(parts, std::span<char>{to}.first(room));
        return size ? std::string_view{to.data(), *size} : std::string_view{};
    }
    constexpr bool write(volume_name_parts const& parts, buffer& to) const noexcept {
        return write(parts, to, '!', to.size()).data() != nullptr;
    }

    constexpr void judge(volume_name_parts const& parts) noexcept {
        auto const name = write(parts, plain_, '!', plain_.size());
        auto const again = write(parts, other_, '?', other_.size());
        if (name != again || (name.data() == nullptr) != (again.data() == nullptr)) {
            violated("deterministic", parts, name);
        }
        judge_id(parts, name);
        judge_parse(draw_text("a1-", 12));
        if (name.data() == nullptr) {
            return;
        }
        if (name.empty() || write(parts, other_, '?', name.size()) != name) {
            violated("never_cuts", parts, name);
            return;
        }
        if (write(parts, other_, '?', name.size() - 1).data() != nullptr ||
            other_[name.size() - 1] != '?') {
            violated("never_cuts", parts, name);
        }
        auto const read = f_.parse(name);
        if (read ? *read != parts : promises() || read.error().code != errc::not_decodable) {
            violated("round_trip", parts, name);
        }
        judge_parse(name);
        for (std::size_t i = 0; i != 6; ++i) {
            judge_parse(mutate(name));
        }
        if (promises()) {
            judge_cuts(parts, name);
        }
        judge_validation(parts);
    }

    constexpr void judge_parse(std::string_view name) noexcept {
        auto const read = f_.parse(name);
        if (!read) {
            return;
        }
        if (write(*read, other_, '?', other_.size()) != name) {
            violated("parse_is_sound", *read, name);
        }
        auto const outside = [name](std::string_view part) { // cannot be asked of constants
            return !std::is_constant_evaluated() &&
                   (part.data() < name.data() ||
                    part.data() + part.size() > name.data() + name.size());
        };
        if (outside(read->framework) || outside(read->purpose)) {
            violated("parse_is_sound", *read, name);
        }
    }

    /// Whatever triple can be cut out of the name, with or without separators, has another one.
    constexpr void judge_cuts(volume_name_parts const& parts, std::string_view name) noexcept {
        for (std::size_t begin = 0; begin < name.size(); ++begin) {
            for (std::size_t end = begin + 1; end <= name.size(); ++end) {
                auto const id = berth::detail::read_id(name.substr(begin, end - begin));
                for (std::size_t gaps = 0; id && gaps != 4; ++gaps) {
                    auto const framework = begin < (gaps & 1U) ? 0 : begin - (gaps & 1U);
                    auto const purpose = end == name.size() ? end : end + (gaps >> 1U);
                    volume_name_parts const cut{name.substr(0, framework), *id,
                                                name.substr(purpose)};
                    if (cut != parts && write(cut, other_, '?', other_.size()) == name) {
                        violated("distinct", cut, name);
                    }
                }
            }
        }
    }

    constexpr void judge_id(volume_name_parts const& parts, std::string_view name) noexcept {
        volume_name_parts const sibling{parts.framework, draw_id(), parts.purpose};
        auto const other = write(sibling, other_, '?', other_.size());
        bool good = (name.data() == nullptr) == (other.data() == nullptr);
        auto const width = berth::detail::decimal_width(parts.id.value);
        if (width == berth::detail::decimal_width(sibling.id.value)) {
            good = good && name.size() == other.size();
            for (std::size_t i = 0; good && i != name.size(); ++i) {
                good = name[i] == other[i] ||
                       (berth::detail::is_digit(name[i]) && berth::detail::is_digit(other[i]));
            }
        } else {
            good = good && (parts.id < sibling.id ? name.size() <= other.size()
                                                  : name.size() >= other.size());
        }
        if (!good) {
            violated("id_is_digits", sibling, other);
        }
    }

    constexpr void judge_validation(volume_name_parts const& parts) noexcept {
        auto const& drawn = known_limits[random_.below(std::size(known_limits))];
        for (auto const* limits : {&portable, drawn.limits}) {
            auto const proven =
                validate_names(f_, parts.framework, {&parts.purpose, 1}, parts.id, *limits);
            auto const id =
                static_cast<std::uint32_t>(random_.below(std::size_t{parts.id.value} + 1));
            volume_name_parts const one{parts.framework, {id}, parts.purpose};
            if (proven) {
                auto const name = write(one, other_, '?', other_.size());
                if (!obeys(*limits, name) || name.size() > proven->longest.size()) {
                    violated("validated_is_legal", one, name);
                }
            }
        }
    }

    constexpr void violated(std::string_view law, volume_name_parts const& parts,
                            std::string_view name = {}) noexcept {
        if (!broken_.empty()) {
            return;
        }
        auto const say = [this](auto... parts_of_it) {
            (broken_.append_clipped(parts_of_it), ...);
        };
        say("[", law, "] seed ");
        broken_.append_decimal(seed_);
        say(", case ");
        broken_.append_decimal(case_);
        say(": \"", parts.framework, "\" + ");
        broken_.append_decimal(parts.id.value);
        say(" + \"", parts.purpose, "\", name \"", name, "\"");
    }

    F const& f_;
    std::uint64_t seed_;
    splitmix random_;
    std::size_t case_ = 0;
    buffer plain_{};
    buffer other_{};
    text<256> broken_{};
};

} // namespace detail

/// Runs the laws of the concept `berth::name_formatter` on drawn parts, legal and barely illegal.
///
/// `known` are parts that `f` accepts; a formatter that takes few purposes names one of them, or
/// the laws would have nothing to judge ([known_parts]).
///
/// \returns the first violation, `[<law>] seed <n>, case <n>: <parts>, name <name>`; nothing if
/// all hold. Same arguments, same cases; usable in a constant expression.
template <berth::detail::asserted_name_formatter F>
[[nodiscard]] constexpr std::optional<text<256>>
name_formatter(F const& f, std::uint64_t seed, std::size_t cases = 500,
               volume_name_parts const& known = {"es", {7}, "data"}) noexcept {
    return detail::name_formatter_laws<F>{f, seed}.run(cases, known);
}

} // namespace berth::testing::laws

#endif
