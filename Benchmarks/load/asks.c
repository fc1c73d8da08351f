// Asks a server so many times over kept connections, one request under way on each, as users of a
// file, and prints what came of it. It costs little itself, ends by count and not by time, and
// touches as much memory for few users as for many, so that what differs is the server's doing.
//
//   asks PORT FILE ROWS COUNT CONNECTIONS SEED FROM PATH|transfer
//
// FILE has lines "id token e-mail". ROWS are kept in memory, each a copy of a line, and users come
// again where there are fewer. With FROM at 0 or more each row is asked for once and in turn,
// beginning there; with -1 rows are drawn by chance. A transfer has an idempotency key of its own.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536

typedef struct {
  char *id, *token;
} Row;

typedef struct {
  int socket;
  size_t length;
  char answer[MOST];
} Line;

static Row *rows;
static long row_count, count, asked, answered, refused, from;
static uint64_t chance;
static const char *path;
static uint64_t seed;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t draw(void) {
  chance ^= chance << 13;
  chance ^= chance >> 7;
  chance ^= chance << 17;
  return chance;
}

static void read_rows(const char *name) {
  FILE *file = fopen(name, "r");
  if (!file) fail(name);
  rows = calloc((size_t)row_count, sizeof *rows);
  char line[4096], id[64], token[3072];
  for (long i = 0; i < row_count; i++) {
    if (!fgets(line, sizeof line, file)) {
      rewind(file);
      if (i == 0 || !fgets(line, sizeof line, file)) fail("no users");
    }
    if (sscanf(line, "%63s %3071s", id, token) != 2) fail("a line");
    rows[i] = (Row){strdup(id), strdup(token)};
  }
  fclose(file);
}

static void ask(Line *line) {
  if (asked == count) return;
  long turn = asked++;
  const Row *row = rows + (from < 0 ? (long)(draw() % (uint64_t)row_count)
                                    : (from + turn) % row_count);
  char request[8192], body[256];
  int length;
  if (strcmp(path, "transfer") == 0) {
    const Row *payee = rows + draw() % (uint64_t)row_count;
    while (strcmp(payee->id, row->id) == 0) payee = rows + draw() % (uint64_t)row_count;
    int octets = snprintf(body, sizeof body, "{\"to_user_id\":\"%s\",\"amount\":\"0.%02d\"}",
                          payee->id, (int)(draw() % 99) + 1);
    length = snprintf(request, sizeof request,
                      "POST /api/ajo/wallet/transfer HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Type: application/json\r\nAuthorization: Bearer %s\r\n"
                      "Idempotency-Key: %llx-%lx\r\nContent-Length: %d\r\n\r\n%s",
                      row->token, (unsigned long long)seed, turn, octets, body);
  } else {
    length = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n",
                      path, row->token);
  }
  line->length = 0;
  if (write(line->socket, request, (size_t)length) != length) fail("write");
}

/// Whether the answer is whole.
static int is_whole(Line *line) {
  line->answer[line->length] = 0;
  char *end = strstr(line->answer, "\r\n\r\n");
  if (!end) return 0;
  char *field = strcasestr(line->answer, "\r\ncontent-length:");
  size_t body = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
  return line->length >= (size_t)(end + 4 - line->answer) + body;
}

int main(int argc, char **argv) {
  if (argc != 9) {
    fprintf(stderr, "usage: asks PORT FILE ROWS COUNT CONNECTIONS SEED FROM PATH|transfer\n");
    return 64;
  }
  row_count = atol(argv[3]), count = atol(argv[4]);
  int connections = atoi(argv[5]);
  seed = strtoull(argv[6], NULL, 10), from = atol(argv[7]), path = argv[8];
  chance = seed * 0x9E3779B97F4A7C15u | 1;
  read_rows(argv[2]);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int poll = epoll_create1(0), on = 1;
  Line *lines = calloc((size_t)connections, sizeof *lines);
  for (int i = 0; i < connections; i++) {
    lines[i].socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(lines[i].socket, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(lines[i].socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = lines + i};
    epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].socket, &event);
  }
  struct timespec began, ended;
  clock_gettime(CLOCK_MONOTONIC, &began);
  for (int i = 0; i < connections; i++) ask(lines + i);
  struct epoll_event events[256];
  while (answered < count) {
    int ready = epoll_wait(poll, events, 256, 30000);
    if (ready <= 0) fail("nothing comes for half a minute");
    for (int i = 0; i < ready; i++) {
      Line *line = events[i].data.ptr;
      ssize_t octets = read(line->socket, line->answer + line->length, MOST - 1 - line->length);
      if (octets <= 0) fail("a connection ended");
      line->length += (size_t)octets;
      if (!is_whole(line)) continue;
      answered++;
      if (line->answer[9] != '2' && !refused++) fprintf(stderr, "%s\n", line->answer);
      ask(line);
    }
  }
  clock_gettime(CLOCK_MONOTONIC, &ended);
  printf("{\"requests\": %ld, \"seconds\": %.6f, \"refused\": %ld, \"broken\": 0}\n", answered,
         (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9,
         refused);
}
