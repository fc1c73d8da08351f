import Storage
import StorageTesting
import Testing

@Suite("Announcements")
struct AnnouncementTests {
  @Test("What is announced on a channel is heard there", arguments: Engine.allCases)
  func heard(on engine: Engine) async throws {
    let database = try await engine.database()
    var heard = database.announcements(on: "news").makeAsyncIterator()
    // Postgres says that it listens by an announcement.
    if engine == .postgres { #expect(await heard.next() != nil) }
    database.announce("other")
    database.announce("news")
    #expect(await heard.next() != nil)
  }

  @Test("Listeners hear that the database was closed", arguments: Engine.allCases)
  func ends(on engine: Engine) async throws {
    let database = try await engine.database()
    let stream = database.announcements(on: "news")
    await database.close()
    for await _ in stream {}
  }
}
