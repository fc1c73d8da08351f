#ifndef ATRIUM_CCURL_SHIM_H
#define ATRIUM_CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

// Swift does not call variadic functions; these give each kind of option a signature.

static inline CURLcode atrium_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode atrium_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode atrium_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*atrium_curl_callback)(char *, size_t, size_t, void *);

static inline CURLcode atrium_curl_set_callback(
    CURL *handle, CURLoption function, atrium_curl_callback callback, CURLoption argument,
    void *context) {
  CURLcode code = curl_easy_setopt(handle, function, callback);
  return code == CURLE_OK ? curl_easy_setopt(handle, argument, context) : code;
}

static inline long atrium_curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// Copies the body.
static inline CURLcode atrium_curl_set_body(CURL *handle, const void *octets, long count) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, octets) : code;
}

static inline CURLcode atrium_curl_set_opening(
    CURL *handle, curl_opensocket_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
  return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context) : code;
}

// The octets of an address that is about to be connected to; NULL for other families than IP.
// What follows `addr` belongs to it, which Swift's copy of the struct would lose.
static inline const unsigned char *atrium_curl_octets(
    const struct curl_sockaddr *address, long *count) {
  switch (address->family) {
  case AF_INET:
    *count = 4;
    return (const unsigned char *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
  case AF_INET6:
    *count = 16;
    return (const unsigned char *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
  default:
    *count = 0;
    return NULL;
  }
}

static inline curl_socket_t atrium_curl_open(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline CURLMcode atrium_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// NULL for both callbacks makes libcurl call nobody any more.
static inline CURLMcode atrium_curl_multi_set_callbacks(
    CURLM *multi, curl_socket_callback sockets, curl_multi_timer_callback timer, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sockets);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
  return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

// The next transfer that is over, or NULL.
static inline CURL *atrium_curl_multi_next(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

static inline CURLcode atrium_curl_start(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
