import Auth
import AuthTesting
import ContextKit
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import StorageTesting
import Synchronization
import Testing

@testable import AuthWeb

/// Signing up below a context that asks for a profile.
@Suite struct ContextRegistrationTests {
  @Test("A profile is checked with the other fields, and none of them makes a user")
  func fields() async throws {
    let host = Fleet()
    let server = try await host.server()
    let answer = await server.send(
      .post, "/api/fleet/auth/register",
      #"{"email":"ada","password":"short","profile":{"role":"pilot","license_number":7}}"#)
    #expect(answer.status == 422)
    #expect(
      Set(answer.badFields) == [
        "email", "password", "name", "profile.role", "profile.license_number",
      ])
    let missing = await server.send(
      .post, "/api/fleet/auth/signup", Self.body("ada@example.com", profile: nil))
    #expect(missing.badFields == ["profile"])
    let wrong = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com", profile: "7"))
    #expect(wrong.badFields == ["profile"])
    #expect(host.kept.isEmpty)
    // Elsewhere nobody is asked for one.
    #expect(await server.register("ada@example.com").status == 201)
  }

  @Test("The context has the profile, and the user the grants that come with it, at once")
  func accepted() async throws {
    let host = Fleet()
    let server = try await host.server()
    let answer = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    #expect(answer.status == 201)
    // A grant outside the context is not the context's to give.
    #expect(answer.json?["user"]?["roles"]?.elements.map(\.string) == ["fleet:driver", "user"])
    #expect(host.kept.map(\.license) == ["KD-7"])
    #expect(host.kept.map { "\($0.user)" } == [answer.json?["user"]?["id"]?.string])
    server.auth.clock.advance(seconds: 3600)
    #expect(try await server.auth.accounts.overdueProfiles(for: "fleet").isEmpty)
  }

  @Test("A profile that the context does not want leaves no user behind")
  func refused() async throws {
    let host = Fleet()
    let server = try await host.server()
    host.answer = .refuse
    let refusal = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    #expect(refusal.status == 422)
    #expect(refusal.badFields == ["profile.license_number"])
    #expect(try await server.auth.store.user(email: AuthFixture.email("ada@example.com")) == nil)
    host.answer = .keep
    let again = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    #expect(again.status == 201)
  }

  @Test("A context that cannot be had gets the profile later, once more if it must be")
  func later() async throws {
    let host = Fleet()
    let server = try await host.server()
    host.answer = .fail
    let answer = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    #expect(answer.status == 201)
    let delivery = host.delivery(server.auth)
    host.answer = .keep
    // The registration may still be at it.
    try await delivery.deliverOverdue()
    #expect(host.kept.isEmpty)
    server.auth.clock.advance(seconds: 30)
    host.answer = .fail
    try await delivery.deliverOverdue()
    host.answer = .keep
    try await delivery.deliverOverdue()
    #expect(host.kept.map(\.license) == ["KD-7"])
    try await delivery.deliverOverdue()
    #expect(host.kept.count == 1)
  }

  @Test("A profile that is refused only later leaves the user, who was told that they are one")
  func refusedLater() async throws {
    let host = Fleet()
    let server = try await host.server()
    host.answer = .fail
    let answer = await server.send(
      .post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    host.answer = .refuse
    server.auth.clock.advance(seconds: 30)
    try await host.delivery(server.auth).deliverOverdue()
    #expect(try await server.auth.accounts.overdueProfiles(for: "fleet").isEmpty)
    let token = try answer.text("access_token")
    #expect(await server.send(.get, "/api/auth/me", token: token).status == 200)
  }

  @Test("A refusal of the context's domain is one: nobody asks for ever for what is never taken")
  func refusedByTheDomain() async throws {
    let host = Fleet()
    let server = try await host.server()
    host.answer = .fail
    _ = await server.send(.post, "/api/fleet/auth/register", Self.body("ada@example.com"))
    host.answer = .refuseAsDomain
    server.auth.clock.advance(seconds: 30)
    try await host.delivery(server.auth).deliverOverdue()
    #expect(try await server.auth.accounts.overdueProfiles(for: "fleet").isEmpty)
  }

  @Test(
    "Profiles that cannot be handed over keep no others waiting, however many they are",
    arguments: [false, true])
  func starved(byOutage isOutage: Bool) async throws {
    let (fleet, shop) = (Fleet(), Fleet("shop"))
    let auth = try await AuthFixture(on: .sqlite)
    // The oldest are for a context that is not here any more, and for one that fails.
    for number in 0..<202 {
      try await register("ada\(number)@example.com", for: number < 101 ? "gone" : "fleet", in: auth)
    }
    try await register("bola@example.com", for: "fleet", license: "KD-7", in: auth)
    try await register("chidi@example.com", for: "shop", license: "KD-8", in: auth)
    auth.clock.advance(seconds: 30)
    fleet.answer = isOutage ? .beAway : .failBut("KD-7")
    let all = AllOffers(fleet.all.contexts + shop.all.contexts)
    let delivery = ProfileDelivery(accounts: auth.accounts, all: all, log: nil)
    try await delivery.deliverOverdue()
    // A context that cannot be had is asked once; where only some fail, the others are taken.
    #expect(fleet.kept.map(\.license) == (isOutage ? [] : ["KD-7"]))
    #expect(fleet.asked == (isOutage ? 1 : 102))
    #expect(shop.kept.map(\.license) == ["KD-8"])
  }

  private func register(
    _ email: String, for context: String, license: String = "KD-0", in auth: AuthFixture
  ) async throws {
    let text = #"{"role":"driver","license_number":"\#(license)"}"#
    _ = try await auth.accounts.register(
      Registration(
        email: AuthFixture.email(email), password: AuthFixture.password,
        profile: Profile(name: "Ada"),
        contextProfile: ContextProfile(context: context, text: text, roles: [])),
      from: AuthFixture.client())
  }

  static func body(
    _ email: String, profile: String? = #"{"role":"driver","license_number":"KD-7"}"#
  ) -> String {
    let member = profile.map { #","profile":\#($0)"# } ?? ""
    return
      #"{"email":"\#(email)","password":"\#(AuthFixture.password)","name":"Ada"\#(member)}"#
  }
}

/// A context that asks for a licence, and does with it as it is told.
private final class Fleet: Sendable {
  enum Response {
    case keep, refuse, refuseAsDomain, fail, beAway
    case failBut(String)
  }
  struct Failure: Error {}
  struct Away: Unavailability {
    var retryAfterSeconds: Int { 1 }
  }

  private struct State {
    var answer = Response.keep
    var asked = 0
    var kept: [(user: UserID, license: String)] = []
  }

  private let name: String
  private let state = Mutex(State())

  init(_ name: String = "fleet") {
    self.name = name
  }

  var answer: Response {
    get { state.withLock { $0.answer } }
    set { state.withLock { $0.answer = newValue } }
  }
  var asked: Int { state.withLock { $0.asked } }
  var kept: [(user: UserID, license: String)] { state.withLock { $0.kept } }

  /// Auth with this context beside it.
  func server() async throws -> Server {
    try Server(try await AuthFixture(on: .sqlite), all: all)
  }

  func delivery(_ auth: AuthFixture) -> ProfileDelivery {
    ProfileDelivery(accounts: auth.accounts, all: all, log: nil)
  }

  var all: AllOffers {
    var offers = Offers()
    offers.registration = asks
    return AllOffers([ContextOffers(context: name, mount: "/api/\(name)", offers: offers)])
  }

  private var asks: RegistrationProfile {
    RegistrationProfile(
      of: name, isRequired: true,
      roles: { [name] (profile: DriverProfile) in [Role("\(name):\(profile.role)"), .admin] },
      keep: { [unowned self] profile, user in try take(profile, of: user) })
  }

  private func take(_ profile: DriverProfile, of user: UserID) throws {
    try state.withLock { state in
      state.asked += 1
      switch state.answer {
      case .keep: state.kept.append((user, profile.license))
      case .refuse:
        throw ValidationErrors(errors: [
          FieldError(field: "license_number", code: "taken", message: "It is another's.")
        ])
      case .refuseAsDomain: throw NotFound()
      case .fail: throw Failure()
      case .beAway: throw Away()
      case .failBut(let license):
        guard profile.license == license else { throw Failure() }
        state.kept.append((user, license))
      }
    }
  }
}

private struct DriverProfile: RequestInput {
  let role: String
  let license: String

  init(from fields: inout RequestFields) {
    role = fields.body("role", .oneOf(["driver", "supplier_company", "consumer_company"]))
    license = fields.body("license_number", .text(length: 1...100))
  }
}
