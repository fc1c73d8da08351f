// Tells the thread sanitizer of the synchronisation that happens inside Swift's own libraries,
// which are not instrumented. Without it every hand-over through a contended Mutex or a resumed
// task is reported as a race. Nothing is suppressed: what is not synchronised stays a race.
//
// Loaded by LD_PRELOAD into the tests; see Scripts/test.
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

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
// runtime, which announces every hand-over by way of an executor, says nothing of this one.
// One that is resumed between our word and the runtime's own look is still reported, now and then:
// a race in the frame of a task, between `resume` and what its caller does next.
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

ASYNC void swift_continuation_await(void *context) {
  static ASYNC void (*real)(void *);
  if (!real) real = dlsym(RTLD_NEXT, "swift_continuation_await");
  if (acquire && swift_task_getCurrent) acquire(swift_task_getCurrent());
  __attribute__((musttail)) return real(context);
}
