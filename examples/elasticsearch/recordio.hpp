// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_RECORDIO_HPP
#define EXAMPLES_ELASTICSEARCH_RECORDIO_HPP

#include <berth/core/result.hpp>

#include <string_view>
#include <vector>

/// Splits a whole stream into its records: `<decimal length>\n`, then exactly that many bytes,
/// repeated (Mesos, `docs/scheduler-http-api.md`, RecordIO).
///
/// \returns views into `stream`, or an error on `record N` (from 1): a length that is not a plain
///          decimal number, or a record that ends before its length says.
[[nodiscard]] berth::result<std::vector<std::string_view>> split_records(std::string_view stream);

#endif
