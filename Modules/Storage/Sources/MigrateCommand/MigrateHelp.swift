enum MigrateHelp {
  static let text = """
    atrium-migrate: brings database schemas up to date, one migration at a time.

    USAGE
      atrium-migrate COMMAND [OPTIONS]

    LOOKING
      status      list every migration and its state in each database
      plan        list the pending migrations with the SQL that apply would run
      verify      compare history and files (checksums, order, unknown versions), and the grants
                  of the serving role with what it needs
      drift       compare the schema with what its migrations made: find changes by hand
      lint        check the files against the rules; needs no database

    CHANGING
      apply       run the pending migrations; each happens whole or not at all
      down        undo the last migration of one context, or those after --to VERSION;
                  asks first, and refuses where mode is production
      baseline    record that a schema is there already, without running its migrations
      repair      --accept-checksums accepts the files as they are now;
                  --context X --version N --as applied|pending settles an interrupted migration

    WRITING
      new NAME    write the next numbered file of --context X, and its way back;
                  --split writes one for each engine

    WHERE
      --database URL     sqlite:atrium.db or postgresql://user@host/name, for all contexts;
                         by default the configuration names the database of each context, and
                         sqlite:atrium.db holds those that it does not name, as in the server
      --config FILE      the server's configuration; ATRIUM_STORAGE_DEFAULT and
                         ATRIUM_STORAGE_<CONTEXT>_URL override it
      --serving-role R   the role that the server connects as, which owns nothing: apply grants it
                         what it needs (storage.serving_role in the configuration, or
                         ATRIUM_STORAGE_SERVING_ROLE; for one context, such as ajo,
                         storage.ajo.serving_role)
      --contexts a,b     only these contexts, and the platform's tables, which all of them need
      --schemas DIR      read files from DIR/<Context>/ instead of those built into this program

    HOW
      --wait SECONDS     how long to wait for another runner; 1 by default
      --to VERSION       the last version to keep (down) or to record (baseline)
      --yes              do not ask
      --json             write one JSON document to standard output, on success and on failure
      --release          show the release of this program
      --help             show this page

    EXIT STATUS
       0  done, or nothing to do       5  a migration failed and was rolled back
       2  migrations are pending       6  an interrupted migration needs repair
       3  checksum, order, drift, grants   7  the files break a rule
       4  another runner is at work   64  usage     69  a database cannot be reached
      70  done, and the answer could not be written

    FILES
      Schemas/Auth/0001_users.sql               runs on both engines
      Schemas/Auth/0002_index.postgres.sql      runs on one engine; the other has its own
      Schemas/Auth/0001_users.down.sql          the way back
      A file that begins with "-- atrium: no-transaction" holds one statement that cannot run in
      a transaction, such as CREATE INDEX CONCURRENTLY. Never edit a file that was applied.

    EXAMPLES
      atrium-migrate new add_notes --context ajo
      atrium-migrate plan --database sqlite:atrium.db
      atrium-migrate apply --config atrium.toml --wait 60
      atrium-migrate apply --database postgresql://owner@host/atrium --serving-role atrium
      atrium-migrate status --json | jq '.databases[].state'

    """
}
