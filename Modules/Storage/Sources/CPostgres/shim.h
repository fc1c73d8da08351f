#ifndef ATRIUM_CPOSTGRES_SHIM_H
#define ATRIUM_CPOSTGRES_SHIM_H

#include <libpq-fe.h>
#include <string.h>

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

/* Whether a notice says that a commit has not reached the standby that it was to reach. The server
   answers the commit as a success all the same. The function that warns has one name in every
   language; its words are looked for where somebody in between has dropped the name. */
static inline int atrium_pg_is_unreplicated(const PGresult *notice) {
  const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity && strcmp(severity, "WARNING") != 0) return 0;
  const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
  if (function && strcmp(function, "SyncRepWaitForLSN") == 0) return 1;
  const char *state = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
  if (!state || (strncmp(state, "01", 2) != 0 && strncmp(state, "57", 2) != 0)) return 0;
  const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  const char *detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
  return (message && strstr(message, "synchronous replication"))
      || (detail && strstr(detail, "replicated to the standby"));
}

/* Notes that a commit has not reached its standby. Other notices (a table that exists already, a
   truncated name) are nobody's concern here; libpq would write them to stderr. */
static inline void atrium_pg_take_notice(void *unreplicated, const PGresult *notice) {
  if (atrium_pg_is_unreplicated(notice)) *(int *)unreplicated = 1;
}

static inline void atrium_pg_watch_notices(PGconn *connection, int *unreplicated) {
  PQsetNoticeReceiver(connection, atrium_pg_take_notice, unreplicated);
}

#endif
