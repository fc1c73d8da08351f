import Storage
import StoragePostgres
import Testing

@Suite("Notifications")
struct NotificationTests {
  @Test("What is notified is heard, and after a lost connection again")
  func reconnects() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      let database = test.database
      var heard = database.notifications(channel: #"rides "x""#).makeAsyncIterator()
      #expect(await heard.next() == "")
      _ = try await database.query("SELECT pg_notify(\(#"rides "x""#), \("one"))")
      #expect(await heard.next() == "one")

      relay.cutAll()
      // Says that what was sent meanwhile was missed.
      #expect(await heard.next() == "")
      try await database.transaction { tx in
        _ = try tx.query("SELECT pg_notify(\("other"), \("not for us"))")
        _ = try tx.query("SELECT pg_notify(\(#"rides "x""#), \("two"))")
      }
      #expect(await heard.next() == "two")
    }
  }

  @Test("Listening ends when the database is closed")
  func ends() async throws {
    try await TestDatabase.run { test in
      var heard = test.database.notifications(channel: "c").makeAsyncIterator()
      #expect(await heard.next() == "")
      await test.database.close()
      #expect(await heard.next() == nil)
    }
  }
}
