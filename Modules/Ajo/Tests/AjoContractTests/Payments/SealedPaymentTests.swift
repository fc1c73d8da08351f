import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

/// What a change of the key makes of cards and of documents' numbers, on every engine.
@Suite struct SealedPaymentTests {
  /// The keys of a server, which change as they do when it starts anew with others.
  private final class Keys: SecretKeeper {
    struct Moved: Error {}
    private let held: Mutex<(sealing: UInt8?, others: [UInt8])>

    /// With no key, secrets are kept as they are.
    init(_ sealing: UInt8?) { held = Mutex((sealing, [])) }

    func set(_ sealing: UInt8?, others: [UInt8] = []) {
      held.withLock { $0 = (sealing, others) }
    }

    var keyID: String? { held.withLock { $0.sealing }.map { "k\($0)" } }

    func knows(_ keyID: String?) -> Bool { keyID.map { key($0) != nil } ?? true }

    private func key(_ id: String) -> UInt8? {
      let (sealing, others) = held.withLock { $0 }
      return ([sealing] + others).compactMap(\.self).first { "k\($0)" == id }
    }

    func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
      guard let id = keyID, let key = key(id) else { return KeptSecret(octets: secret, keyID: nil) }
      return KeptSecret(
        octets: (Array(place.utf8) + [0xFF] + secret).map { $0 ^ 0xA0 ^ key }, keyID: id)
    }

    func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
      guard let id = kept.keyID else { return kept.octets }
      guard let key = key(id) else { throw UnknownEncryptionKey(id: id) }
      let plain = kept.octets.map { $0 ^ 0xA0 ^ key }
      guard plain.starts(with: Array(place.utf8) + [0xFF]) else { throw Moved() }
      return Array(plain.dropFirst(place.utf8.count + 1))
    }
  }

  /// A user's card, and the token that the provider takes for it.
  private func card(
    of user: UserID, _ signature: String, in ajo: PaymentFixture
  ) async throws -> (Card, token: String) {
    let deposit = try await ajo.deposit(100, by: user)
    ajo.gateway.set(
      deposit.reference,
      ChargeStatus.succeeded(.paying(deposit.reference, .naira(100), signature: signature)))
    let card = try await ajo.services.cards.link(deposit.reference.text, of: .sandbox, by: user)
    return (card, "AUTH_\(deposit.reference)")
  }

  /// A document that is verified as soon as its number can be read.
  private func document(of user: UserID, in ajo: PaymentFixture) async throws -> IdentityCase {
    try await ajo.services.identity.claim(
      DocumentClaim(userID: user, document: .bvn, number: "22345678900"))
  }

  private func expectReadable(
    _ cards: [(Card, token: String)], _ checks: [IdentityCase], in ajo: PaymentFixture
  ) async throws {
    for (card, token) in cards {
      _ = try await ajo.deposit(100, by: card.userID, card: card.id)
      #expect(ajo.gateway.chargedCards.last?.token == token)
    }
    for check in checks {
      let run = try #require(try await ajo.take(SubmitDocument.self))
      #expect(try await ajo.services.identity.submit(check.id, in: run) == nil)
      #expect(try await ajo.services.identity.status(of: check.userID) == .verified)
    }
  }

  /// Whether no row holds a token or a number as it is.
  private func isSealed(_ ajo: PaymentFixture) async throws -> Bool {
    let tokens = try await ajo.database.all("SELECT token FROM ajo_cards") {
      try $0.get(0, as: [UInt8].self)
    }
    let numbers = try await ajo.database.all(
      "SELECT number FROM ajo_identity_checks WHERE number IS NOT NULL"
    ) { try $0.get(0, as: [UInt8].self) }
    return !tokens.contains { $0.starts(with: Array("AUTH_".utf8)) }
      && !numbers.contains(Array("22345678900".utf8))
  }

  /// Users with a card and a document each, more than one transaction seals.
  private func fill(
    _ ajo: PaymentFixture
  ) async throws -> (cards: [(Card, token: String)], checks: [IdentityCase]) {
    var (cards, checks): ([(Card, token: String)], [IdentityCase]) = ([], [])
    for number in 1...5 {
      let user = try await ajo.user()
      cards.append(try await card(of: user, "SIG_\(number)", in: ajo))
      checks.append(try await document(of: user, in: ajo))
    }
    return (cards, checks)
  }

  @Test(
    "Cards and documents sealed under one key are read without it, once sealed under the next",
    arguments: Engine.allCases)
  func rotated(on engine: Engine) async throws {
    let keys = Keys(1)
    let ajo = try await PaymentFixture(on: engine, seal: keys)
    let (cards, checks) = try await fill(ajo)
    try await ajo.secrets.check()
    keys.set(2, others: [1])
    #expect(try await ajo.secrets.resealCards() == 5)
    #expect(try await ajo.secrets.resealIdentityChecks() == 5)
    #expect(try await ajo.secrets.resealCards() == 0)
    #expect(try await ajo.secrets.resealIdentityChecks() == 0)
    keys.set(2)
    try await ajo.secrets.check()
    try await expectReadable(cards, checks, in: ajo)
  }

  @Test(
    "Plain cards and documents become sealed, and plain again without a key",
    arguments: Engine.allCases)
  func plain(on engine: Engine) async throws {
    let keys = Keys(nil)
    let ajo = try await PaymentFixture(on: engine, seal: keys)
    let (cards, checks) = try await fill(ajo)
    #expect(try await !isSealed(ajo))
    keys.set(1)
    try await ajo.secrets.check()
    #expect(try await ajo.secrets.resealCards() == 5)
    #expect(try await ajo.secrets.resealIdentityChecks() == 5)
    #expect(try await isSealed(ajo))
    try await expectReadable(Array(cards.prefix(2)), Array(checks.prefix(2)), in: ajo)
    keys.set(nil, others: [1])
    #expect(try await ajo.secrets.resealCards() == 5)
    #expect(try await ajo.secrets.resealIdentityChecks() == 5)
    keys.set(nil)
    try await expectReadable(Array(cards.suffix(3)), Array(checks.suffix(3)), in: ajo)
  }

  @Test(
    "Two who seal at once seal each card once; a number that was erased stays so",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let keys = Keys(1)
    let ajo = try await PaymentFixture(on: engine, seal: keys)
    let (cards, checks) = try await fill(ajo)
    try await ajo.services.leavers.forget(checks[2].userID, after: ajo.ids.make())
    keys.set(2, others: [1])
    async let first = ajo.secrets.resealCards()
    async let second = ajo.secrets.resealCards()
    #expect(try await first + second == 4)
    #expect(try await ajo.secrets.resealIdentityChecks() == 4)
    keys.set(2)
    try await ajo.secrets.check()
    #expect(try await ajo.count("ajo_identity_checks WHERE number IS NULL") == 1)
    try await expectReadable(cards.filter { $0.0.userID != checks[2].userID }, [], in: ajo)
  }

  @Test(
    "A card or a document under a key that is missing is told at the start",
    arguments: Engine.allCases)
  func missing(on engine: Engine) async throws {
    let keys = Keys(1)
    let ajo = try await PaymentFixture(on: engine, seal: keys)
    let ada = try await ajo.user()
    _ = try await card(of: ada, "SIG_1", in: ajo)
    keys.set(2)
    await #expect(throws: EncryptionKeyMissing.self) { try await ajo.secrets.check() }
    await #expect(throws: UnknownEncryptionKey.self) { _ = try await ajo.secrets.resealCards() }
    _ = try await document(of: ada, in: ajo)
    for key: UInt8? in [1, 2, nil] {
      keys.set(key)
      await #expect(throws: EncryptionKeyMissing.self) { try await ajo.secrets.check() }
    }
    keys.set(1, others: [2])
    try await ajo.secrets.check()
  }
}
