import Ajo
import AjoTesting
import HTTP
import Kernel
import KernelTesting
import Ports
import Synchronization
import Testing
import WebTesting

@testable import AjoWeb

/// Money goes out with a PIN token only, once there is a PIN.
@Suite struct PinTests {
  private let path = "/api/ajo/wallet/transfer"

  private func body(_ bola: UserID, _ amount: Int = 10) -> String {
    #"{"to_user_id":"\#(bola)","amount":\#(amount)}"#
  }

  @Test("Without a token, or with one that does not fit, nothing moves")
  func required() async throws {
    let site = try await Site(pins: PinPolicy(verifier: OneToken(), isForEverybody: false))
    let (ada, bola) = try await site.adaAndBola()
    for (amount, token) in [(10, nil), (10, "no such"), (11, "right"), (10, "")] {
      let answer = await site.post(path, body(bola, amount), as: ada, pin: token)
      #expect(answer.status == 403)
      #expect(answer["code"] == "pin_required")
    }
    #expect(await site.get("/api/ajo/wallet", as: ada)["balance"] == "500.00")
    #expect(await site.post(path, body(bola), as: ada, pin: "right").status == 201)
    #expect(await site.post(path, body(bola), as: ada, pin: "right").status == 403)
  }

  @Test("Bad fields are told before the PIN is asked for")
  func form() async throws {
    let site = try await Site(pins: PinPolicy(verifier: nil, isForEverybody: true))
    let (ada, bola) = try await site.adaAndBola()
    #expect(await site.post(path, body(bola, 0), as: ada).status == 422)
    #expect(await site.post(path, body(bola), as: ada)["code"] == "pin_required")
  }

  @Test("A refused transfer leaves the token to be used")
  func refused() async throws {
    let verifier = OneToken(amount: .naira(10_000))
    let site = try await Site(pins: PinPolicy(verifier: verifier, isForEverybody: true))
    let (ada, bola) = try await site.adaAndBola()
    for recipient in [ada, UserID(rawValue: 7), bola] {
      _ = await site.post(path, body(recipient, 10_000), as: ada, pin: "right")
    }
    // Whom nobody can pay is told before the token is taken.
    #expect(verifier.claims == 1)
    _ = try await site.fixture.wallets.credit(
      ada, amount: .naira(10_000), note: nil, by: .operatorConsole)
    #expect(await site.post(path, body(bola, 10_000), as: ada, pin: "right").status == 201)
  }

  @Test("A retry under the key is answered without a fresh token, whatever was the outcome")
  func replay() async throws {
    let site = try await Site(pins: PinPolicy(verifier: OneToken(), isForEverybody: false))
    let (ada, bola) = try await site.adaAndBola()
    let first = await site.post(path, body(bola), as: ada, key: "k", pin: "right")
    #expect(first.status == 201)
    for token in ["right", nil] {
      let again = await site.post(path, body(bola), as: ada, key: "k", pin: token)
      #expect(again.body == first.body)
      #expect(again.headers["Idempotency-Replayed"] == "true")
    }
    let other = await site.post(path, body(bola, 11), as: ada, key: "k")
    #expect(other["code"] == "idempotency_key_reused")
    #expect(await site.post(path, body(bola), as: ada, key: "l", pin: "right").status == 403)
  }

  @Test("Of many requests with one token one moves money")
  func race() async throws {
    let site = try await Site(pins: PinPolicy(verifier: OneToken(), isForEverybody: false))
    let (ada, bola) = try await site.adaAndBola()
    let statuses = await withTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          await site.post(path, body(bola), as: ada, key: "k\(number)", pin: "right").status
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.sorted() == [201] + Array(repeating: 403, count: 7))
  }

  @Test("One token moves money once, whatever is sent under its key meanwhile")
  func otherBody() async throws {
    let verifier = OneToken()
    let site = try await Site(pins: PinPolicy(verifier: verifier, isForEverybody: false))
    let (ada, bola) = try await site.adaAndBola()
    // While the first request has the token and nothing is posted yet, another comes with its key.
    verifier.afterFirstClaim {
      let noted = #"{"to_user_id":"\#(bola)","amount":10,"note":"another"}"#
      let other = await site.post(path, noted, as: ada, key: "k", pin: "right")
      #expect(other["code"] == "pin_required")
    }
    #expect(await site.post(path, body(bola), as: ada, key: "k", pin: "right").status == 201)
    #expect(await site.post(path, body(bola), as: ada, key: "l", pin: "right").status == 403)
    #expect(await site.get("/api/ajo/wallet", as: ada)["balance"] == "490.00")
  }
}

/// Knows one token, `right`, for one amount.
private final class OneToken: PinVerifier {
  private struct State {
    var claimant: [UInt8]?
    var claims = 0
    var afterFirstClaim: @Sendable () async -> Void = {}
  }

  private let state = Mutex(State())
  private let amount: Money

  init(amount: Money = .naira(10)) {
    self.amount = amount
  }

  /// How many times the token was taken.
  var claims: Int { state.withLock { $0.claims } }

  /// Runs something once, when the token has been taken and its request does not know yet.
  func afterFirstClaim(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { $0.afterFirstClaim = body }
  }

  func hasPin(_ user: UserID) async throws -> Bool { true }

  func claim(_ token: String, for use: PinUse) async throws -> PinClaim? {
    let request = use.request.map { Array($0.utf8) } ?? SystemRandomSource().bytes(32)
    let next: (@Sendable () async -> Void)? = state.withLock { state in
      guard token == "right", use.amount == amount,
        state.claimant == nil || state.claimant == request
      else { return nil }
      state.claimant = request
      state.claims += 1
      defer { state.afterFirstClaim = {} }
      return state.afterFirstClaim
    }
    guard let next else { return nil }
    await next()
    return PinClaim(token: Array(token.utf8), claimant: request)
  }

  func release(_ claim: PinClaim) async throws {
    state.withLock { if $0.claimant == claim.claimant { $0.claimant = nil } }
  }
}
