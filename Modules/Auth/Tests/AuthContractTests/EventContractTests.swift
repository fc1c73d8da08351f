import Auth
import AuthTesting
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing

/// What Auth publishes with its changes, on every engine.
@Suite struct EventContractTests {
  /// The events about a user, in their order, each with its data.
  private func events(of user: UserID, in auth: AuthFixture) async throws -> [String] {
    try await auth.database.all(
      """
      SELECT type, data, topics FROM platform_outbox
      WHERE context = 'auth' AND aggregate = \("user:\(user)") ORDER BY number
      """
    ) { row in
      let isTold = try row.get(2, as: String.self) == #"["user:\#(user)"]"#
      return "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))"
        + (isTold ? " to the user" : "")
    }
  }

  @Test("A user's life is told, with ids alone", arguments: Engine.allCases)
  func life(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let root = Actor.operatorConsole
    let ada = try await auth.register("ada@example.com")
    let (id, mine) = (ada.user.id, #""user_id":"\#(ada.user.id)""#)
    _ = try await auth.accounts.setRoles([.user, .support], of: id, by: root)
    _ = try await auth.accounts.setRoles([.user, .support], of: id, by: root)
    for reason in [nil, "spam", "spam"] {
      _ = try await auth.accounts.block(id, reason: reason, by: root)
    }
    for _ in 1...2 { _ = try await auth.accounts.unblock(id, by: root) }
    try await auth.accounts.delete(id, by: root)
    let all = #""session_id":null,"except_session_id":null"#
    #expect(
      try await events(of: id, in: auth) == [
        "auth.user.registered {\(mine)}",
        #"auth.user.roles_changed {\#(mine),"roles":["support","user"]} to the user"#,
        "auth.user.blocked {\(mine)}",
        "auth.session.revoked {\(mine),\(all)} to the user",
        "auth.user.unblocked {\(mine)}",
        "auth.user.deleted {\(mine)}",
      ])
  }

  @Test(
    "Who ends sessions tells of it in one event, however many there are", arguments: Engine.allCases
  )
  func sessions(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    for _ in 1...5 { _ = try await auth.login("ada@example.com") }
    let other = try await auth.login("ada@example.com")
    let (id, mine) = (ada.user.id, #""user_id":"\#(ada.user.id)""#)
    try await auth.signIn.endSession(other.sessionID, of: id)
    for _ in 1...2 { try await auth.signIn.endOtherSessions(of: id, except: ada.sessionID) }
    let told = try await events(of: id, in: auth)
    #expect(
      told.dropFirst() == [
        #"auth.session.revoked {\#(mine),"session_id":"\#(other.sessionID)","#
          + #""except_session_id":null} to the user"#,
        #"auth.session.revoked {\#(mine),"session_id":null,"#
          + #""except_session_id":"\#(ada.sessionID)"} to the user"#,
      ])
  }

  @Test("Who signs up by way of a provider is a registration", arguments: Engine.allCases)
  func provider(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.login(by: ProvenIdentity(provider: .telegram, subject: "t")).session
    #expect(
      try await events(of: ada.user.id, in: auth) == [
        #"auth.user.registered {"user_id":"\#(ada.user.id)"}"#
      ])
  }
}
