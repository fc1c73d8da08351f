#ifndef ATRIUM_CCURL_SHIM_H
#define ATRIUM_CCURL_SHIM_H

#include <curl/curl.h>

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

static inline CURLcode atrium_curl_start(void) {
  return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
