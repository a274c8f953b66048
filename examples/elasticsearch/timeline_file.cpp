// SPDX-License-Identifier: Apache-2.0
#include "timeline_file.hpp"

#include "timeline_svg.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace {

std::string beside(std::string const& path) { return path + ".new"; }

std::string why(std::string const& path, int error) {
    return "--timeline " + path + ": it cannot be written: " + std::strerror(error);
}

} // namespace

std::string timeline_file::check() const {
    if (path_.empty()) {
        return {};
    }
    std::error_code wrong;
    auto const place = std::filesystem::status(path_, wrong);
    if (std::filesystem::exists(place) && !std::filesystem::is_regular_file(place)) {
        return "--timeline " + path_ + ": it is no file";
    }
    errno = 0;
    if (!std::ofstream{beside(path_)}) {
        return why(path_, errno);
    }
    std::filesystem::remove(beside(path_), wrong);
    return {};
}

void timeline_file::see(double now, cluster_view const& after, berth::effect::list const& effects) {
    if (!path_.empty()) {
        what_.see(now, after, effects);
    }
}

std::string timeline_file::write_sometimes() {
    if (path_.empty() || what_.changes() == written_ || what_.end() < tried_ + often) {
        return {};
    }
    std::string const why = write();
    bool const said = failed_;
    failed_ = !why.empty();
    return said ? std::string{} : why;
}

std::string timeline_file::write() {
    if (path_.empty()) {
        return {};
    }
    tried_ = what_.end();
    errno = 0;
    std::ofstream file{beside(path_), std::ios::binary};
    file << draw(what_);
    file.close();
    std::error_code wrong;
    if (!file) {
        int const error = errno;
        std::filesystem::remove(beside(path_), wrong);
        return why(path_, error);
    }
    std::filesystem::rename(beside(path_), path_, wrong);
    if (wrong) {
        std::string text = why(path_, wrong.value());
        std::filesystem::remove(beside(path_), wrong);
        return text;
    }
    written_ = what_.changes();
    return {};
}
