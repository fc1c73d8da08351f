import Storage
import Testing

@testable import Migrations

@Suite("Streams of migration files")
struct MigrationStreamTests {
  private func stream(_ files: [(String, String)]) -> MigrationStream {
    MigrationStream(name: "auth", files: files.map { (name: $0.0, contents: $0.1) })
  }

  private func kinds(_ files: [(String, String)]) -> [MigrationFileProblem.Kind] {
    stream(files).problems.map(\.kind)
  }

  @Test("Shared and split files become one ordered history with its ways back")
  func reading() throws {
    let stream = stream([
      ("0002_index.sqlite.sql", "CREATE INDEX i ON a (x);"),
      ("0001_a.down.sql", "DROP TABLE a;"),
      (
        "0002_index.postgres.sql",
        "-- atrium: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (x);"
      ),
      ("0001_a.sql", "CREATE TABLE a (x int);"),
      ("0002_index.down.postgres.sql", "DROP INDEX i;"),
    ])
    #expect(stream.problems.isEmpty)
    #expect(stream.migrations.map(\.id.description) == ["auth/0001_a", "auth/0002_index"])
    let first = try #require(stream.migrations.first)
    #expect(first.sql(for: .postgres) == first.sql(for: .sqlite))
    #expect(first.down(for: .sqlite)?.text == "DROP TABLE a;")
    let second = try #require(stream.migrations.last)
    #expect(!second.script(for: .postgres).isTransactional)
    #expect(second.script(for: .sqlite).isTransactional)
    #expect(second.down(for: .postgres) != nil)
    #expect(second.down(for: .sqlite) == nil)
  }

  @Test("The checksum is SHA-256 of the text, whatever its line ends and byte order mark")
  func checksum() {
    let unix = stream([("0001_a.sql", "SELECT 1;\nSELECT 2;\n")])
    let dos = stream([("0001_a.sql", "\u{FEFF}SELECT 1;\r\nSELECT 2;\r\n")])
    let other = stream([("0001_a.sql", "SELECT 1;\nSELECT 3;\n")])
    #expect(
      unix.migrations[0].checksum(for: .sqlite)
        == "82efb67f3010c6eb7ead02e4f6d9550633dbc1407f99aa487468e7b2567aebbc")
    #expect(
      unix.migrations[0].checksum(for: .postgres) == dos.migrations[0].checksum(for: .postgres))
    #expect(unix.migrations[0].checksum(for: .sqlite) != other.migrations[0].checksum(for: .sqlite))
  }

  @Test("Every mistake in the set of files is named")
  func mistakes() {
    let ok = "SELECT 1;"
    #expect(kinds([("1_a.sql", ok)]) == [.badName])
    #expect(kinds([("0001_a.sql", ok), ("0003_c.sql", ok)]) == [.versionGap])
    #expect(kinds([("0002_a.sql", ok)]) == [.versionGap])
    #expect(kinds([("0001_a.sql", ok), ("0001_b.sql", ok)]) == [.duplicateVersion])
    #expect(kinds([("0001_a.postgres.sql", ok)]) == [.missingVariant])
    #expect(kinds([("0001_a.sql", ok), ("0001_a.sqlite.sql", ok)]) == [.ambiguousVariant])
    #expect(kinds([("0001_a.sql", ok), ("0002_b.down.sql", ok)]) == [.orphanDown])
    #expect(kinds([("0001_a.sql", " \n")]) == [.empty])
    #expect(kinds([("0001_a.sql", "-- nothing to do here\n")]) == [])
    #expect(MigrationStream(name: "Auth", files: []).problems.map(\.kind) == [.badStream])
  }

  @Test(
    "What would break a transaction is refused, with its line",
    arguments: [
      ("SELECT 1;\nCOMMIT;", MigrationFileProblem.Kind.transactionControl),
      ("SELECT 1;\nbegin;", .transactionControl),
      ("SELECT 1;\nSTART TRANSACTION;", .transactionControl),
      ("SELECT 1;\nVACUUM;", .needsNoTransaction),
      ("SELECT 1;\nCOPY a FROM stdin;", .clientCommand),
      ("SELECT 1;\n\\i other.sql", .clientCommand),
      ("SELECT 1;\nSELECT 'open", .unterminated),
    ])
  func refused(script: String, kind: MigrationFileProblem.Kind) {
    let problems = stream([("0001_a.sql", script)]).problems
    #expect(problems.map(\.kind) == [kind])
    #expect(problems.first?.line == 2)
    #expect(problems.first?.file == "0001_a.sql")
  }

  @Test("What each engine alone cannot do in a transaction is refused for that engine")
  func perEngine() {
    let postgres = "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x);"
    let sqlite = "PRAGMA foreign_keys = OFF;"
    #expect(
      kinds([("0001_a.postgres.sql", postgres), ("0001_a.sqlite.sql", sqlite)])
        == [.needsNoTransaction, .needsNoTransaction])
    #expect(
      kinds([("0001_a.postgres.sql", sqlite), ("0001_a.sqlite.sql", "SELECT 1;")]) == [])
  }

  @Test("A file outside transactions holds one statement, and a directive is one that is known")
  func directives() {
    let mark = "-- atrium: no-transaction\n"
    #expect(kinds([("0001_a.sql", mark + "VACUUM;")]) == [])
    #expect(kinds([("0001_a.sql", mark + "VACUUM; ANALYZE;")]) == [.notOneStatement])
    #expect(kinds([("0001_a.sql", mark)]) == [.notOneStatement])
    #expect(kinds([("0001_a.sql", "-- atrium: no-transactions\nSELECT 1;")]) == [.unknownDirective])
    #expect(
      stream([("0001_a.sql", "-- atrium: accept drop-table\nDROP TABLE a;")])
        .migrations[0].script(for: .sqlite).accepted == ["drop-table"])
  }
}
