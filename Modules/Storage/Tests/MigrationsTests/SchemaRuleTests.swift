import Migrations
import Storage
import StorageTesting
import Testing

@Suite("Migrations make the same of any schema")
struct SchemaRuleTests {
  private func stream(_ sql: String) -> MigrationStream {
    .of(
      "auth",
      files: [
        "0001_a.postgres.sql": sql, "0001_a.sqlite.sql": "CREATE TABLE a (x INTEGER) STRICT;",
      ]
    )
  }

  @Test(
    "A script that names a schema, or makes what is there once a database, is refused unrun",
    arguments: [
      "CREATE TABLE public.a (x int)", "CREATE TABLE IF NOT EXISTS other.a (x int)",
      "CREATE UNLOGGED TABLE other.a (x int)", "CREATE SCHEMA other",
      "CREATE TYPE other.a AS (x int)",
      "CREATE SCHEMA IF NOT EXISTS other AUTHORIZATION CURRENT_USER",
      "CREATE TABLE \"public\".\"a\" (x int)", "ALTER TABLE public.a ADD y int",
      "ALTER TABLE ONLY other.a ADD y int", "ALTER TABLE a SET SCHEMA other",
      "DROP TABLE IF EXISTS other.a", "CREATE TABLE b (x int REFERENCES other.a (x))",
      "CREATE UNIQUE INDEX a_x ON other.a (x)", "INSERT INTO other.a VALUES (1)",
      "UPDATE other.a SET x = 1", "DELETE FROM ONLY other.a", "TRUNCATE TABLE other.a",
      "CREATE VIEW v AS SELECT x FROM public.a",
      "CREATE OR REPLACE FUNCTION other.f() RETURNS int "
        + "LANGUAGE sql AS 'SELECT 1'",
      "CREATE TRIGGER t BEFORE UPDATE ON other.a FOR EACH ROW EXECUTE FUNCTION f()",
      "CREATE EXTENSION pg_trgm", "DROP EXTENSION pg_trgm", "CREATE ROLE r", "CREATE USER u",
      "CREATE PUBLICATION p", "SET search_path TO other", "SET LOCAL search_path = other, public",
      "SELECT pg_catalog.set_config('search_path', '', false)",
    ])
  func refused(_ sql: String) async throws {
    let problems = stream(sql + ";").problems
    #expect(problems.map(\.kind) == [.namesSchema], "\(problems)")
    #expect(problems.first?.line == 1)
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream(sql + ";")])
      guard case .invalidFiles = migrationError({ try migrator.apply() }) else {
        Issue.record("\(sql) was taken")
        return
      }
    }
  }

  @Test(
    "What works in any schema is taken, and can be compared with",
    arguments: [
      "CREATE TABLE a (x int CHECK (x IS DISTINCT FROM 3), y pg_catalog.text)",
      "CREATE TABLE a (x int); CREATE VIEW v AS SELECT t.x FROM a AS t WHERE t.x = 1",
      "CREATE TABLE a (x int); UPDATE a SET x = b.x FROM a AS b WHERE a.x = b.x",
      "CREATE TABLE a (x int); INSERT INTO a SELECT b.x FROM a AS b",
      "CREATE TABLE a (x int); COMMENT ON COLUMN a.x IS 'public.x'",
      "CREATE TABLE a (x timestamptz); CREATE INDEX a_x ON a ((EXTRACT(year FROM a.x AT TIME ZONE 'UTC')))",
      "CREATE SEQUENCE s; CREATE TABLE a (x bigint DEFAULT nextval('s')); "
        + "ALTER SEQUENCE s OWNED BY a.x",
      "CREATE EXTENSION IF NOT EXISTS plpgsql; CREATE TABLE a (x int)",
      "CREATE TABLE a (x int); ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0), ALTER x SET DEFAULT 1",
      "CREATE TABLE a (x int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
        + "$$ BEGIN RETURN NEW; END $$; CREATE TRIGGER t BEFORE UPDATE OF x ON a FOR EACH ROW "
        + "WHEN (NEW.x > OLD.x) EXECUTE FUNCTION f()",
    ])
  func taken(_ sql: String) async throws {
    let stream = stream(sql + ";")
    #expect(stream.problems.isEmpty)
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      #expect(try migrator.drift(scratch: nil) == [])
    }
  }

  @Test("What no rule can see is told as not comparable: which statement it is, and why")
  func hidden() async throws {
    let stream = stream("DO $$ BEGIN EXECUTE 'CREATE TABLE public.a (x int)'; END $$;")
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      let error = migrationError { _ = try migrator.drift(scratch: nil) }
      guard case .notComparable(let reason) = error else {
        Issue.record("it could be compared with")
        return
      }
      let id = try #require(migrator.plan().lines.first?.id)
      #expect(reason.hasPrefix("\(id), line 1, cannot be run again"), "\(reason)")
      #expect(reason.contains("[42P07]") && reason.contains("search_path"))
    }
  }
}
