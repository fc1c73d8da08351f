import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// What a thief of the database finds of what providers told, on every engine.
@Suite struct SealedWebhookTests {
  /// Turns octets over under one of some keys, which change as a server's do that starts anew.
  private final class Keys: SecretKeeper {
    struct Moved: Error {}
    private let held: Mutex<[UInt8]>

    init(_ keys: UInt8...) { held = Mutex(keys) }

    func set(_ keys: UInt8...) { held.withLock { $0 = keys } }

    var keyID: String? { held.withLock { $0.first }.map { "k\($0)" } }

    func knows(_ keyID: String?) -> Bool {
      keyID.map { id in held.withLock { $0 }.contains { "k\($0)" == id } } ?? true
    }

    func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
      guard let key = held.withLock({ $0.first }) else {
        return KeptSecret(octets: secret, keyID: nil)
      }
      return KeptSecret(
        octets: (Array(place.utf8) + [0xFF] + secret).map { $0 ^ 0xA0 ^ key }, keyID: "k\(key)")
    }

    func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
      guard let id = kept.keyID else { return kept.octets }
      guard let key = held.withLock({ $0 }).first(where: { "k\($0)" == id }) else {
        throw UnknownEncryptionKey(id: id)
      }
      let plain = kept.octets.map { $0 ^ 0xA0 ^ key }
      guard plain.starts(with: Array(place.utf8) + [0xFF]) else { throw Moved() }
      return Array(plain.dropFirst(place.utf8.count + 1))
    }
  }

  private func isPlain(_ till: Till) async throws -> [Bool] {
    try await till.fixture.ledger.database.all(
      "SELECT body FROM platform_payment_webhooks ORDER BY id"
    ) { try $0.get(0, as: [UInt8].self).first == UInt8(ascii: "{") }
  }

  @Test(
    "What a provider tells is kept sealed, acted on, and shown as it came",
    arguments: Engine.allCases)
  func sealed(on engine: Engine) async throws {
    let till = try await Till(on: engine, keeper: Keys(1))
    let webhook = till.paid(extra: #","authorization":{"authorization_code":"AUTH_1"}"#)
    for _ in 1...2 { try await till.intake.accept(webhook, from: .sandbox) }
    #expect(try await isPlain(till) == [false])
    try await till.run()
    #expect(try await till.fixture.count("test_tickets") == 1)
    let received = try await till.received()
    #expect(received.map(\.body) == [webhook.body] && received.map(\.deliveries) == [2])
    let again = try await till.inbox.replay(
      received[0].id, delivery: till.fixture.ledger.ids.make(), by: .operatorConsole)
    #expect(again.body == webhook.body)
  }

  @Test(
    "What was kept plain, or under an old key, is sealed under the new one, once",
    arguments: Engine.allCases)
  func rotated(on engine: Engine) async throws {
    let keys = Keys()
    let till = try await Till(on: engine, keeper: keys)
    let (database, work) = (till.fixture.ledger.database, till.fixture.work)
    let webhooks = (1...5).map { till.paid($0) }
    for webhook in webhooks.prefix(3) { try await till.intake.accept(webhook, from: .sandbox) }
    #expect(try await isPlain(till) == [true, true, true])
    #expect(try await !SQLPaymentInbox.bodies.hasOutdated(in: database, by: keys))
    keys.set(1)
    #expect(try await SQLPaymentInbox.bodies.hasOutdated(in: database, by: keys))
    for webhook in webhooks.suffix(2) { try await till.intake.accept(webhook, from: .sandbox) }
    keys.set(2, 1)
    try await SQLPaymentInbox.bodies.check(in: database, by: keys)
    #expect(try await SQLPaymentInbox.bodies.reseal(in: work, by: keys, slice: 2) == 5)
    #expect(try await SQLPaymentInbox.bodies.reseal(in: work, by: keys, slice: 2) == 0)
    keys.set(2)
    try await SQLPaymentInbox.bodies.check(in: database, by: keys)
    #expect(try await !SQLPaymentInbox.bodies.hasOutdated(in: database, by: keys))
    #expect(try await till.received().map(\.body) == webhooks.map(\.body))
    keys.set(3)
    await #expect(throws: EncryptionKeyMissing.self) {
      try await SQLPaymentInbox.bodies.check(in: database, by: keys)
    }
    keys.set()
    await #expect(throws: EncryptionKeyMissing.self) {
      try await SQLPaymentInbox.bodies.check(in: database, by: keys)
    }
  }
}
