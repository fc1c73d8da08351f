import Events
import Kernel
import Testing

@testable import Webhooks

@Suite struct WebhookTests {
  private let begin = Instant(milliseconds: 1_767_268_800_000)

  private func webhook(_ patterns: String...) throws -> Webhook {
    Webhook(
      id: Webhook.ID(rawValue: 1), url: "https://example.com/",
      events: try patterns.map { try #require(EventPattern($0)) }, description: nil, at: begin)
  }

  @Test("It wants what its patterns match, and nothing while it is disabled")
  func wants() throws {
    var webhook = try webhook("fleet.*", "ajo.payout.made")
    let types = ["fleet.receipt.issued", "ajo.payout.made", "ajo.payout.failed", "fleets.a.b"]
    #expect(types.map(webhook.wants) == [true, true, false, false])
    #expect(try self.webhook("*").wants("ajo.payout.made"))
    webhook.disable(.byAdmin)
    #expect(types.map(webhook.wants) == [false, false, false, false])
  }

  @Test("410 disables at once, and five days of failures do; a success in between begins anew")
  func disabling() throws {
    var webhook = try webhook("*")
    #expect(webhook.fail(status: 410, at: begin) == .gone)
    webhook.enable()
    let last = begin.adding(seconds: Webhook.patience)
    #expect(webhook.fail(status: 500, at: begin) == nil)
    #expect(webhook.fail(status: nil, at: last.adding(milliseconds: -1)) == nil)
    #expect(webhook.fail(status: nil, at: last) == .failing)
    webhook.succeed()
    #expect(webhook.fail(status: 500, at: last) == nil)
    #expect(webhook.fail(status: 500, at: last.adding(seconds: Webhook.patience)) == .failing)
  }
}

@Suite struct WebhookSecretTests {
  @Test("A signature is the one that the specification's own example has")
  func vector() {
    // As the specification and its libraries have it.
    let secret = WebhookSecret(octets: Self.key)
    #expect(secret.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    #expect(
      secret.signature(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
        body: Array("{\"test\": 2432232314}".utf8))
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  /// `MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` out of base 64.
  private static let key: [UInt8] = [
    0x31, 0xF2, 0x90, 0xF6, 0xBF, 0x06, 0x29, 0x8A, 0xAB, 0x4F, 0x08, 0xD4, 0x3C, 0x3F, 0x08, 0x2C,
    0xF6, 0x48, 0xA3, 0x62, 0xDA, 0x2D, 0xA4, 0xB0,
  ]

  @Test("Each secret that was replaced signs as well for a day")
  func rotation() {
    let now = Instant(milliseconds: 1_767_268_800_000)
    let secrets = (1...3).map { WebhookSecret(octets: [UInt8](repeating: $0, count: 32)) }
    let once = WebhookSecrets(current: secrets[0]).rotated(to: secrets[1], at: now)
    let twice = once.rotated(to: secrets[2], at: now)
    func signers(_ found: WebhookSecrets, at time: Instant) -> [Int] {
      let signatures = found.signatures(id: "a", body: [1], at: time).split(separator: " ")
      return secrets.indices.filter { place in
        let mine = secrets[place].signature(id: "a", timestamp: time.seconds, body: [1])
        return signatures.contains { $0 == mine }
      }
    }
    #expect(signers(once, at: now) == [0, 1])
    #expect(signers(once, at: now.adding(seconds: 86_399)) == [0, 1])
    #expect(signers(once, at: now.adding(seconds: 86_400)) == [1])
    #expect(signers(twice, at: now) == [0, 1, 2])
  }
}
