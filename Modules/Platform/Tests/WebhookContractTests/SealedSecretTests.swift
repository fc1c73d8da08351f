import Events
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

@testable import Webhooks

/// What a thief of the database finds of webhooks, on every engine.
@Suite struct SealedSecretTests {
  /// Turns octets over, which is enough to see what was kept, and by whom it can be read.
  private struct Turning: SecretKeeper {
    struct Moved: Error {}
    let keyID: String?

    func knows(_ keyID: String?) -> Bool { keyID == nil || keyID == self.keyID }

    func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
      guard keyID != nil else { return KeptSecret(octets: secret, keyID: nil) }
      return KeptSecret(
        octets: (Array(place.utf8) + [0xFF] + secret).map { $0 ^ 0xA5 }, keyID: keyID)
    }

    func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
      guard let id = kept.keyID else { return kept.octets }
      guard id == keyID else { throw UnknownEncryptionKey(id: id) }
      let plain = kept.octets.map { $0 ^ 0xA5 }
      guard plain.starts(with: Array(place.utf8) + [0xFF]) else { throw Moved() }
      return Array(plain.dropFirst(place.utf8.count + 1))
    }
  }

  private func draft() -> WebhookService.Draft {
    WebhookService.Draft(
      url: "https://a.example/", events: [EventPattern("*")].compactMap(\.self), description: nil)
  }

  /// Whether a row holds any of these secrets.
  private func holds(_ secrets: [WebhookSecret], _ desk: Desk) async throws -> Bool {
    let kept = try await desk.fixture.ledger.database.all(
      "SELECT secret, retired_secrets FROM platform_webhooks"
    ) { (try $0.get(0, as: [UInt8].self), try $0.get(1, as: String.self)) }
    return secrets.contains { secret in
      kept.contains { row in
        row.0.firstRange(of: secret.octets) != nil
          || row.1.contains(secret.text.dropFirst("whsec_".count))
      }
    }
  }

  private func signatures(_ id: Webhook.ID, _ desk: Desk) async throws -> String? {
    let now = desk.machine.now()
    return try await desk.store.atomically {
      try $0.secrets(of: id)?.signatures(id: "1", body: [1], at: now)
    }
  }

  @Test(
    "No row holds a secret, neither a current nor a retired one, and both sign",
    arguments: Engine.allCases)
  func sealed(on engine: Engine) async throws {
    let desk = try await Desk(on: engine, keeper: Turning(keyID: "k1"))
    let (webhook, first) = try await desk.service.create(draft(), by: desk.admin)
    let (_, second) = try await desk.service.rotateSecret(of: webhook.id, by: desk.admin)
    #expect(try await !holds([first, second], desk))
    let now = desk.machine.now()
    let expected = WebhookSecrets(
      current: second, retired: [.init(first, until: now.adding(seconds: WebhookSecrets.overlap))])
    #expect(
      try await signatures(webhook.id, desk) == expected.signatures(id: "1", body: [1], at: now))
  }

  @Test(
    "Rows from before are read, and sealed by the next change of the secret or of the key",
    arguments: Engine.allCases)
  func fromBefore(on engine: Engine) async throws {
    let plain = try await Desk(on: engine)
    let (kept, before) = try await plain.service.create(draft(), by: plain.admin)
    let (changed, old) = try await plain.service.create(draft(), by: plain.admin)
    let signed = try await signatures(kept.id, plain)
    for secret in [before, old] { #expect(try await holds([secret], plain)) }

    let desk = try Desk(plain.fixture, keeper: Turning(keyID: "k1"))
    try await desk.store.checkSecrets()
    #expect(try await desk.store.hasOutdatedSecrets())
    #expect(try await signatures(kept.id, desk) == signed)
    _ = try await desk.service.rotateSecret(of: changed.id, by: desk.admin)
    #expect(try await !holds([old], desk))
    #expect(try await holds([before], desk))
    #expect(try await desk.store.resealSecrets() == 1)
    #expect(try await !holds([before], desk))
    #expect(try await signatures(kept.id, desk) == signed)
    #expect(try await !desk.store.hasOutdatedSecrets())
    #expect(try await desk.store.resealSecrets() == 0)
  }

  @Test("Without its key a secret is not read, and the start says so", arguments: Engine.allCases)
  func unknownKey(on engine: Engine) async throws {
    let desk = try await Desk(on: engine, keeper: Turning(keyID: "k1"))
    let (webhook, _) = try await desk.service.create(draft(), by: desk.admin)
    for keeper in [Turning(keyID: "k2"), Turning(keyID: nil), PlainSecrets()]
      as [any SecretKeeper]
    {
      let other = try Desk(desk.fixture, keeper: keeper)
      await #expect(throws: EncryptionKeyMissing.self) { try await other.store.checkSecrets() }
      await #expect(throws: UnknownEncryptionKey.self) {
        _ = try await signatures(webhook.id, other)
      }
    }
  }
}
