import Auth
import AuthTesting
import Kernel
import KernelTesting
import StorageTesting
import Testing

/// Refreshing, on every engine.
@Suite struct RefreshContractTests {
  @Test("Each refresh brings another token for the same session", arguments: Engine.allCases)
  func rotation(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    let second = try await auth.signIn.refresh(first.refreshToken)
    #expect(second.sessionID == first.sessionID)
    #expect(second.refreshToken != first.refreshToken)
    let third = try await auth.signIn.refresh(second.refreshToken)
    #expect(third.refreshToken != second.refreshToken)
  }

  @Test("A lost answer is given again within the grace", arguments: Engine.allCases)
  func grace(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    let second = try await auth.signIn.refresh(first.refreshToken)
    auth.clock.advance(seconds: 9)
    let again = try await auth.signIn.refresh(first.refreshToken)
    #expect(again.refreshToken == second.refreshToken)
    _ = try await auth.signIn.refresh(again.refreshToken)
  }

  @Test(
    "A token used again too late ends the session, and that stays so", arguments: Engine.allCases)
  func reuse(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    let second = try await auth.signIn.refresh(first.refreshToken)
    auth.clock.advance(seconds: 11)
    await #expect(throws: RefreshRefusal.reused) {
      try await auth.signIn.refresh(first.refreshToken)
    }
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(second.refreshToken)
    }
    #expect(auth.revocations.roles(of: auth.claims(second)) == nil)
    #expect(try await auth.signIn.sessions(of: first.user.id, before: nil, limit: 20).isEmpty)
  }

  @Test("Twenty at once bring at most one child", arguments: Engine.allCases)
  func parallel(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    let children = await children(of: first.refreshToken, in: auth)
    #expect(children.count == 20)
    #expect(Set(children).count == 1)
  }

  @Test("Twenty at once without a grace bring at most one child", arguments: Engine.allCases)
  func parallelWithoutGrace(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.refreshGrace = 0
    let auth = try await AuthFixture(on: engine, settings: settings)
    let first = try await auth.register("ada@example.com")
    let children = await children(of: first.refreshToken, in: auth)
    #expect(children.count <= 1)
  }

  private func children(of token: String, in auth: AuthFixture) async -> [String] {
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<20 {
        group.addTask { try? await auth.signIn.refresh(token).refreshToken }
      }
      return await group.reduce(into: []) { if let token = $1 { $0.append(token) } }
    }
  }

  @Test("A made-up token ends nobody's session", arguments: Engine.allCases)
  func forged(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    let other = try await auth.register("bola@example.com")
    // The head of one session's token with the tail of another's.
    let forged = first.refreshToken.prefix(24) + other.refreshToken.dropFirst(24)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(String(forged))
    }
    _ = try await auth.signIn.refresh(first.refreshToken)
  }

  @Test("A token outlives its session's end by nothing", arguments: Engine.allCases)
  func expired(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.register("ada@example.com")
    auth.clock.advance(seconds: auth.settings.refreshLifetime)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(first.refreshToken)
    }
  }
}
