import Console
import Glibc
import Testing

@testable import Backup

@Suite("Postgres' own tools")
struct PostgresToolTests {
  @Test(
    "A database's password never stands in the words of a command",
    arguments: [
      ("postgresql://h/d", "postgresql://h/d", nil),
      ("postgresql://ada@h/d?sslmode=require", "postgresql://ada@h/d?sslmode=require", nil),
      ("postgresql://ada:pw@h:5432/d", "postgresql://ada@h:5432/d", "pw"),
      ("postgres://ada:a%2Fb%40%3A%25@h/d", "postgres://ada@h/d", "a/b@:%"),
      (
        "postgresql://ada@/d?host=/run&password=p%20w&port=1",
        "postgresql://ada@/d?host=/run&port=1", "p w"
      ),
      ("postgresql://ada:x@/d?password=pw", "postgresql://ada@/d", "pw"),
    ] as [(String, String, String?)])
  func secrets(_ uri: String, _ words: String, _ password: String?) throws {
    let parts = try PostgresTool.separate(uri)
    #expect(parts.uri == words)
    #expect(parts.password == password)
  }

  @Test("A secret that only words could hand on is refused")
  func refused() {
    #expect(throws: CommandError.self) {
      try PostgresTool(uri: "postgresql://ada@h/d?sslpassword=pw", environment: [:])
    }
  }

  @Test("The password is among the tool's variables, and what it prints comes back whole")
  func environment() throws {
    let tool = try PostgresTool(
      uri: "postgresql://ada:p%20w@h/d",
      environment: [
        "HOME": "/h", "ATRIUM_AUTH_ENCRYPTION_KEY": "secret", "LC_ALL": "de_DE", "LANGUAGE": "de",
        "PGCLIENTENCODING": "LATIN1",
      ])
    #expect(
      try tool.run("env", []).split(separator: "\n").sorted() == [
        "HOME=/h", "LC_ALL=C.UTF-8", "PGCLIENTENCODING=UTF8", "PGPASSWORD=p w", "TZ=UTC",
      ])
    let output = try tool.run("/usr/bin/seq", ["100000"])
    #expect(output.hasSuffix("\n99999\n100000\n") && output.utf8.count == 588_895)
  }

  @Test("A tool that is missing, and one that fails, are told apart, with what it said")
  func failures() throws {
    let tool = try PostgresTool(uri: "postgresql://h/d", environment: [:])
    func code(_ name: String, _ words: String...) -> (Int32, String)? {
      do throws(CommandError) {
        try tool.run(name, words)
        return nil
      } catch {
        return (error.exitCode, error.message)
      }
    }
    let missing = try #require(code("pg_there_is_none"))
    #expect(missing.0 == 69 && missing.1.contains("postgresql-client"))
    let failed = try #require(code("/bin/sh", "-c", "echo too bad >&2; exit 3"))
    #expect(failed.0 == 70 && failed.1 == "too bad")
  }

  @Test("A tool that was killed has failed")
  func killed() throws {
    let tool = try PostgresTool(uri: "postgresql://h/d", environment: ["PATH": "/usr/bin:/bin"])
    #expect(throws: CommandError.self) { try tool.run("sh", ["-c", "kill -KILL $$"]) }
  }

  @Test("What a tool says repeats no password, and it has no descriptor but its three streams")
  func apart() throws {
    let inherited = open("/dev/null", O_RDONLY)
    defer { close(inherited) }
    let tool = try PostgresTool(
      uri: "postgresql://ada:hunter2@h/d", environment: ["PATH": "/usr/bin:/bin"])
    let error = #expect(throws: CommandError.self) {
      try tool.run("sh", ["-c", "echo not $PGPASSWORD >&2; exit 1"])
    }
    #expect(error?.message == "not ***")
    // The fourth is the folder that ls reads.
    let open = try tool.run("ls", ["/proc/self/fd"]).split(separator: "\n")
    #expect(open.count == 4)
  }
}
