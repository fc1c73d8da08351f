enum MigrateHelp {
  static let text = """
    atrium-migrate: brings database schemas up to date, one migration at a time.

    USAGE
      atrium-migrate COMMAND [OPTIONS]

    LOOKING
      status      every migration and how it stands in each database
      plan        the pending migrations with the SQL that apply would run
      verify      whether history and files fit: checksums, order, nothing unknown; and whether
                  the role that serves has the grants that it needs, and no others
      drift       whether the schema is as its migrations made it, or was changed by hand
      lint        whether the files keep the rules; needs no database

    CHANGING
      apply       runs what is pending; each migration happens whole or not at all
      down        undoes the last migration of one context, or those after --to VERSION;
                  asks first, and refuses where mode is production
      baseline    writes into the history that a schema is there already, without running it
      repair      --accept-checksums takes the files as they are now;
                  --context X --version N --as applied|pending settles an interrupted migration

    WRITING
      new NAME    --context X writes the next numbered file and its way back;
                  --split writes them for each engine

    WHERE
      --database URL     sqlite:atrium.db or postgresql://user@host/name, for all contexts;
                         otherwise the configuration says which context lives where, and
                         sqlite:atrium.db serves those of which it says nothing, as in the server
      --config FILE      the server's configuration; ATRIUM_STORAGE_DEFAULT and
                         ATRIUM_STORAGE_<CONTEXT>_URL stand above it
      --serving-role R   the role that the server connects as, which owns nothing: apply grants it
                         what it needs (storage.serving_role in the configuration, or
                         ATRIUM_STORAGE_SERVING_ROLE; for one context, say ajo,
                         storage.ajo.serving_role)
      --contexts a,b     only these (and the platform's tables, which all of them need)
      --schemas DIR      files from DIR/<Context>/ instead of those built into this program

    HOW
      --wait SECONDS     how long to wait for another runner (1)
      --to VERSION       how far, for down and baseline
      --yes              do not ask
      --json             one JSON document on standard output, on success and on failure
      --release          the release of this program
      --help             this page

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
      a transaction, such as CREATE INDEX CONCURRENTLY. An applied file is never edited.

    EXAMPLES
      atrium-migrate new add_notes --context ajo
      atrium-migrate plan --database sqlite:atrium.db
      atrium-migrate apply --config atrium.toml --wait 60
      atrium-migrate apply --database postgresql://owner@host/atrium --serving-role atrium
      atrium-migrate status --json | jq '.databases[].state'

    """
}
