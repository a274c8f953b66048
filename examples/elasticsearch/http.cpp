// SPDX-License-Identifier: Apache-2.0
#include "http.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace {

constexpr long connect_seconds = 10;

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    // What is set here is known to this version of libcurl, so only memory can be missing.
    if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
        throw std::runtime_error{"libcurl does not take an option"};
    }
}

std::string_view trimmed(std::string_view text) {
    static constexpr std::string_view blanks = " \t\r\n";
    auto const first = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    });
}

} // namespace

http_post::http_post(CURLM* in, std::string const& url, std::string body,
                     std::string const& stream_id, bool alone)
    : all_(in), easy_(curl_easy_init()), body_(std::move(body)) {
    if (easy_ == nullptr) {
        throw std::runtime_error{"libcurl has no memory"};
    }
    std::vector<std::string> headers{"Content-Type: application/json", "Accept: application/json",
                                     "Expect:"}; // a master does not know 100-continue
    if (!stream_id.empty()) {
        headers.push_back("Mesos-Stream-Id: " + stream_id);
    }
    for (std::string const& header : headers) {
        headers_ = curl_slist_append(headers_, header.c_str());
    }
    set(easy_, CURLOPT_URL, url.c_str());
    set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy_, CURLOPT_USERAGENT, "berth-elasticsearch");
    set(easy_, CURLOPT_NOPROXY, "*");
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    set(easy_, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    set(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy_, CURLOPT_HTTPHEADER, headers_);
    set(easy_, CURLOPT_POST, 1L);
    // From a function that cannot begin anew, so that libcurl cannot send it again.
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
    set(easy_, CURLOPT_READFUNCTION, &http_post::send);
    set(easy_, CURLOPT_READDATA, this);
    set(easy_, CURLOPT_WRITEFUNCTION, &http_post::receive);
    set(easy_, CURLOPT_WRITEDATA, this);
    set(easy_, CURLOPT_HEADERFUNCTION, &http_post::read_header);
    set(easy_, CURLOPT_HEADERDATA, this);
    set(easy_, CURLOPT_PRIVATE, this);
    if (alone) {
        set(easy_, CURLOPT_FRESH_CONNECT, 1L);
        set(easy_, CURLOPT_FORBID_REUSE, 1L);
    }
    curl_multi_add_handle(all_, easy_);
}

http_post::~http_post() {
    curl_multi_remove_handle(all_, easy_);
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
}

std::size_t http_post::send(char* to, std::size_t size, std::size_t count, void* self) noexcept {
    auto& post = *static_cast<http_post*>(self);
    auto const part = std::min(size * count, post.body_.size() - post.sent_);
    std::memcpy(to, post.body_.data() + post.sent_, part);
    post.sent_ += part;
    return part;
}

std::size_t http_post::receive(char* from, std::size_t size, std::size_t count,
                               void* self) noexcept {
    auto& post = *static_cast<http_post*>(self);
    post.answer.body.append(from, size * count);
    post.news_ = true;
    return size * count;
}

std::size_t http_post::read_header(char* from, std::size_t size, std::size_t count,
                                   void* self) noexcept {
    auto& post = *static_cast<http_post*>(self);
    std::string_view const line{from, size * count};
    auto const colon = line.find(':');
    if (trimmed(line).empty()) { // the last one
        long status = 0;
        curl_easy_getinfo(post.easy_, CURLINFO_RESPONSE_CODE, &status);
        if (status >= 200) {
            post.answer.status = status;
            post.news_ = true;
        }
    } else if (colon != std::string_view::npos) {
        std::string_view const name = line.substr(0, colon);
        std::string_view const value = trimmed(line.substr(colon + 1));
        if (same_name(name, "Location")) {
            post.answer.location = value;
        } else if (same_name(name, "Mesos-Stream-Id")) {
            post.answer.stream_id = value;
        }
    }
    return size * count;
}

http_client::http_client(std::vector<int> wake) : all_(nullptr), wake_(std::move(wake)) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        (all_ = curl_multi_init()) == nullptr) {
        throw std::runtime_error{"libcurl cannot be started"};
    }
}

http_client::~http_client() {
    curl_multi_cleanup(all_);
    curl_global_cleanup();
}

std::unique_ptr<http_post> http_client::open_stream(std::string const& url, std::string body) {
    return std::make_unique<http_post>(all_, url, std::move(body), std::string{}, true);
}

std::unique_ptr<http_post> http_client::post(std::string const& url, std::string body,
                                             std::string const& stream_id) {
    return std::make_unique<http_post>(all_, url, std::move(body), stream_id, false);
}

void http_client::wait(double seconds, std::vector<http_post*> const& posts) {
    if (perform(posts)) {
        return;
    }
    static constexpr double most_seconds = 3600.0;
    std::vector<curl_waitfd> woken;
    for (int const file : wake_) {
        woken.push_back({file, CURL_WAIT_POLLIN, 0});
    }
    auto const millis = static_cast<int>(std::clamp(seconds, 0.0, most_seconds) * 1000.0 + 0.999);
    curl_multi_poll(all_, woken.data(), static_cast<unsigned>(woken.size()), millis, nullptr);
    perform(posts);
}

// Lets transfers go on. \returns whether one has news.
bool http_client::perform(std::vector<http_post*> const& posts) {
    int running = 0;
    curl_multi_perform(all_, &running);
    int left = 0;
    while (CURLMsg const* const message = curl_multi_info_read(all_, &left)) {
        void* self = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
        auto& post = *static_cast<http_post*>(self);
        post.answer.ended = true;
        post.news_ = true;
        if (message->data.result != CURLE_OK) {
            post.answer.failure = curl_easy_strerror(message->data.result);
        }
    }
    bool news = false;
    for (http_post* const post : posts) {
        news = std::exchange(post->news_, false) || news;
    }
    return news;
}
