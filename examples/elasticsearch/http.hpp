// SPDX-License-Identifier: Apache-2.0
#ifndef EXAMPLES_ELASTICSEARCH_HTTP_HPP
#define EXAMPLES_ELASTICSEARCH_HTTP_HPP

#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>

/// What came back of a POST so far.
struct http_answer {
    long status = 0; ///< 0 until the headers are complete
    std::string location{};
    std::string stream_id{}; ///< `Mesos-Stream-Id`
    std::string body{};      ///< received and not taken away yet
    bool ended = false;
    std::string failure{}; ///< why it ended before the answer was complete; else empty
};

/// One POST of JSON that goes on by itself while its `http_client` waits; given up when destroyed.
class http_post {
public:
    http_post(CURLM* in, std::string const& url, std::string body, std::string const& stream_id,
              bool alone);
    http_post(http_post const&) = delete;
    http_post& operator=(http_post const&) = delete;
    ~http_post();

    http_answer answer{};

private:
    friend class http_client;

    static std::size_t send(char* to, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t receive(char* from, std::size_t size, std::size_t count,
                               void* self) noexcept;
    static std::size_t read_header(char* from, std::size_t size, std::size_t count,
                                   void* self) noexcept;

    CURLM* all_;
    CURL* easy_;
    curl_slist* headers_ = nullptr;
    std::string body_;
    std::size_t sent_ = 0;
    bool news_ = false; // since the last `wait`
};

/// Talks HTTP/1.1 without a thread: everything happens within `wait`. At most one POST whose answer
/// is a stream, on a connection of its own, and one other at a time, on a connection that is kept.
///
/// A POST is never sent a second time, which libcurl would do by itself when a kept connection turns
/// out to be closed: nobody could tell how often the first arrived.
class http_client {
public:
    /// \param wake files whose readiness to be read ends `wait` as well
    explicit http_client(std::vector<int> wake);
    http_client(http_client const&) = delete;
    http_client& operator=(http_client const&) = delete;
    ~http_client();

    [[nodiscard]] std::unique_ptr<http_post> open_stream(std::string const& url, std::string body);
    [[nodiscard]] std::unique_ptr<http_post> post(std::string const& url, std::string body,
                                                  std::string const& stream_id);

    /// \effects `file` ends `wait` as well from now on.
    void wake_by(int file) { wake_.push_back(file); }

    /// Waits until one of the two has news, or one of `wake` has, at most so many seconds.
    void wait(double seconds, std::vector<http_post*> const& posts);

private:
    bool perform(std::vector<http_post*> const& posts);

    CURLM* all_;
    std::vector<int> wake_;
};

#endif
