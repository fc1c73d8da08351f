import Storage
import Testing

@Suite("Database URLs")
struct DatabaseURLTests {
  @Test(
    "SQLite files are named relative or absolute",
    arguments: [
      ("sqlite:atrium.db", "atrium.db"),
      ("sqlite:/var/lib/atrium.db", "/var/lib/atrium.db"),
      ("sqlite:///var/lib/atrium.db", "/var/lib/atrium.db"),
    ])
  func files(text: String, path: String) throws {
    #expect(try DatabaseURL(parsing: text) == .sqlite(path: path))
  }

  @Test("Both spellings of the Postgres scheme are taken")
  func postgres() throws {
    #expect(try DatabaseURL(parsing: "postgres://h/d").dialect == .postgres)
    #expect(try DatabaseURL(parsing: "postgresql://h/d").dialect == .postgres)
  }

  @Test(
    "What is no database URL is refused with the reason",
    arguments: [
      ("", .malformed), ("atrium.db", .malformed), ("mysql://h/d", .unknownScheme),
      ("sqlite:", .noPath), ("sqlite://host/a.db", .sqliteHost), ("sqlite::memory:", .inMemory),
    ] as [(String, DatabaseURLError)])
  func refusals(text: String, error: DatabaseURLError) {
    #expect(throws: error) { try DatabaseURL(parsing: text) }
  }

  @Test(
    "A password is masked wherever it stands",
    arguments: [
      ("postgresql://ada:s3@cret@db:5432/atrium", "postgresql://ada:***@db:5432/atrium"),
      ("postgresql://ada:s3?cret@db:5432/atrium", "postgresql://ada:***"),
      ("postgresql://ada:s3@cr/et@db:5432/atrium", "postgresql://ada:***"),
      ("postgresql://ada@db/atrium?password=s3:cr@et", "postgresql://ada@db/atrium?password=***"),
      ("postgresql://db/atrium?password=secret&x=1", "postgresql://db/atrium?password=***&x=1"),
      ("postgresql://ada@db/atrium", "postgresql://ada@db/atrium"),
      ("postgresql:///atrium?host=/run", "postgresql:///atrium?host=/run"),
    ])
  func masking(text: String, shown: String) throws {
    #expect("\(try DatabaseURL(parsing: text))" == shown)
  }
}
