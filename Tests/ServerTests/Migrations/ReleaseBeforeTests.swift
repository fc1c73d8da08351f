import Foundation
import JSON
import Kernel
import Migrations
import Storage
import Testing

extension ServerTests {
  /// A database that release 4fc764d made, under this release and back.
  @Suite struct ReleaseBeforeTests {
    private static let keys = "platform_idempotency"

    @Test(
      "A database of release 4fc764d comes forward and goes back with all that it held",
      arguments: [StorageSet.sqlite, .postgres])
    func keepsEverything(on set: StorageSet) async throws {
      try await Self.with(set) { _, _, way in
        let before = try way.contents()
        let empty = before.filter { $0.value.isEmpty }.keys
        #expect(empty.sorted() == [], "the fixture must fill every table")

        try way.forward()
        var after = try way.contents()
        try Losses(Self.newMigrations(), way.connection.dialect)
          .checkReturn(before, after, "forward")
        #expect(try way.drift().map(\.description) == [])
        #expect(after[Self.keys]?.rows(of: ["key"]) == [["'blocked'"], ["'funds'"], ["'success'"]])

        try Self.goBack(way)
        after = try way.contents()
        #expect(Set(after.keys) == Set(before.keys))
        for (name, then) in before {
          // A blocked recipient's transfer never was: any id will do.
          let columns = then.columns.filter { name != Self.keys || $0 != "transfer_id" }
          #expect(after[name]?.columns.sorted() == then.columns.sorted(), "\(name)")
          #expect(after[name]?.rows(of: columns) == then.rows(of: columns), "\(name)")
        }
        #expect(try way.drift().map(\.description) == [])
      }
    }

    @Test(
      "What users of release 4fc764d had works on, and goes back with what they did since",
      arguments: [StorageSet.sqlite, .postgres])
    func serves(on set: StorageSet) async throws {
      try await Self.with(set) { deployment, release, way in
        try way.forward()
        try Self.serve(deployment, release, way)
        try way.connection.executeScript(Self.otherAnswer)

        let before = try way.contents()
        try Self.goBack(way)
        let after = try way.contents()
        try Losses(Self.newMigrations(), way.connection.dialect).check(before, after, "back")
        #expect(
          after[Self.keys]?.rows(of: ["key", "rejection"]) == [
            ["'blocked'", "'payee_unavailable'"], ["'funds'", "'exceeds_balance'"],
            ["'new'", "NULL"], ["'success'", "NULL"],
          ])

        try way.forward()
        try Self.serve(deployment, release, way)
      }
    }

    /// Signs Ada in, repeats what she asked, and has her pay once more under the key `new`.
    private static func serve(
      _ deployment: Deployment, _ release: ReleaseBefore, _ way: MigrationWay
    ) throws {
      // Keys count for a day only.
      _ = try way.connection.execute(
        "UPDATE platform_idempotency SET created_at = \(SystemClock().now())")
      let server = try deployment.start()
      defer { server.kill() }
      let ada = try Person.login("ada@example.com", at: server)
      let client = ada.client(of: server)
      for kept in release.answers {
        let answer = try client.post("/api/ajo/wallet/transfer", kept.request, key: kept.key)
        #expect(answer.status == kept.status, "\(kept.key)")
        #expect(answer.text == kept.body, "\(kept.key)")
      }
      let paid = try client.post(
        "/api/ajo/wallet/transfer", #"{"to_email": "bola@example.com", "amount": "1.00"}"#,
        key: "new")
      #expect(paid.status == 201, "\(paid.text)")
      #expect(try ada.balance(at: server) == 84_00)
      #expect(try deployment.findings() == nil)
    }

    /// An answer that no older release could give again.
    private static let otherAnswer = """
      INSERT INTO platform_idempotency (owner_id, route, key, fingerprint, request_id, created_at,
          status, content_type, body)
        SELECT owner_id, route, 'other', fingerprint, request_id, created_at, 201,
          'application/json', fingerprint
        FROM platform_idempotency WHERE key = 'success'
      """

    /// Makes the database of then for `body`.
    private static func with(
      _ set: StorageSet, _ body: (Deployment, ReleaseBefore, MigrationWay) throws -> Void
    ) async throws {
      try await Deployment.with(set, migrates: false) { deployment in
        let connection = try deployment.connect(to: "auth")
        defer { connection.close() }
        let release = try ReleaseBefore(connection.dialect)
        try release.make(connection)
        let streams = try MigrationStream.all(inFoldersOf: "\(Programs.root)/Schemas")
        try body(deployment, release, MigrationWay(connection, streams, deployment.folder))
      }
    }

    private static func goBack(_ way: MigrationWay) throws {
      for stream in way.streams.reversed() {
        try way.back(stream.name, to: ReleaseBefore.versions[stream.name] ?? 0)
      }
    }

    /// What came after that release.
    private static func newMigrations() throws -> [Migration] {
      try MigrationStream.all(inFoldersOf: "\(Programs.root)/Schemas").flatMap { stream in
        stream.migrations.filter { $0.version > ReleaseBefore.versions[stream.name] ?? 0 }
      }
    }
  }
}
