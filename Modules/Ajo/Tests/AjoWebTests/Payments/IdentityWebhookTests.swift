import Ajo
import AjoProviders
import AjoTesting
import Crypto
import Curl
import EventLoop
import HTTP
import Kernel
import KernelTesting
import Observability
import Ports
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

/// Smile ID's webhook, from its octets to what is known of a user.
@Suite(.timeLimit(.minutes(30))) struct IdentityWebhookTests {
  private let path = "/api/ajo/webhooks/smileid"
  private let now = "2026-01-01T12:00:00.000Z"

  private func site(_ loops: EventLoopGroup) async throws -> Site<PaymentFixture> {
    let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    let client = HTTPClient(
      on: loops.next(), clock: clock, random: SeededRandom(),
      metrics: MetricsRegistry(process: false), pause: { _ in })
    let settings = SmileID.Settings(
      base: "http://127.0.0.1:1", partner: "212", apiKey: "key",
      callbackURL: "https://a.example/api/ajo/webhooks/smileid", addresses: .any)
    return try await .payments(identity: SmileID(settings, over: client, clock: clock))
  }

  private func body(
    _ code: String, of check: IdentityCase, at timestamp: String, key: String = "key"
  ) -> String {
    let signature = Base64.encode(
      HMAC.sha256(
        key: Array(key.utf8), message: Array((timestamp + "212" + "sid_request").utf8)))
    return """
      {"ResultCode":"\(code)","ResultText":"text","PartnerParams":{"job_id":"\(check.id)",\
      "job_type":5},"timestamp":"\(timestamp)","signature":"\(signature)"}
      """
  }

  @Test("With a right and fresh signature alone it decides, and never undoes what it found")
  func decides() async throws {
    let loops = try EventLoopGroup(count: 1)
    defer { loops.shutdown() }
    let site = try await site(loops)
    let ada = try await site.fixture.user()
    let check = try await site.fixture.services.identity.claim(
      DocumentClaim(userID: ada, document: .bvn, number: "22222222222"))
    for wrong in [
      body("1020", of: check, at: now, key: "other"),
      body("1020", of: check, at: "2026-01-01T11:54:59.000Z"), #"{"ResultCode":"1020"}"#,
    ] {
      #expect(await site.post(path, wrong, as: nil).told == "401 bad_signature")
    }
    #expect(await site.post(path, "[]", as: nil).status == 400)
    #expect(await site.get("/api/ajo/kyc", as: ada)["status"] == "pending")
    for code in ["1020", "1020", "1022"] {
      #expect(await site.post(path, body(code, of: check, at: now), as: nil).status == 200)
    }
    #expect(await site.get("/api/ajo/kyc", as: ada)["status"] == "verified")
    #expect(try await site.fixture.notified(ada) == ["ajo.kyc.changed"])
  }
}
