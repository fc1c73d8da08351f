import Auth
import AuthSQL
import AuthTesting
import AuthWeb
import Configuration
import Console
import ContextKit
import Crypto
import EventLoop
import HTTP
import Jobs
import Kernel
import Observability
import PlatformSQL
import Ports
import Realtime
import Router
import Storage
import StorageTesting
import Testing

@Suite struct PluginTests {
  private func plugin(
    on database: any Database, _ variables: [String: String] = [:],
    ports: PortValues = PortValues()
  ) async throws -> AuthPlugin {
    let configuration = try Configuration.load(
      environment: variables, dotEnv: nil, declarations: AuthPlugin.settings)
    let random = SystemRandomSource()
    let clock = SystemClock()
    let ids = UUIDv7Source(clock: clock, random: random)
    let metrics = MetricsRegistry(process: false)
    return try await AuthPlugin(
      environment: ContextEnvironment(
        for: AuthPlugin.self, mount: "/api/auth",
        store: ContextStore(
          database: database, clock: clock, machineClock: clock, ids: ids),
        shared: SharedServices(
          configuration: configuration, clock: clock, machineClock: clock, ids: ids,
          random: random, hashing: BlockingPool(threads: 2, queueLimit: 64),
          sockets: SocketHub(SocketSettings(), clock: clock, metrics: metrics),
          log: Logger(sink: CollectedLog()), metrics: metrics), ports: ports))
  }

  private func database() async throws -> any Database {
    try await Engine.sqlite.migratedDatabase([PlatformSQL.migrations, AuthPlugin.migrations])
  }

  @Test("How many tokens are remembered is a setting, and shown beside how often one is found")
  func tokenCache() async throws {
    let database = try await database()
    for (size, remembered) in [("0", 0), ("1", 1), ("1000", 3)] {
      let plugin = try await plugin(on: database, ["ATRIUM_AUTH_TOKEN_CACHE": size])
      let authenticator = try #require(plugin.ports[AuthenticatorPort.self] as? TokenAuthenticator)
      let signer = try await plugin.keyring.signer()
      let now = SystemClock().now()
      for number in 0..<3 {
        let claims = """
          {"iss":"atrium","aud":"atrium","sub":"\(UserID(rawValue: UInt128(number)))",\
          "sid":"\(SessionID(rawValue: 1))","roles":["user"],"epoch":0,\
          "iat":\(now.seconds),"exp":\(now.seconds + 900)}
          """
        let token = JWT.sign(claims: Array(claims.utf8), key: signer.privateKey, kid: signer.kid)
        #expect(authenticator.knownPrincipal(bearer: token, at: now) != nil)
      }
      #expect(authenticator.remembered.count == remembered)
    }
    await #expect(throws: ConfigurationErrors.self) {
      try await plugin(on: database, ["ATRIUM_AUTH_TOKEN_CACHE": "-1"])
    }
  }

  @Test("The first administrator is made once, by whichever start comes first")
  func firstAdministrator() async throws {
    let database = try await database()
    let variables = [
      "ATRIUM_ADMIN_EMAIL": "root@example.com", "ATRIUM_ADMIN_PASSWORD": AuthFixture.password,
    ]
    for _ in 0..<2 {
      let auth = try await plugin(on: database, variables)
      let admins = try await auth.services.accounts.users(
        matching: UserFilter(role: .admin), before: nil, limit: 10)
      #expect(admins.map(\.email?.canonical) == ["root@example.com"])
    }
  }

  @Test("Half of what names the first administrator stops the start, until there is one")
  func halfAnAdministrator() async throws {
    let database = try await database()
    let halves = [
      ["ATRIUM_ADMIN_EMAIL": "root@example.com"], ["ATRIUM_ADMIN_PASSWORD": AuthFixture.password],
    ]
    for half in halves {
      await #expect(throws: FirstAdministratorRefused.self) { try await plugin(on: database, half) }
    }
    _ = try await plugin(on: database, halves[0].merging(halves[1]) { first, _ in first })
    for half in halves { _ = try await plugin(on: database, half) }
  }

  @Test("A first administrator with a password that is tried first stops the start")
  func weakAdministrator() async throws {
    let database = try await database()
    await #expect(throws: FirstAdministratorRefused.self) {
      try await plugin(
        on: database,
        ["ATRIUM_ADMIN_EMAIL": "root@example.com", "ATRIUM_ADMIN_PASSWORD": "password123"])
    }
  }

  @Test("Letters are sent by jobs, and by none where no mail is sent")
  func letters() async throws {
    let database = try await database()
    #expect(try await plugin(on: database).offers.jobs.isEmpty)
    var ports = PortValues()
    ports[MailerPort.self] = SentMails()
    let jobs = try await plugin(on: database, ports: ports).offers.jobs
    #expect(jobs.map(\.kind) == [SendLetter.kind])
  }

  @Test("Its routes stand beside each other, below the mount and below a context")
  func routes() async throws {
    let auth = try await plugin(on: try await database())
    let own = auth.offers
    let all = AllOffers([
      ContextOffers(context: "auth", mount: "/api/auth", offers: own),
      ContextOffers(context: "ajo", mount: "/api/ajo", offers: Offers()),
    ])
    let over = auth.offers(over: all)
    let routes =
      (own.routes + over.routes).map { $0.prefixed("/api/auth") } + own.fixedRoutes
      + over.sharedRoutes.flatMap { shared in shared.routes.map { $0.prefixed(shared.mount) } }
    let random = SystemRandomSource()
    let router = try Router(
      routes: routes, authenticator: auth.ports[AuthenticatorPort.self], clock: SystemClock(),
      ids: UUIDv7Source(clock: SystemClock(), random: random))
    let body =
      #"{"email":"ada@example.com","password":"\#(AuthFixture.password)","name":"Ada"}"#
    let answer = await router.respond(
      to: HTTPRequest(
        method: .post, target: "/api/ajo/auth/register", body: .bytes(Array(body.utf8))))
    #expect(answer.status == 201)
    let email = AuthFixture.email("ada@example.com")
    let found = try await auth.ports[UsersPort.self]?.user(email: email)
    #expect(found?.name == "Ada")
    #expect(found?.isActive == true)
  }

  @Test("The command line makes, shows, blocks and promotes users")
  func commands() async throws {
    let auth = try await plugin(on: try await database())
    let program = CommandLineProgram(
      name: "atrium", summary: "Test",
      commands: AuthPlugin.commands { OpenedContext(plugin: auth, all: AllOffers([])) })
    let made = await program.run([
      "user", "create", "--email", "Ada@example.com", "--admin", "--json",
    ])
    #expect(made.exitCode == 0, "\(made.error)")
    #expect(made.output.contains("\"password\""))
    let again = await program.run(["user", "create", "--email", "ada@example.com"])
    #expect(again.exitCode == 1)
    let last = await program.run(["user", "block", "ada@example.com"])
    #expect(last.exitCode == 1)
    #expect(
      await program.run(["user", "create", "--email", "b@example.com", "--admin"]).exitCode == 0)
    for words in [
      ["user", "show", "ada@example.com"], ["user", "list", "--role", "admin"],
      ["user", "grant", "ada@example.com", "--role", "fleet:driver"],
      ["user", "revoke", "ada@example.com", "--role", "fleet:driver"],
      ["user", "block", "ada@example.com", "--reason", "spam"],
      ["user", "unblock", "ada@example.com"], ["auth", "rotate-keys"],
    ] {
      let outcome = await program.run(words)
      #expect(outcome.exitCode == 0, "\(words): \(outcome.error)")
    }
    let off = await program.run(["user", "remove-authenticator", "ada@example.com"])
    #expect(off.exitCode == 1)
    #expect(off.error.contains("has no authenticator"))
  }
}
