// How many passwords a second this machine can check by libargon2 with nothing around it.
//
//   argon2_hashes KIB PASSES THREADS SECONDS      prints "hashes seconds"
#include <argon2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static unsigned memory, passes;
static double end;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void *work(void *count) {
  char hash[32];
  while (now() < end) {
    if (argon2id_hash_raw(passes, memory, 1, "battery staple 9", 16, "0123456789abcdef", 16, hash,
                          sizeof hash) != ARGON2_OK) {
      exit(1);
    }
    ++*(long *)count;
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 5) return 64;
  memory = atoi(argv[1]);
  passes = atoi(argv[2]);
  int threads = atoi(argv[3]);
  double start = now();
  end = start + atof(argv[4]);
  pthread_t thread[threads];
  long counts[threads], sum = 0;
  for (int i = 0; i < threads; i++) {
    counts[i] = 0;
    pthread_create(&thread[i], NULL, work, &counts[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(thread[i], NULL);
    sum += counts[i];
  }
  printf("%ld %f\n", sum, now() - start);
  return 0;
}
