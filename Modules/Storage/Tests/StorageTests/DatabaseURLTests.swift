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
      ("sqlite:./a//b/./atrium.db", "a/b/atrium.db"), ("sqlite:../atrium.db", "../atrium.db"),
      ("sqlite:my atrium.db", "my atrium.db"),
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
    "The name of a file that nobody means is refused",
    arguments: [
      "a.db ", " a.db", "a.db\n", "a.db\r\n", "a\tb.db", "a.db\u{A0}", "a.db\u{FEFF}",
      "a.db?mode=ro", "a.db#1", "file:a.db", "~/a.db", "a/", ".", "..", "/", "a/..", "a.db-wal",
      "a.db-shm", "a.db.server.lock", "a\u{FFFD}.db",
    ])
  func fileNames(name: String) {
    let error = #expect(throws: DatabaseURLError.self) {
      try DatabaseURL(parsing: "sqlite:\(name)")
    }
    guard case .fileName = error else {
      Issue.record("\(name): \(String(describing: error))")
      return
    }
  }

  @Test("Blanks and line ends around a Postgres' URL do not count, and within it are refused")
  func ends() throws {
    for text in ["postgresql://h/d\n", " postgresql://h/d\r\n", "\u{FEFF}postgresql://h/d"] {
      #expect(try DatabaseURL(parsing: text) == .postgres(uri: "postgresql://h/d"))
    }
    #expect(throws: DatabaseURLError.malformed) { try DatabaseURL(parsing: "postgresql://h/d\nx") }
    #expect(throws: DatabaseURLError.malformed) { try DatabaseURL(parsing: "postgresql://h/d\0") }
  }

  @Test(
    "A password that libpq would take for something else is refused, and nothing of it is told",
    arguments: [
      "postgresql://app:first@SECOND@127.0.0.1/atrium", "postgresql://app:SEC/OND@h/atrium",
      "postgresql://app:SEC?OND@h/atrium", "postgresql://app:1/SECOND@h/atrium",
      "postgresql://app@SECOND@h/atrium", "postgresql://a:b@h,c:SECOND@i/atrium",
      "postgresql://h:SECOND/atrium", "postgres://app:@SECOND@h",
    ])
  func ambiguous(text: String) {
    let error = #expect(throws: DatabaseURLError.self) { try DatabaseURL(parsing: text) }
    #expect(error == .unescapedAt || error == .port)
    #expect("\(String(describing: error))".contains("SEC") == false)
    #expect("\(DatabaseURL.postgres(uri: text))".contains("OND") == text.contains("//h:"))
  }

  @Test(
    "What libpq reads as it was meant is taken",
    arguments: [
      "postgresql://app:a%40b@h/d", "postgresql://h/d?user=ada@example.com",
      "postgresql:///d?host=/run", "postgresql://[::1]:5432/d", "postgresql://a,b:5433/d",
      "postgresql://u:p:q#r@h:1/d", "postgresql://",
    ])
  func unambiguous(text: String) throws {
    #expect(try DatabaseURL(parsing: text) == .postgres(uri: text))
  }

  @Test(
    "A parameter that libpq takes only when it connects is refused before, by its name",
    arguments: [
      ("sslmode=bogus", "sslmode"), ("sslmode=", "sslmode"), ("sslmode=Require", "sslmode"),
      ("gssencmode=maybe", "gssencmode"), ("channel_binding=1", "channel_binding"),
      ("target_session_attrs=primary&target_session_attrs=master", "target_session_attrs"),
      ("connect_timeout=5s", "connect_timeout"), ("connect_timeout=99999999999", "connect_timeout"),
      ("keepalives=yes", "keepalives"), ("tcp_user_timeout=-1", "tcp_user_timeout"),
      ("ssl_min_protocol_version=1.2", "ssl_min_protocol_version"), ("port=70000", "port"),
      ("ssl=1", "ssl"), ("s%73lmode=x", "sslmode"),
    ])
  func parameters(text: String, name: String) {
    let error = #expect(throws: DatabaseURLError.self) {
      try DatabaseURL(parsing: "postgresql://h/d?application_name=a&\(text)")
    }
    guard case .parameter(name, _) = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
  }

  @Test(
    "What is no parameter is refused, and not told: it may be the rest of a password",
    arguments: ["SECRET", "SECRET=", "a=b=SECRET", "SSLMODE=SECRET", "sslmode", "", "x=1"])
  func noParameters(text: String) {
    let error = #expect(throws: DatabaseURLError.self) {
      try DatabaseURL(parsing: "postgresql://h/d?sslmode=disable&\(text)")
    }
    #expect(error == .unknownParameter)
    #expect("\(String(describing: error))".contains("SECRET") == false)
  }

  @Test(
    "A % that begins no escape is refused",
    arguments: ["postgresql://u:100%@h/d", "postgresql://h/%zz", "postgresql://h/d?user=a%00b"])
  func escapes(text: String) {
    #expect(throws: DatabaseURLError.escape) { try DatabaseURL(parsing: text) }
  }

  @Test(
    "Parameters with values that libpq takes are left as they are",
    arguments: [
      "", "sslmode=verify-full&sslrootcert=/etc/ca.pem", "host=%2Frun&port=5432", "port=5432,,5433",
      "connect_timeout=-1", "ssl=true", "options=-c%20search_path%3Dapp", "keepalives=0",
      "target_session_attrs=prefer-standby", "password=a%26b",
    ])
  func takenParameters(text: String) throws {
    let url = "postgresql://h/d?\(text)"
    #expect(try DatabaseURL(parsing: url) == .postgres(uri: url))
  }

  @Test("What a library says of a connection repeats no secret")
  func hiding() {
    #expect("invalid port \"hunter2\"".hiding(["hunter2", ""]) == "invalid port \"***\"")
  }

  @Test(
    "A password is masked wherever it stands",
    arguments: [
      ("postgresql://ada:s3@cret@db:5432/atrium", "postgresql://ada:***@db:5432/atrium"),
      ("postgresql://ada:s3?cret@db:5432/atrium", "postgresql://ada:***"),
      ("postgresql://ada:s3@cr/et@db:5432/atrium", "postgresql://ada:***"),
      ("postgresql://ada@db/atrium?password=s3:cr@et", "postgresql://ada@db/atrium?password=***"),
      (
        "postgresql://db/a?sslp%61ssword=x&passw%6Frd=y",
        "postgresql://db/a?sslp%61ssword=***&passw%6Frd=***"
      ),
      ("postgresql://db/atrium?password=a&S3CRET", "postgresql://db/atrium?password=***&***"),
      (
        "postgresql://db/a?options=-cx.y%3DS3CRET&sslmode=require",
        "postgresql://db/a?***&sslmode=require"
      ),
      ("postgresql://ada@db/atrium", "postgresql://ada@db/atrium"),
      ("postgresql:///atrium?host=/run", "postgresql:///atrium?host=/run"),
    ])
  func masking(text: String, shown: String) throws {
    #expect("\(DatabaseURL.postgres(uri: text))" == shown)
  }
}
