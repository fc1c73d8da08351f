// How many transfers a second SQLite takes when each is a commit of its own: WAL, synchronous=FULL,
// prepared statements, one connection and nothing around it.
//
//   sqlite_commits FILE USERS SECONDS      prints "transfers seconds"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static sqlite3 *db;

static void check(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  fprintf(stderr, "sqlite_commits: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(db, sql, NULL, NULL, NULL)); }

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
  return statement;
}

static void step(sqlite3_stmt *statement, int count, const sqlite3_int64 *values) {
  for (int i = 0; i < count; i++) check(sqlite3_bind_int64(statement, i + 1, values[i]));
  check(sqlite3_step(statement));
  check(sqlite3_reset(statement));
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  check(sqlite3_open(argv[1], &db));
  run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL) STRICT;"
      "CREATE TABLE transfers (id INTEGER PRIMARY KEY, debit INTEGER NOT NULL,"
      "  credit INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT;"
      "CREATE TABLE entries (id INTEGER PRIMARY KEY, account INTEGER NOT NULL,"
      "  amount INTEGER NOT NULL) STRICT;");
  sqlite3_int64 users = atoll(argv[2]);
  sqlite3_stmt *account = prepare("INSERT INTO accounts VALUES (?, 1000000000)");
  run("BEGIN");
  for (sqlite3_int64 i = 1; i <= users; i++) step(account, 1, &i);
  run("COMMIT");

  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  sqlite3_stmt *read = prepare("SELECT balance FROM accounts WHERE id = ?");
  sqlite3_stmt *update = prepare("UPDATE accounts SET balance = balance + ?2 WHERE id = ?1");
  sqlite3_stmt *transfer =
      prepare("INSERT INTO transfers (debit, credit, amount) VALUES (?, ?, ?)");
  sqlite3_stmt *entry = prepare("INSERT INTO entries (account, amount) VALUES (?, ?)");
  double start = now(), end = start + atof(argv[3]);
  long count = 0;
  while (now() < end) {
    sqlite3_int64 debit = 1 + random() % users;
    sqlite3_int64 credit = 1 + (debit + random() % (users - 1)) % users;
    step(begin, 0, NULL);
    step(read, 1, &debit);
    step(read, 1, &credit);
    step(update, 2, (sqlite3_int64[]){debit, -1});
    step(update, 2, (sqlite3_int64[]){credit, 1});
    step(transfer, 3, (sqlite3_int64[]){debit, credit, 1});
    step(entry, 2, (sqlite3_int64[]){debit, -1});
    step(entry, 2, (sqlite3_int64[]){credit, 1});
    step(commit, 0, NULL);
    count++;
  }
  printf("%ld %f\n", count, now() - start);
  return 0;
}
