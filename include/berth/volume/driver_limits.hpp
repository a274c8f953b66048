// SPDX-License-Identifier: Apache-2.0
#ifndef BERTH_VOLUME_DRIVER_LIMITS_HPP
#define BERTH_VOLUME_DRIVER_LIMITS_HPP

#include <berth/core/error.hpp>
#include <berth/core/result.hpp>
#include <berth/volume/char_set.hpp>
#include <berth/volume/name_limits.hpp>

#include <string_view>

// What the known drivers take, each as a value of `name_limits`. Drivers of REX-Ray are called as
// REX-Ray calls them (`libstorage/drivers/storage/<name>`). It compares names without case, but
// for gcepd, dobs and rbd, which look volumes up themselves; and since it mounts a volume at
// `<mount.path>/<name>`, where a driver takes any text this is narrowed to what is safe as a
// directory there and in `docker run -v <name>:<path>`.
namespace berth {

namespace detail {

inline constexpr char_set letters_and_digits = lower_letters | upper_letters | decimal_digits;
inline constexpr char_set directory_characters = letters_and_digits | char_set{"_.-"};
inline constexpr char_set lower_and_digits = lower_letters | decimal_digits;

} // namespace detail

/// The isolator mesos-module-dvdi, whatever driver is behind it: it refuses 26 characters
/// (`isolator/docker_volume_driver_isolator.hpp`), compares without case and sets no length.
/// `( ) * # ~ !`, which it lets through to a shell, are left out.
inline constexpr name_limits dvdi_isolator{
    .name = "dvdi",
    .allowed = detail::directory_characters | char_set{"+=,@"},
    .first = detail::directory_characters | char_set{"+=,@"},
    .last = detail::directory_characters | char_set{"+=,@"},
    .folded = upper_letters,
};

/// Amazon EBS: the value of an EC2 tag, 256 characters, of which a directory has room for 255.
inline constexpr name_limits rexray_ebs{
    .name = "ebs",
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::directory_characters,
    .folded = upper_letters,
};

/// Amazon EFS: the value of a tag, as with EBS.
inline constexpr name_limits rexray_efs{
    .name = "efs",
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::directory_characters,
    .folded = upper_letters,
};

/// Amazon S3: the name of a bucket, which no other account may have either (S3 user guide,
/// "Bucket naming rules").
inline constexpr name_limits rexray_s3fs{
    .name = "s3fs",
    .minimum_length = 3,
    .maximum_length = 63,
    .allowed = detail::lower_and_digits | char_set{".-"},
    .first = detail::lower_and_digits,
    .last = detail::lower_and_digits,
    .folded = upper_letters,
    .reserved_prefixes = {"xn--", "sthree-", "amzn-s3-demo-"},
    .reserved_suffixes = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"},
    .reserved_inside = {".."},
    .reserves_addresses = true,
};

/// ScaleIO: cut at 31 characters without a word (`scaleio.go`, `cc = 31`); the API refuses more
/// (rexray issue 304).
inline constexpr name_limits rexray_scaleio{
    .name = "scaleio",
    .minimum_length = portable.minimum_length,
    .maximum_length = 31,
    .allowed = portable.allowed,
    .first = portable.first,
    .last = portable.last,
    .folded = upper_letters,
    .unknown = {.characters = true, .minimum_length = true},
};

/// Google persistent disks: `[a-z]([-a-z0-9]*[a-z0-9])?` (`gcepd/utils/utils.go`), 63 characters
/// (Compute Engine, "Naming resources"). With `gcepd.convertUnderscores` a `_` becomes a `-`.
inline constexpr name_limits rexray_gcepd{
    .name = "gcepd",
    .maximum_length = 63,
    .allowed = detail::lower_and_digits | char_set{"-"},
    .first = lower_letters,
    .last = detail::lower_and_digits,
    .folded = upper_letters | char_set{"_"},
};

/// DigitalOcean block storage: lower case letters, digits and `-`, at most 64, the first one a
/// letter (DigitalOcean API, "volumes"). With `dobs.convertUnderscores` a `_` becomes a `-`.
inline constexpr name_limits rexray_dobs{
    .name = "dobs",
    .maximum_length = 64,
    .allowed = detail::lower_and_digits | char_set{"-"},
    .first = lower_letters,
    .last = detail::lower_and_digits,
    .folded = upper_letters | char_set{"_"},
};

/// OpenStack Cinder: printable text of 255 characters (cinder `api/validation`). Nothing there
/// keeps two volumes from having one name.
inline constexpr name_limits rexray_cinder{
    .name = "cinder",
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::directory_characters,
    .folded = upper_letters,
};

/// Ceph RBD: `[0-9A-Za-z_\-]+`, and a dot between pool and image (`rbd/storage/rbd_storage.go`).
/// Of `RBD_MAX_IMAGE_NAME_SIZE`, 96, one is the terminator.
inline constexpr name_limits rexray_rbd{
    .name = "rbd",
    .maximum_length = 95,
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits | char_set{"_-"},
    .last = detail::letters_and_digits | char_set{"_-"},
    .separators = char_set{"."},
};

/// Dell EMC Isilon: a directory that is exported.
inline constexpr name_limits rexray_isilon{
    .name = "isilon",
    .minimum_length = portable.minimum_length,
    .maximum_length = portable.maximum_length,
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::letters_and_digits,
    .folded = upper_letters,
    .unknown = {.minimum_length = true, .maximum_length = true},
};

/// VirtualBox: a file `<volumePath>/<name>` of the host, which may ignore case, and drop a dot
/// at the end.
inline constexpr name_limits rexray_virtualbox{
    .name = "virtualbox",
    .minimum_length = portable.minimum_length,
    .maximum_length = portable.maximum_length,
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::letters_and_digits,
    .folded = upper_letters,
    .unknown = {.minimum_length = true, .maximum_length = true},
};

/// Azure unmanaged disks: a blob `<name>.vhd`; within what a managed disk may be called (Azure,
/// "Naming rules and restrictions"), so that it can become one.
inline constexpr name_limits rexray_azureud{
    .name = "azureud",
    .maximum_length = 80,
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::letters_and_digits | char_set{"_"},
    .folded = upper_letters,
};

/// The Container Storage Interface: 128 bytes without control characters (container-storage-
/// interface/spec `spec.md`, `CreateVolumeRequest.name`). A plugin may take less.
inline constexpr name_limits csi_plugin{
    .name = "csi",
    .maximum_length = 128,
    .allowed = detail::letters_and_digits | char_set{" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
    .first = detail::letters_and_digits | char_set{"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
    .last = detail::letters_and_digits | char_set{"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
};

/// A label of Mesos-DNS (mesos-dns `records/labels/labels.go`), which changes what it does not
/// take: for names that are to be found as the names of tasks are.
inline constexpr name_limits mesos_dns_rfc1123{
    .name = "mesos-dns-rfc1123",
    .maximum_length = 63,
    .allowed = detail::directory_characters,
    .first = detail::letters_and_digits,
    .last = detail::letters_and_digits,
    .folded = upper_letters | char_set{"_."},
};

/// A label of Mesos-DNS with `enforceRFC952`. No limit of volumes, so `portable` is not within
/// its 24 characters; a portable name that is no longer is taken.
inline constexpr name_limits mesos_dns_rfc952{
    .name = "mesos-dns-rfc952",
    .maximum_length = 24,
    .allowed = detail::directory_characters,
    .first = lower_letters | upper_letters,
    .last = detail::letters_and_digits,
    .folded = upper_letters | char_set{"_."},
};

/// A row of `known_limits`.
struct named_limits {
    std::string_view driver; ///< as the operator writes it
    name_limits const* limits;
    bool rexray = false; ///< a storage driver of REX-Ray, so also called `rexray/<driver>`
};

/// Every limits by the name of the driver, `portable` first. What is behind `rexray` alone is
/// not known, so it is `portable`.
inline constexpr named_limits known_limits[]{
    {"portable", &portable},
    {"azureud", &rexray_azureud, true},
    {"cinder", &rexray_cinder, true},
    {"csi", &csi_plugin},
    {"dobs", &rexray_dobs, true},
    {"dvdi", &dvdi_isolator},
    {"ebs", &rexray_ebs, true},
    {"efs", &rexray_efs, true},
    {"gcepd", &rexray_gcepd, true},
    {"isilon", &rexray_isilon, true},
    {"local", &docker_local},
    {"mesos-dns-rfc1123", &mesos_dns_rfc1123},
    {"mesos-dns-rfc952", &mesos_dns_rfc952},
    {"rbd", &rexray_rbd, true},
    {"rexray", &portable},
    {"s3fs", &rexray_s3fs, true},
    {"scaleio", &rexray_scaleio, true},
    {"virtualbox", &rexray_virtualbox, true},
};

/// The limits of a driver, called as in `known_limits` or as a plugin that Docker manages, with
/// or without a tag (`rexray/ebs`, `rexray/ebs:0.11.4`). Errors: `unknown`.
/// \complexity linear in the number of drivers
[[nodiscard]] constexpr result<name_limits, errc> find_limits(std::string_view driver) noexcept {
    std::string_view const prefix{"rexray/"};
    bool const plugin = driver.substr(0, prefix.size()) == prefix;
    if (plugin) {
        driver = driver.substr(prefix.size());
        driver = driver.substr(0, driver.find(':'));
    }
    for (auto const& row : known_limits) {
        if (row.driver == driver && (row.rexray || !plugin)) {
            return *row.limits;
        }
    }
    return errc::unknown;
}

/// The limits of a driver; of one that is not known `portable`, which every driver takes.
[[nodiscard]] constexpr name_limits limits_named(std::string_view driver) noexcept {
    return find_limits(driver).value_or(portable);
}

} // namespace berth

#endif
