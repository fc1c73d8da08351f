#ifndef ATRIUM_CSQLITE_ARRAYS_H
#define ATRIUM_CSQLITE_ARRAYS_H

#include <sqlite3.h>

// Arrays as tables: unnest(?1, ?2, …) has a row an element, and in its columns c1, c2, … the
// elements of the first argument, of the second, and so on, as Postgres' function of that name has.
// A batch is then one statement, and not one a row, each of which would be bound, stepped and reset
// by itself.

enum { csqlite_array_columns = 16 };

// An element: an integer, or where its octets begin and how many they are. `type` is SQLite's code.
typedef struct {
  sqlite3_int64 payload;
  int length;
  int type;
} csqlite_element;

// What is bound. It has to live, unmoved, until the statement is reset.
typedef struct {
  const csqlite_element *elements;
  const unsigned char *octets;
  int count;
} csqlite_array;

typedef struct {
  sqlite3_vtab_cursor base;
  const csqlite_array *columns[csqlite_array_columns];
  int row;
  int rows;
} csqlite_array_cursor;

static inline int csqlite_bind_array(sqlite3_stmt *statement, int index, csqlite_array *array) {
  return sqlite3_bind_pointer(statement, index, array, "atrium-array", 0);
}

static inline int csqlite_arrays_connect(
    sqlite3 *database, void *context, int count, const char *const *words, sqlite3_vtab **table,
    char **message) {
  (void)context, (void)count, (void)words, (void)message;
  int code = sqlite3_declare_vtab(
      database,
      "CREATE TABLE arrays (c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16,"
      " a1 HIDDEN, a2 HIDDEN, a3 HIDDEN, a4 HIDDEN, a5 HIDDEN, a6 HIDDEN, a7 HIDDEN, a8 HIDDEN,"
      " a9 HIDDEN, a10 HIDDEN, a11 HIDDEN, a12 HIDDEN, a13 HIDDEN, a14 HIDDEN, a15 HIDDEN,"
      " a16 HIDDEN)");
  if (code != SQLITE_OK) return code;
  sqlite3_vtab *made = sqlite3_malloc(sizeof *made);
  if (!made) return SQLITE_NOMEM;
  *made = (sqlite3_vtab){0};
  *table = made;
  return SQLITE_OK;
}

static inline int csqlite_arrays_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

// Every argument has to be known before the first row; they are passed in the order of columns.
static inline int csqlite_arrays_plan(sqlite3_vtab *table, sqlite3_index_info *plan) {
  (void)table;
  int places[csqlite_array_columns], count = 0;
  for (int i = 0; i < csqlite_array_columns; i++) places[i] = -1;
  for (int i = 0; i < plan->nConstraint; i++) {
    int argument = plan->aConstraint[i].iColumn - csqlite_array_columns;
    if (argument < 0 || plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (!plan->aConstraint[i].usable) return SQLITE_CONSTRAINT;
    places[argument] = i;
  }
  while (count < csqlite_array_columns && places[count] >= 0) {
    plan->aConstraintUsage[places[count]].argvIndex = count + 1;
    plan->aConstraintUsage[places[count]].omit = 1;
    count++;
  }
  plan->estimatedRows = 32;
  plan->estimatedCost = 32;
  return SQLITE_OK;
}

static inline int csqlite_arrays_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  csqlite_array_cursor *made = sqlite3_malloc(sizeof *made);
  if (!made) return SQLITE_NOMEM;
  *made = (csqlite_array_cursor){0};
  *cursor = &made->base;
  return SQLITE_OK;
}

static inline int csqlite_arrays_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static inline int csqlite_arrays_filter(
    sqlite3_vtab_cursor *base, int number, const char *text, int count, sqlite3_value **values) {
  (void)number, (void)text;
  csqlite_array_cursor *cursor = (csqlite_array_cursor *)base;
  cursor->row = cursor->rows = 0;
  for (int i = 0; i < csqlite_array_columns; i++) {
    cursor->columns[i] = 0;
    if (i >= count) continue;
    const csqlite_array *array = sqlite3_value_pointer(values[i], "atrium-array");
    if (!array) {
      base->pVtab->zErrMsg = sqlite3_mprintf("unnest takes arrays that are bound");
      return SQLITE_ERROR;
    }
    cursor->columns[i] = array;
    if (array->count > cursor->rows) cursor->rows = array->count;
  }
  return SQLITE_OK;
}

static inline int csqlite_arrays_next(sqlite3_vtab_cursor *base) {
  ((csqlite_array_cursor *)base)->row++;
  return SQLITE_OK;
}

static inline int csqlite_arrays_at_end(sqlite3_vtab_cursor *base) {
  csqlite_array_cursor *cursor = (csqlite_array_cursor *)base;
  return cursor->row >= cursor->rows;
}

// An array that is shorter than the others goes on with NULL.
static inline int csqlite_arrays_column(
    sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  csqlite_array_cursor *cursor = (csqlite_array_cursor *)base;
  if (column < 0 || column >= csqlite_array_columns) return SQLITE_OK;
  const csqlite_array *array = cursor->columns[column];
  if (!array || cursor->row >= array->count) return SQLITE_OK;
  const csqlite_element *element = array->elements + cursor->row;
  switch (element->type) {
    case SQLITE_INTEGER: sqlite3_result_int64(context, element->payload); break;
    case SQLITE_TEXT:
      sqlite3_result_text(
          context, (const char *)array->octets + element->payload, element->length, SQLITE_STATIC);
      break;
    case SQLITE_BLOB:
      sqlite3_result_blob(
          context, array->octets + element->payload, element->length, SQLITE_STATIC);
      break;
    default: break;
  }
  return SQLITE_OK;
}

static inline int csqlite_arrays_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row) {
  *row = ((csqlite_array_cursor *)base)->row;
  return SQLITE_OK;
}

// Makes unnest known to a connection. Without xCreate it is a function, and no table can be made.
static inline int csqlite_register_arrays(sqlite3 *database) {
  static const sqlite3_module module = {
      .xConnect = csqlite_arrays_connect,
      .xBestIndex = csqlite_arrays_plan,
      .xDisconnect = csqlite_arrays_disconnect,
      .xOpen = csqlite_arrays_open,
      .xClose = csqlite_arrays_close,
      .xFilter = csqlite_arrays_filter,
      .xNext = csqlite_arrays_next,
      .xEof = csqlite_arrays_at_end,
      .xColumn = csqlite_arrays_column,
      .xRowid = csqlite_arrays_rowid,
  };
  return sqlite3_create_module_v2(database, "unnest", &module, 0, 0);
}

#endif
