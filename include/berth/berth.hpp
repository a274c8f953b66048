// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_BERTH_HPP
#define BERTH_BERTH_HPP

// Everything but `berth/testing/`.

#include <berth/attach/docker_parameters.hpp>
#include <berth/attach/dvdi_environment.hpp>
#include <berth/identity/id_allocator.hpp>
#include <berth/identity/lowest_free_id.hpp>
#include <berth/model/node.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/placement.hpp>
#include <berth/model/range_set.hpp>
#include <berth/model/task_name.hpp>
#include <berth/model/task_status.hpp>
#include <berth/rule/embedder_check.hpp>
#include <berth/strategy/merge.hpp>
#include <berth/strategy/selection.hpp>
#include <berth/strategy/strategies.hpp>
#include <berth/strategy/take.hpp>
#include <berth/version.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/dashed_name.hpp>
#include <berth/volume/name_formatter.hpp>

#endif
