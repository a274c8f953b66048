// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_BERTH_HPP
#define BERTH_BERTH_HPP

// Everything but `berth/mesos/` and `berth/testing/`.

#include <berth/attach/docker_mounts.hpp>
#include <berth/attach/docker_parameters.hpp>
#include <berth/attach/docker_volume_isolator.hpp>
#include <berth/attach/dvdi_environment.hpp>
#include <berth/attach/host_path.hpp>
#include <berth/attach/volume_commands.hpp>
#include <berth/flow/node_store.hpp>
#include <berth/flow/record.hpp>
#include <berth/identity/after_fence.hpp>
#include <berth/identity/least_recently_released_id.hpp>
#include <berth/make_planner.hpp>
#include <berth/model/executor_overhead.hpp>
#include <berth/model/offer_builder.hpp>
#include <berth/model/parse_constraint.hpp>
#include <berth/model/range_set.hpp>
#include <berth/rule/embedder_check.hpp>
#include <berth/rule/explanation.hpp>
#include <berth/rule/meets.hpp>
#include <berth/rule/nearest_miss.hpp>
#include <berth/rule/refusals.hpp>
#include <berth/strategy/best_fit.hpp>
#include <berth/strategy/preferring.hpp>
#include <berth/strategy/spread.hpp>
#include <berth/version.hpp>
#include <berth/volume/concatenated_name.hpp>
#include <berth/volume/driver_limits.hpp>
#include <berth/volume/name_template.hpp>
#include <berth/volume/orphan_report.hpp>
#include <berth/volume/volume_names_of.hpp>

#endif
