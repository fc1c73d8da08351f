// Tells the thread sanitizer of the synchronisation that happens inside Swift's own libraries,
// which are not instrumented. Without it every hand-over through a contended Mutex or a resumed
// task is reported as a race. Nothing is suppressed: what is not synchronised stays a race.
//
// Loaded by LD_PRELOAD into the tests; see Scripts/test.
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

typedef void (*Annotation)(void *);

static Annotation acquire, release;

// The Swift runtime asks these variables of its own whether a sanitizer listens to tasks being
// enqueued and run. It would be told through __tsan_on_initialize, but the sanitizer's runtime is
// linked into the program on Linux and calls the empty one that it brings along.
__attribute__((constructor)) static void begin(void) {
  acquire = (Annotation)dlsym(RTLD_DEFAULT, "__tsan_acquire");
  release = (Annotation)dlsym(RTLD_DEFAULT, "__tsan_release");
  bool *enabled = dlsym(RTLD_DEFAULT, "_swift_tsan_enabled");
  Annotation *onAcquire = dlsym(RTLD_DEFAULT, "_swift_tsan_acquire");
  Annotation *onRelease = dlsym(RTLD_DEFAULT, "_swift_tsan_release");
  if (!acquire || !release || !enabled || !onAcquire || !onRelease) return;
  *onAcquire = acquire;
  *onRelease = release;
  *enabled = true;
}

// Synchronization.Mutex: its quick way is inlined into the instrumented code, its slow way, taken
// under contention, is these three functions of libswiftSynchronization.
#define SELF __attribute__((swift_context)) void *self
#define SWIFT __attribute__((swiftcall))

SWIFT void lockSlow(uint32_t thread, SELF)
    __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT void unlockSlow(SELF) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
SWIFT bool tryLockSlow(SELF) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");

SWIFT void lockSlow(uint32_t thread, SELF) {
  static SWIFT void (*real)(uint32_t, __attribute__((swift_context)) void *);
  if (!real) real = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
  real(thread, self);
  if (acquire) acquire(self);
}

SWIFT void unlockSlow(SELF) {
  static SWIFT void (*real)(__attribute__((swift_context)) void *);
  if (!real) real = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
  if (release) release(self);
  real(self);
}

SWIFT bool tryLockSlow(SELF) {
  static SWIFT bool (*real)(__attribute__((swift_context)) void *);
  if (!real) real = dlsym(RTLD_NEXT, "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
  bool locked = real(self);
  if (locked && acquire) acquire(self);
  return locked;
}

// A continuation that is resumed before its task waits for it: the task goes on at once, and the
// runtime, which announces every hand-over by way of an executor, says nothing of this one. So each
// function that a task goes on with is called through one of ours, which acquires what the resumer
// released, whichever way it came.
#define ASYNC __attribute__((swiftasynccall))

extern void *swift_task_getCurrent(void) __attribute__((swiftcall, weak));

SWIFT void swift_continuation_resume(void *task) {
  static SWIFT void (*real)(void *);
  if (!real) real = dlsym(RTLD_NEXT, "swift_continuation_resume");
  if (release) release(task);
  real(task);
}

SWIFT void swift_continuation_throwingResume(void *task) {
  static SWIFT void (*real)(void *);
  if (!real) real = dlsym(RTLD_NEXT, "swift_continuation_throwingResume");
  if (release) release(task);
  real(task);
}

SWIFT void swift_continuation_throwingResumeWithError(void *task, void *error) {
  static SWIFT void (*real)(void *, void *);
  if (!real) real = dlsym(RTLD_NEXT, "swift_continuation_throwingResumeWithError");
  if (release) release(task);
  real(task, error);
}

// What every context of the runtime begins with: Swift's ABI, see AsyncContext.
typedef struct Context Context;
typedef ASYNC void (*Resumption)(__attribute__((swift_async_context)) Context *);
struct Context {
  Context *parent;
  Resumption resume;
};

// Where the tasks that wait go on, by their contexts: one chain of entries for each lock.
typedef struct Waiting {
  Context *context;
  Resumption resume;
  struct Waiting *next;
} Waiting;

enum { chains = 1024 };
static struct {
  atomic_flag taken;
  Waiting *first;
} waiting[chains];

static unsigned lockChain(Context *context) {
  unsigned chain = ((uintptr_t)context >> 4) % chains;
  while (atomic_flag_test_and_set_explicit(&waiting[chain].taken, memory_order_acquire)) {
  }
  return chain;
}

static void unlockChain(unsigned chain) {
  atomic_flag_clear_explicit(&waiting[chain].taken, memory_order_release);
}

static void remember(Context *context) {
  Waiting *entry = malloc(sizeof *entry);
  if (!entry) abort();
  unsigned chain = lockChain(context);
  *entry = (Waiting){context, context->resume, waiting[chain].first};
  waiting[chain].first = entry;
  unlockChain(chain);
}

static Resumption recall(Context *context) {
  unsigned chain = lockChain(context);
  Waiting **place = &waiting[chain].first;
  while (*place && (*place)->context != context) place = &(*place)->next;
  Waiting *entry = *place;
  if (!entry) abort();
  *place = entry->next;
  unlockChain(chain);
  Resumption resume = entry->resume;
  free(entry);
  return resume;
}

static ASYNC void resumeAcquired(__attribute__((swift_async_context)) Context *context) {
  Resumption resume = recall(context);
  context->resume = resume;
  if (acquire && swift_task_getCurrent) acquire(swift_task_getCurrent());
  __attribute__((musttail)) return resume(context);
}

ASYNC void swift_continuation_await(Context *context) {
  static ASYNC void (*real)(Context *);
  if (!real) real = dlsym(RTLD_NEXT, "swift_continuation_await");
  remember(context);
  context->resume = resumeAcquired;
  __attribute__((musttail)) return real(context);
}
