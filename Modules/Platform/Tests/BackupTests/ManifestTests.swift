import Console
import Testing

@testable import Backup

@Suite("The manifest of a backup")
struct ManifestTests {
  private let entry = BackupManifest.Entry(
    contexts: ["auth", "ajo"], engine: "postgres", file: "auth-ajo.dump", bytes: 4_711,
    sha256: "ab12", schema: "public", books: .verified,
    census: BackupStore.Census(
      tables: [("auth_users", 3), ("ledger_entries", 12)],
      migrations: [
        BackupManifest.Migration(stream: "platform", version: 1, name: "ledger", checksum: "c0")
      ]))

  private func manifest(_ entry: BackupManifest.Entry) -> BackupManifest {
    BackupManifest(release: "1.2.3", createdAt: BackupScene.noon, entries: [entry])
  }

  private func problem(_ text: String) -> String? {
    do throws(CommandError) {
      _ = try BackupManifest(parsing: Array(text.utf8))
      return nil
    } catch {
      return error.code == "bad_backup" ? error.message : nil
    }
  }

  @Test("What is written is what is read")
  func roundTrip() throws {
    let read = try BackupManifest(parsing: manifest(entry).json)
    #expect(read.release == "1.2.3" && read.createdAt == BackupScene.noon)
    let found = try #require(read.entries.first)
    #expect(found.contexts == entry.contexts && found.engine == entry.engine)
    #expect(found.file == entry.file && found.bytes == entry.bytes && found.sha256 == entry.sha256)
    #expect(found.schema == "public" && found.books == .verified)
    #expect(found.census == entry.census)
    #expect(read.json == manifest(entry).json)
  }

  @Test("Another format, a missing member and a way out of the folder are refused")
  func refused() {
    let text = String(decoding: manifest(entry).json, as: UTF8.self)
    #expect(problem(text) == nil)
    #expect(problem("{") != nil)
    #expect(problem(text.replacing(#""format":1"#, with: #""format":2"#)) != nil)
    for member in ["created_at", "file", "sha256", "rows", "books", "engine", "bytes"] {
      #expect(problem(text.replacing("\"\(member)\"", with: "\"x\"")) != nil, "\(member)")
    }
    for file in ["..", "/etc/passwd", "../auth.dump", ""] {
      #expect(problem(text.replacing("auth-ajo.dump", with: file)) != nil, "\(file)")
    }
    #expect(problem(text.replacing(#""auth_users":3"#, with: #""auth_users":"3""#)) != nil)
  }

  @Test("A census names the tables in which it differs from another")
  func differences() {
    var other = entry.census
    #expect(other.differences(from: entry.census) == [])
    other.tables = [("ajo_circles", 1), ("auth_users", 4), ("ledger_entries", 12)]
    #expect(other.differences(from: entry.census) == ["ajo_circles", "auth_users"])
    #expect(other != entry.census)
  }
}
