import Auth
import AuthTesting
import ContextKit
import HTTP
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import Router
import Storage
import StorageTesting
import Testing

@testable import AuthWeb

/// A context that keeps its profiles in a database of its own, of the other engine.
@Suite struct ContextDatabaseTests {
  /// Where a server died.
  enum Crash: CaseIterable { case beforeHandingOver, beforeSettling }

  @Test(
    "A profile is there once, wherever between two databases the server died",
    arguments: Engine.allCases, Crash.allCases)
  func crash(on engine: Engine, _ crash: Crash) async throws {
    let host = try await Licences(on: engine == .sqlite ? .postgres : .sqlite)
    let auth = try await AuthFixture(on: engine)
    let text = #"{"license":"KD-7"}"#
    let signIn = try await auth.accounts.register(
      Registration(
        email: AuthFixture.email("ada@example.com"), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        contextProfile: ContextProfile(context: "fleet", text: text, roles: [Role("fleet:driver")])),
      from: AuthFixture.client())
    if crash == .beforeSettling {
      try await host.asks.keep(Array(text.utf8), of: signIn.user.id)
    }
    // Another server, some time later.
    let next = auth.anotherServer()
    auth.clock.advance(seconds: 30)
    for _ in 0..<2 { try await host.delivery(next).deliverOverdue() }
    #expect(try await host.licences() == ["KD-7"])
    #expect(try await next.accounts.overdueProfiles(for: "fleet").isEmpty)
    #expect(try await next.accounts.user(signIn.user.id).roles == [Role("fleet:driver"), .user])
  }

  @Test(
    "What the context's database refuses is not taken, and there is no user",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let host = try await Licences(on: engine == .sqlite ? .postgres : .sqlite)
    let server = try Server(try await AuthFixture(on: engine), all: host.all)
    func register(_ email: String) async -> Answer {
      await server.send(
        .post, "/api/fleet/auth/register",
        #"{"email":"\#(email)","password":"\#(AuthFixture.password)","name":"Ada","#
          + #""profile":{"license":"KD-7"}}"#)
    }
    #expect(await register("ada@example.com").status == 201)
    let second = await register("bola@example.com")
    #expect(second.status == 422)
    #expect(second.badFields == ["profile.license"])
    #expect(try await server.auth.store.user(email: AuthFixture.email("bola@example.com")) == nil)
    #expect(try await host.licences() == ["KD-7"])
  }
}

/// A context with a table.
private struct Licences: Sendable {
  private let database: any Database

  init(on engine: Engine) async throws {
    database = try await engine.migratedDatabase([PlatformSQL.migrations])
    try await database.execute(
      "CREATE TABLE licences (user_id TEXT PRIMARY KEY, license TEXT NOT NULL UNIQUE)")
  }

  var all: AllOffers {
    var offers = Offers()
    offers.registration = asks
    return AllOffers([ContextOffers(context: "fleet", mount: "/api/fleet", offers: offers)])
  }

  var asks: RegistrationProfile {
    RegistrationProfile(of: "fleet", isRequired: true) { [database] (profile: Licence, user) in
      do {
        try await database.execute(
          """
          INSERT INTO licences (user_id, license) VALUES (\("\(user)"), \(profile.license))
          ON CONFLICT (user_id) DO NOTHING
          """)
      } catch let error as StorageError where error.isUniqueViolation(of: "licences", "license") {
        throw ValidationErrors(errors: [
          FieldError(field: "license", code: "taken", message: "It is another's.")
        ])
      }
    }
  }

  func delivery(_ auth: AuthFixture) -> ProfileDelivery {
    ProfileDelivery(accounts: auth.accounts, all: all, log: nil)
  }

  func licences() async throws -> [String] {
    try await database.all("SELECT license FROM licences") { try $0.get(0, as: String.self) }
  }
}

private struct Licence: RequestInput {
  let license: String

  init(from fields: inout RequestFields) {
    license = fields.body("license", .text(length: 1...100))
  }
}
