#ifndef ATRIUM_CSQLITE_SHIM_H
#define ATRIUM_CSQLITE_SHIM_H

#include <sqlite3.h>
#include <sys/prctl.h>

#include "arrays.h"
#include "log.h"
#include "pages.h"

// Extended codes are macros made of macros, which Swift does not import.
static const int csqlite_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;
static const int csqlite_constraint_primary_key = SQLITE_CONSTRAINT_PRIMARYKEY;
static const int csqlite_constraint_rowid = SQLITE_CONSTRAINT_ROWID;
static const int csqlite_constraint_not_null = SQLITE_CONSTRAINT_NOTNULL;
static const int csqlite_constraint_foreign_key = SQLITE_CONSTRAINT_FOREIGNKEY;
static const int csqlite_constraint_check = SQLITE_CONSTRAINT_CHECK;
static const int csqlite_constraint_trigger = SQLITE_CONSTRAINT_TRIGGER;

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// sqlite3_config is variadic. Counting the memory in use takes a lock that all connections share
// for every piece of it, and nobody asks for the count. Before the first connection only.
static inline void csqlite_count_no_memory(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// sqlite3_db_config is variadic.
static inline int csqlite_set(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

// The tail is what follows the first statement; Swift's pointer conversions would outlive their call.
static inline int csqlite_prepare(
    sqlite3 *database, const char *text, int count, unsigned flags, sqlite3_stmt **statement,
    int *used) {
  const char *tail = text;
  int code = sqlite3_prepare_v3(database, text, count, flags, statement, &tail);
  *used = (int)(tail - text);
  return code;
}

// prctl is variadic.
static inline void csqlite_name_this_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}

#endif
