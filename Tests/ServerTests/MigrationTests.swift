import AuthTesting
import Foundation
import JSON
import Migrations
import Storage
import StorageSQLite
import Testing

private let botToken = "123456:AAtests"

extension ServerTests {
  /// Migrations of a database that is in use, back and forward again.
  @Suite struct MigrationTests {
    @Test("The migrations of this release keep the rules that lint holds others to")
    func lint() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let outcome = try deployment.run("atrium-migrate", "lint")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      }
    }

    @Test(
      "Every migration goes back and forward, loses what its way back drops and nothing else",
      arguments: [StorageSet.sqlite, .postgres])
    func roundTrips(on set: StorageSet) async throws {
      let settings = "[auth.social.telegram]\nbot_token_file = \"bot\""
      try await Deployment.with(set, settings: settings) { deployment in
        try deployment.write("bot", "\(botToken)\n")
        try await deployment.serving { try await Self.fill(deployment, $0) }
        let connection = try deployment.connect(to: "auth")
        defer { connection.close() }
        try connection.executeScript(Self.leftOver)
        let empty = try TableContents.all(connection).filter { $0.value.isEmpty }.keys
        #expect(empty.sorted() == [], "the test must fill every table")

        let streams = try MigrationStream.all(inFoldersOf: "\(Programs.root)/Schemas")
        let way = Way(connection, streams, deployment.folder)
        for stream in streams.reversed() {
          for migration in stream.migrations.reversed() {
            if migration.id.description.contains("identities") {
              try Self.refuseUsersWithoutAddress(way, stream, migration)
            }
            try way.goBackAndForth(stream, migration)
          }
        }
        #expect(try TableContents.all(connection).isEmpty)
        try Migrator(connection: connection, streams: streams).apply()
        #expect(try way.drift() == [])
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          #expect(try ada.balance(at: server) == 0)
        }
      }
    }

    /// Going back behind users without an address asks for one of each first.
    private static func refuseUsersWithoutAddress(
      _ way: Way, _ stream: MigrationStream, _ migration: Migration
    ) throws {
      let before = try TableContents.all(way.connection)
      #expect(throws: MigrationError.self) { try way.back(stream, migration) }
      #expect(try TableContents.all(way.connection) == before)
      try way.connection.executeScript(
        "UPDATE auth_users SET email = 'found@example.com' WHERE email IS NULL")
    }

    /// Uses every part of the product.
    private static func fill(_ deployment: Deployment, _ server: AtriumServer) async throws {
      #expect(try deployment.run("atrium", "demo", "seed", "--users", "4", "--yes").exitCode == 0)
      let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
      let (ada, client) = (bank.people[0], bank.people[0].client(of: server))
      let password = #""password": "\#(Person.password)""#
      var statuses = try [
        bank.send(Order(key: "k", from: 0, to: 1, minorUnits: 1_00), by: server.client()),
        bank.send(Order(key: "l", from: 0, to: 1, minorUnits: 99_00), by: server.client()),
        client.post("/api/auth/api-keys", #"{"name": "n", "scopes": ["ajo.wallet.read"]}"#),
        client.post("/api/auth/pin", #"{"pin": "4711", \#(password)}"#),
        client.post("/api/auth/pin/verify", #"{"pin": "4711"}"#),
        server.client().post(
          "/api/auth/login", #"{"email": "\#(bank.people[1].email)", "password": "wrong one"}"#),
        bank.people[1].client(of: server).post("/api/auth/logout", "{}"),
      ].map(\.status)
      let code = try client.get("/api/users/\(ada.id)/qr-data").string("payload") ?? ""
      let setup = try client.post("/api/auth/totp/setup", "{\(password)}").string("secret") ?? ""
      let totp = try Programs.run("\(Programs.root)/Scripts/totp", [setup], in: deployment.folder)
      let digits = totp.output.trimmingCharacters(in: .whitespacesAndNewlines)
      let told = InitData.text(
        user: #"{"id":279058397,"first_name":"Bola"}"#, at: Int64(Date().timeIntervalSince1970),
        botToken: botToken)
      statuses += try [
        client.post("/api/users/qr/redeem", #"{"payload": "\#(code)"}"#),
        client.post("/api/auth/totp/enable", #"{"code": "\#(digits)"}"#),
        client.post("/api/auth/login", #"{"email": "\#(ada.email)", \#(password)}"#),
        client.post("/api/auth/social/telegram", #"{"init_data": "\#(told)"}"#),
      ].map(\.status)
      #expect(statuses == [201, 409, 201, 204, 200, 401, 204, 200, 200, 401, 201])
    }

    /// Rows of tables that nobody can be made to fill from outside, or not at once.
    private static let leftOver = """
      INSERT INTO auth_pending_profiles (user_id, context, profile, created_at)
        SELECT id, 'fleet', '{}', created_at FROM auth_users;
      INSERT INTO auth_mail_tokens (hash, user_id, purpose, email, expires_at)
        SELECT family_key, user_id, 'password_reset', 'a@example.com', expires_at
        FROM auth_sessions;
      INSERT INTO platform_rate_limits (key, full_at, granted)
        SELECT nonce, 1, 1 FROM auth_redeemed_codes;
      """
  }
}

/// The way back and forward of one database.
private struct Way {
  let connection: any SQLConnection
  private let streams: [MigrationStream]
  private let folder: String

  init(_ connection: any SQLConnection, _ streams: [MigrationStream], _ folder: String) {
    (self.connection, self.streams, self.folder) = (connection, streams, folder)
  }

  func back(_ stream: MigrationStream, _ migration: Migration) throws {
    try Migrator(connection: connection, streams: [stream]).revert(
      stream: stream.name, to: migration.version - 1)
  }

  /// Undoes the stream's last migration, does it again, and undoes it for good.
  func goBackAndForth(_ stream: MigrationStream, _ migration: Migration) throws {
    let losses = try Losses(migration, connection.dialect)
    let before = try TableContents.all(connection)
    try back(stream, migration)
    let after = try TableContents.all(connection)
    losses.check(before, after, "\(migration.id) undone")
    #expect(try drift().map(\.description) == [], "\(migration.id) undone")

    try Migrator(connection: connection, streams: [stream]).apply()
    let again = try TableContents.all(connection)
    // With it come those after it, which were undone before.
    #expect(Set(before.keys).isSubset(of: again.keys), "\(migration.id) done again")
    Losses.none.check(after, again, "\(migration.id) done again")
    #expect(try drift().map(\.description) == [], "\(migration.id) done again")

    try back(stream, migration)
    Losses.none.check(after, try TableContents.all(connection), "\(migration.id) undone twice")
  }

  /// What differs from what the migrations that are left make of an empty database.
  func drift() throws -> [SchemaDifference] {
    let migrator = Migrator(connection: connection, streams: streams)
    guard connection.dialect == .sqlite else { return try migrator.drift(scratch: nil) }
    let path = "\(folder)/scratch-\(UUID()).db"
    let scratch = try SQLiteDatabase(path: path, role: .tool).connect()
    defer { scratch.close() }
    return try migrator.drift(scratch: scratch)
  }
}

/// What a way back says it drops.
private struct Losses {
  static let none = Losses(tables: [], columns: [])

  private let tables: Set<String>
  private let columns: Set<String>

  private init(tables: Set<String>, columns: Set<String>) {
    (self.tables, self.columns) = (tables, columns)
  }

  init(_ migration: Migration, _ dialect: Dialect) throws {
    let script = try #require(migration.down(for: dialect), "\(migration.id) has no way back")
    let text = script.statements.map(\.text).joined(separator: ";\n")
    let dropped = text.matches(of: /DROP TABLE ([a-z_]+)/).map { String($0.1) }
    let made = text.matches(of: /(?:CREATE TABLE|RENAME TO) ([a-z_]+)/).map { String($0.1) }
    tables = Set(dropped).subtracting(made)
    columns = Set(text.matches(of: /DROP COLUMN ([a-z_]+)/).map { String($0.1) })
  }

  func check(
    _ before: [String: TableContents], _ after: [String: TableContents], _ what: String
  ) {
    #expect(Set(before.keys).subtracting(after.keys) == tables, "\(what)")
    for (name, then) in before {
      guard let now = after[name] else { continue }
      let lost = Set(then.columns).subtracting(now.columns)
      #expect(lost.isSubset(of: columns), "\(what): \(name)")
      let kept = then.columns.filter { !lost.contains($0) }
      #expect(then.rows(of: kept) == now.rows(of: kept), "\(what): rows of \(name)")
    }
  }
}
