import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing

/// Codes by which users show who they are, on every engine.
@Suite struct UserCodeContractTests {
  @Test("A code counts once, at whichever server", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    let text = try await auth.codes.make(of: ada.id).text
    let outcomes = await withTaskGroup(of: Result<UserID, any Error>.self) { group in
      for _ in 0..<12 {
        let server = auth.anotherServer()
        group.addTask {
          do { return .success(try await server.codes.redeem(text).id) } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.compactMap { try? $0.get() } == [ada.id])
    let refusals = outcomes.compactMap { outcome -> UserCodeRefusal? in
      guard case .failure(let error) = outcome else { return nil }
      return error as? UserCodeRefusal
    }
    #expect(refusals == [UserCodeRefusal](repeating: .redeemed, count: 11))
    // Another one of the same user is another.
    let next = try await auth.codes.make(of: ada.id).text
    #expect(try await auth.codes.redeem(next).id == ada.id)
  }

  @Test("A code runs out, and none is forgotten before it has", arguments: Engine.allCases)
  func expiry(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    let (late, expiresAt) = try await auth.codes.make(of: ada.id)
    #expect(expiresAt == auth.clock.now().adding(seconds: 300))
    let spent = try await auth.codes.make(of: ada.id).text
    _ = try await auth.codes.redeem(spent)
    auth.clock.advance(seconds: 299)
    _ = try await auth.codes.redeem(try await auth.codes.make(of: ada.id).text)
    await #expect(throws: UserCodeRefusal.redeemed) { try await auth.codes.redeem(spent) }
    auth.clock.advance(seconds: 1)
    await #expect(throws: UserCodeRefusal.expired) { try await auth.codes.redeem(late) }
    await #expect(throws: UserCodeRefusal.expired) { try await auth.codes.redeem(spent) }
  }

  @Test("A forged code is nobody's, and who may not act shows none", arguments: Engine.allCases)
  func forged(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    let text = try await auth.codes.make(of: ada.id).text
    var forgeries = ["", "atq1.", "atq1.AAAA", String(text.dropLast()), text + "A", "x" + text]
    for place in stride(from: 5, to: text.utf8.count, by: 7) {
      var letters = Array(text)
      letters[place] = letters[place] == "A" ? "B" : "A"
      forgeries.append(String(letters))
    }
    let stranger = try await AuthFixture(on: .sqlite)
    let foreign = try await stranger.register("ada@example.com").user
    forgeries.append(try await stranger.codes.make(of: foreign.id).text)
    for forgery in forgeries {
      await #expect(throws: UserCodeRefusal.invalid) { try await auth.codes.redeem(forgery) }
    }
    _ = try await auth.accounts.block(ada.id, reason: nil, by: .operatorConsole)
    await #expect(throws: NotFound()) { try await auth.codes.make(of: ada.id) }
    await #expect(throws: NotFound()) { try await auth.codes.redeem(text) }
  }

  @Test(
    "A code by a key that was made a moment ago is known everywhere", arguments: Engine.allCases)
  func rotatedKey(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let other = auth.anotherServer()
    _ = try await other.keyring.signer()
    let ada = try await auth.register("ada@example.com").user
    try await auth.keyring.rotate()
    let text = try await auth.codes.make(of: ada.id).text
    #expect(try await other.codes.redeem(text).id == ada.id)
  }

  @Test(
    "A code counts until it runs out, though another key signs by now", arguments: Engine.allCases)
  func outlivesKey(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.codeLifetime = 3600
    let auth = try await AuthFixture(on: engine, settings: settings)
    let ada = try await auth.register("ada@example.com").user
    let (text, expiresAt) = try await auth.codes.make(of: ada.id)
    #expect(expiresAt == auth.clock.now().adding(seconds: 3600))
    try await auth.keyring.rotate()
    auth.clock.advance(seconds: 3599)
    #expect(try await auth.anotherServer().codes.redeem(text).id == ada.id)
  }
}
