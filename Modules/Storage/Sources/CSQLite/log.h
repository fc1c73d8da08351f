#ifndef ATRIUM_CSQLITE_LOG_H
#define ATRIUM_CSQLITE_LOG_H

#include <sqlite3.h>
#include <string.h>

// A layer over SQLite's own way to files that gathers what a connection writes to its log (WAL).
//
// A commit appends a frame for each page that changed, and SQLite writes each frame by two calls,
// its head of 24 octets and the page. Here frames that follow each other are kept until SQLite asks
// for anything else of either file, above all for the sync that a commit with synchronous=FULL ends
// with, and handed on as one write. At every moment when another connection may look at the log or
// append to it, the file holds what it would hold without this layer: whoever reads looks at frames
// that the shared index names, which SQLite publishes after the sync and through a barrier, and
// whoever writes waits for a lock; both are passed on after the frames. A write that fails late
// fails the call that made it happen, as a rule the sync, and with it the commit.

enum {
  // SQLite's own xWrite takes no more than 128 KiB less one octet at a time.
  csqlite_log_room = 120 * 1024
};

// A file as SQLite sees it; the one below follows in memory. A log has octets, a database its log.
typedef struct csqlite_file csqlite_file;
struct csqlite_file {
  sqlite3_file base;
  csqlite_file *log;
  csqlite_file *database;
  unsigned char *octets;
  int count;
  sqlite3_int64 place;
};

typedef struct {
  sqlite3_vfs base;
  sqlite3_vfs *below;
} csqlite_log_vfs;

static inline sqlite3_file *csqlite_below(sqlite3_file *file) {
  return (sqlite3_file *)((csqlite_file *)file + 1);
}

// Hands on what was gathered. What cannot be written is not tried again: SQLite gives the frames up
// with their transaction.
static inline int csqlite_hand_on(csqlite_file *log) {
  if (!log || log->count == 0) return SQLITE_OK;
  int count = log->count;
  log->count = 0;
  sqlite3_file *below = csqlite_below(&log->base);
  return below->pMethods->xWrite(below, log->octets, count, log->place);
}

static inline int csqlite_file_write(
    sqlite3_file *base, const void *octets, int count, sqlite3_int64 place) {
  csqlite_file *file = (csqlite_file *)base;
  sqlite3_file *below = csqlite_below(base);
  int follows = file->count > 0 && place == file->place + file->count;
  if (!follows || file->count + count > csqlite_log_room) {
    int code = csqlite_hand_on(file->octets ? file : file->log);
    if (code != SQLITE_OK) return code;
  }
  if (!file->octets || count > csqlite_log_room) {
    return below->pMethods->xWrite(below, octets, count, place);
  }
  if (file->count == 0) file->place = place;
  memcpy(file->octets + file->count, octets, (size_t)count);
  file->count += count;
  return SQLITE_OK;
}

// Hands on, then asks the file below.
#define CSQLITE_AFTER_LOG(call)                                            \
  csqlite_file *file = (csqlite_file *)base;                               \
  sqlite3_file *below = csqlite_below(base);                               \
  int code = csqlite_hand_on(file->octets ? file : file->log);             \
  return code != SQLITE_OK ? code : below->pMethods->call

static inline int csqlite_file_read(
    sqlite3_file *base, void *octets, int count, sqlite3_int64 place) {
  CSQLITE_AFTER_LOG(xRead(below, octets, count, place));
}

static inline int csqlite_file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  CSQLITE_AFTER_LOG(xTruncate(below, size));
}

static inline int csqlite_file_sync(sqlite3_file *base, int flags) {
  CSQLITE_AFTER_LOG(xSync(below, flags));
}

static inline int csqlite_file_size(sqlite3_file *base, sqlite3_int64 *size) {
  CSQLITE_AFTER_LOG(xFileSize(below, size));
}

static inline int csqlite_file_control(sqlite3_file *base, int operation, void *argument) {
  CSQLITE_AFTER_LOG(xFileControl(below, operation, argument));
}

static inline int csqlite_file_lock(sqlite3_file *base, int level) {
  CSQLITE_AFTER_LOG(xLock(below, level));
}

// A lock is given back even if frames could not be handed on: they are of no transaction that was
// committed, or its sync would have handed them on.
static inline int csqlite_file_unlock(sqlite3_file *base, int level) {
  csqlite_hand_on(((csqlite_file *)base)->log);
  sqlite3_file *below = csqlite_below(base);
  return below->pMethods->xUnlock(below, level);
}

static inline int csqlite_file_shm_lock(sqlite3_file *base, int from, int count, int flags) {
  csqlite_hand_on(((csqlite_file *)base)->log);
  sqlite3_file *below = csqlite_below(base);
  return below->pMethods->xShmLock(below, from, count, flags);
}

static inline void csqlite_file_shm_barrier(sqlite3_file *base) {
  csqlite_hand_on(((csqlite_file *)base)->log);
  sqlite3_file *below = csqlite_below(base);
  below->pMethods->xShmBarrier(below);
}

// A log is closed when no transaction is open, so nothing is left to hand on.
static inline int csqlite_file_close(sqlite3_file *base) {
  csqlite_file *file = (csqlite_file *)base;
  if (file->database) file->database->log = 0;
  if (file->log) file->log->database = 0;
  sqlite3_free(file->octets);
  sqlite3_file *below = csqlite_below(base);
  return below->pMethods->xClose(below);
}

// The rest concerns no frames.
#define CSQLITE_BELOW(call)                    \
  sqlite3_file *below = csqlite_below(base);   \
  return below->pMethods->call

static inline int csqlite_file_is_reserved(sqlite3_file *base, int *answer) {
  CSQLITE_BELOW(xCheckReservedLock(below, answer));
}

static inline int csqlite_file_sector(sqlite3_file *base) {
  CSQLITE_BELOW(xSectorSize(below));
}

static inline int csqlite_file_device(sqlite3_file *base) {
  CSQLITE_BELOW(xDeviceCharacteristics(below));
}

static inline int csqlite_file_shm_map(
    sqlite3_file *base, int region, int size, int extend, void volatile **address) {
  CSQLITE_BELOW(xShmMap(below, region, size, extend, address));
}

static inline int csqlite_file_shm_unmap(sqlite3_file *base, int remove) {
  CSQLITE_BELOW(xShmUnmap(below, remove));
}

// A database file is wrapped for its locks, the log for its writes; journals and what is temporary
// stay as they are. SQLite opens the log of a database that it has opened before.
static inline int csqlite_log_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *given) {
  // Version 2: without xFetch, SQLite does not map the file into memory.
  static const sqlite3_io_methods methods = {
      2, csqlite_file_close, csqlite_file_read, csqlite_file_write, csqlite_file_truncate,
      csqlite_file_sync, csqlite_file_size, csqlite_file_lock, csqlite_file_unlock,
      csqlite_file_is_reserved, csqlite_file_control, csqlite_file_sector, csqlite_file_device,
      csqlite_file_shm_map, csqlite_file_shm_lock, csqlite_file_shm_barrier,
      csqlite_file_shm_unmap, 0, 0,
  };
  sqlite3_vfs *below = ((csqlite_log_vfs *)vfs)->below;
  if (!name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) {
    return below->xOpen(below, name, base, flags, given);
  }
  csqlite_file *file = (csqlite_file *)base;
  memset(file, 0, sizeof *file);
  int isLog = (flags & SQLITE_OPEN_WAL) != 0;
  if (isLog && !(file->octets = sqlite3_malloc(csqlite_log_room))) return SQLITE_NOMEM;
  int code = below->xOpen(below, name, csqlite_below(base), flags, given);
  if (code != SQLITE_OK) {
    sqlite3_free(file->octets);
    return code;
  }
  file->base.pMethods = &methods;
  if (isLog) {
    file->database = (csqlite_file *)sqlite3_database_file_object(name);
    file->database->log = file;
  }
  return SQLITE_OK;
}

static const char *const csqlite_log_vfs_name = "atrium-log";

// Makes the layer known, under its name, to connections that are opened from now on. Once a
// process, before the first of them; the default stays what it is.
static inline int csqlite_register_log(void) {
  sqlite3_vfs *below = sqlite3_vfs_find(0);
  csqlite_log_vfs *layer = sqlite3_malloc(sizeof *layer);
  if (!below || !layer) return SQLITE_NOMEM;
  layer->base = *below;
  layer->below = below;
  layer->base.zName = csqlite_log_vfs_name;
  layer->base.szOsFile = (int)sizeof(csqlite_file) + below->szOsFile;
  layer->base.pNext = 0;
  layer->base.xOpen = csqlite_log_open;
  return sqlite3_vfs_register(&layer->base, 0);
}

#endif
