#ifndef ATRIUM_CPOSTGRES_SHIM_H
#define ATRIUM_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

/* The PG_DIAG_* macros are character literals, which do not reach Swift. */

static inline const char *atrium_pg_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

/* "ERROR", "FATAL" or "PANIC", in no language. */
static inline const char *atrium_pg_severity(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
}

static inline const char *atrium_pg_primary(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

static inline const char *atrium_pg_detail(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}

static inline const char *atrium_pg_table(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_TABLE_NAME);
}

static inline const char *atrium_pg_column(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
}

static inline const char *atrium_pg_constraint(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}

/* Counted in characters from 1, as text. */
static inline const char *atrium_pg_position(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
}

/* The server's own function that raised the error. */
static inline const char *atrium_pg_routine(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
}

/* Notices (a table that exists already, a truncated name) are nobody's concern here; libpq would
   write them to stderr. */
static inline void atrium_pg_drop_notice(void *context, const PGresult *notice) {
  (void)context;
  (void)notice;
}

static inline void atrium_pg_silence_notices(PGconn *connection) {
  PQsetNoticeReceiver(connection, atrium_pg_drop_notice, 0);
}

#endif
