// What Swift's Glibc overlay does not show: epoll and eventfd (their headers are not part of its
// module), accept4 and statx (behind _GNU_SOURCE) and the packed epoll_event.
// Every call answers -errno where the system call would answer -1.
#ifndef ATRIUM_CLINUX_H
#define ATRIUM_CLINUX_H

#include <malloc.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <linux/stat.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// Hidden by <sys/socket.h> without _GNU_SOURCE; with it, this module's fd_set would not be Glibc's.
extern int accept4(int, struct sockaddr *, socklen_t *, int);

// When a file was made, in nanoseconds since 1970; 0 where the file system does not tell.
static inline int64_t clinux_birth(const char *path) {
  struct statx found;
  memset(&found, 0, sizeof(found));
  if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_BTIME, &found) < 0) return 0;
  if (!(found.stx_mask & STATX_BTIME)) return 0;
  return (int64_t)found.stx_btime.tv_sec * 1000000000 + found.stx_btime.tv_nsec;
}

static const uint32_t clinux_in = EPOLLIN;
static const uint32_t clinux_out = EPOLLOUT;
static const uint32_t clinux_rdhup = EPOLLRDHUP;
static const uint32_t clinux_err = EPOLLERR;
static const uint32_t clinux_hup = EPOLLHUP;
static const uint32_t clinux_et = 1u << 31;

static inline int clinux_epoll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

static inline int clinux_eventfd(void) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

static inline int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static inline int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) < 0 ? -errno : 0;
}

static inline int clinux_epoll_remove(int epoll, int fd) {
  struct epoll_event event = {.events = 0};
  return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event) < 0 ? -errno : 0;
}

// `buffer` holds `count` structs epoll_event; epoll_event is packed, so Swift reads it through
// the two functions below.
static inline int clinux_epoll_wait(int epoll, void *buffer, int count, int milliseconds) {
  int n = epoll_wait(epoll, (struct epoll_event *)buffer, count, milliseconds);
  return n < 0 ? -errno : n;
}

static inline unsigned long clinux_event_size(void) { return sizeof(struct epoll_event); }

static inline uint32_t clinux_event_mask(const void *buffer, long i) {
  return ((const struct epoll_event *)buffer)[i].events;
}

static inline uint64_t clinux_event_data(const void *buffer, long i) {
  return ((const struct epoll_event *)buffer)[i].data.u64;
}

// Non-blocking and close-on-exec from the start.
static inline int clinux_accept(int listener, struct sockaddr_storage *peer) {
  socklen_t length = sizeof(*peer);
  int fd = accept4(listener, (struct sockaddr *)peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

static inline int clinux_set_option(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static inline int clinux_no_delay(int fd) {
  return clinux_set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

// How many octets a socket likely takes at once: half of what is free of its buffer, as the kernel
// counts what it keeps beside them. Less where the machine is short of memory, and 0 where that
// cannot be found out.
static inline uint32_t clinux_send_room(int fd) {
  uint32_t memory[SK_MEMINFO_VARS] = {0};
  socklen_t length = sizeof(memory);
  if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &length) < 0) return 0;
  uint32_t size = memory[SK_MEMINFO_SNDBUF], queued = memory[SK_MEMINFO_WMEM_QUEUED];
  return size > queued ? (size - queued) / 2 : 0;
}

static inline int clinux_reuse(int fd) {
  int first = clinux_set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  return first < 0 ? first : clinux_set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
}

// Connections that are accepted have it, too: how many octets the kernel takes beyond what is under
// way. Whoever reads nothing would otherwise be given megabytes in one turn of a loop.
static inline int clinux_bound_unsent(int fd, int count) {
  return clinux_set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, count);
}

static inline long clinux_recv(int fd, void *bytes, unsigned long count) {
  long n = recv(fd, bytes, count, 0);
  return n < 0 ? -errno : n;
}

// Never raises SIGPIPE.
static inline long clinux_send(int fd, const void *bytes, unsigned long count) {
  long n = send(fd, bytes, count, MSG_NOSIGNAL);
  return n < 0 ? -errno : n;
}

static inline long clinux_send_two(
    int fd, const void *a, unsigned long a_count, const void *b, unsigned long b_count) {
  struct iovec parts[2] = {{(void *)a, a_count}, {(void *)b, b_count}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  long n = sendmsg(fd, &message, MSG_NOSIGNAL);
  return n < 0 ? -errno : n;
}

static inline int64_t clinux_monotonic_nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int64_t clinux_unix_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME_COARSE, &t);
  return (int64_t)t.tv_sec;
}

/* malloc.h is not part of the overlay either. Blocks of `octets` and more come from the system and
   go back to it when they are freed; setting the bound also keeps glibc from raising it. */
static inline int clinux_return_blocks_from(int octets) {
  return mallopt(M_MMAP_THRESHOLD, octets) && mallopt(M_TRIM_THRESHOLD, octets);
}

#endif
