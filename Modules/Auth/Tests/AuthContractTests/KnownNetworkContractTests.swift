import Auth
import AuthSQL
import AuthTesting
import Kernel
import KernelTesting
import Migrations
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

/// From where an account was used before, on every engine.
@Suite struct KnownNetworkContractTests {
  private func known(
    _ networks: [String], of email: String, in auth: AuthFixture
  ) async throws -> [String] {
    try await auth.atomically { transaction in
      try networks.filter {
        try transaction.isKnown(network: $0, for: AuthFixture.email(email))
      }
    }
  }

  /// Undoes the migration that keeps networks, and does it again.
  private func migrateAgain(_ auth: AuthFixture) throws {
    let connection = try auth.database.connect()
    defer { connection.close() }
    let migrator = Migrator(
      connection: connection, streams: [PlatformSQL.migrations, AuthSchema.migrations])
    try migrator.revert(stream: "auth", to: 11)
    try migrator.apply()
  }

  @Test("An account's networks are its own, and are forgotten with it", arguments: Engine.allCases)
  func own(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.register("bola@example.com")
    for _ in 0..<2 { _ = try await auth.login("ada@example.com", from: "198.51.100.7") }
    let all = ["192.0.2.1", "198.51.100.7", "203.0.113.1"]
    #expect(try await known(all, of: "ada@example.com", in: auth) == Array(all.prefix(2)))
    #expect(try await known(all, of: "bola@example.com", in: auth) == Array(all.prefix(1)))
    try await auth.accounts.delete(ada.user.id, by: .operatorConsole)
    let left = try await auth.database.all("SELECT network FROM auth_known_networks") {
      try $0.get(0, as: String.self)
    }
    #expect(left == ["192.0.2.1"])
  }

  @Test("Addresses of sessions that are older than the table are known", arguments: Engine.allCases)
  func earlierSessions(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    for _ in 0..<2 { _ = try await auth.login("ada@example.com", from: "198.51.100.7") }
    try migrateAgain(auth)
    let all = ["192.0.2.1", "198.51.100.7", "203.0.113.1"]
    #expect(try await known(all, of: "ada@example.com", in: auth) == Array(all.prefix(2)))
  }

  @Test("So are networks of IPv6, where the engine can tell them")
  func earlierNetworks() async throws {
    let auth = try await AuthFixture(on: .postgres)
    try await auth.register("ada@example.com")
    for address in ["2001:db8:0:1::2", "2001:db8:0:1:ffff::3", "::1", "fe80::1%eth0"] {
      _ = try await auth.login("ada@example.com", from: address)
    }
    try migrateAgain(auth)
    let all = ["2001:db8:0:1::", "::", "fe80::1%eth0", "2001:db8:0:2::", "2001:db8:0:1::2"]
    #expect(try await known(all, of: "ada@example.com", in: auth) == Array(all.prefix(3)))
  }
}
