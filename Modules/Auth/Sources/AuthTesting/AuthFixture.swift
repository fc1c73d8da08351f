public import Auth
import AuthSQL
import Events
import Jobs
public import Kernel
public import KernelTesting
public import PlatformSQL
public import Ports
public import Storage
public import StorageTesting
import Work

/// Accounts on a fresh database of one engine, as one server of possibly several sees them.
public struct AuthFixture: Sendable {
  /// The password of every user that the fixture registers.
  public static let password = "correct horse battery staple"

  /// The database, with the platform's tables and Auth's.
  public let database: any Database
  /// The store under test, as far as it is read without a service.
  public let store: any ReadableStore
  /// The services on top of it.
  public let services: AuthServices
  /// The revocations that this server knows.
  public let revocations: RevocationList
  /// Reads the revocations of other servers.
  public let feed: RevocationFeed
  /// The keys that sign.
  public let keyring: Keyring
  /// Authenticates API keys.
  public let apiKeys: APIKeyring
  /// Makes and redeems the codes that show users.
  public let codes: UserCodes
  /// Checks PIN tokens for other contexts.
  public let pins: any PinVerifier
  /// Stands in for identity providers.
  public let providers = Vouching()
  private let sentMails: SentMails
  private let bind: @Sendable ([LeavingParty], (any Database)?) -> Void
  private let jobs: SQLJobs
  /// The clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Hashes and compares passwords.
  public let hasher: FastHasher
  private let transactions: any CredentialsStore
  /// Encrypts the store's secrets.
  public let seal: SecretSeal

  /// Migrates a fresh database of `engine`.
  /// - Parameter key: encrypts secrets; without one they are kept as they are.
  public init(
    on engine: Engine, settings: AuthSettings = AuthSettings(), key: SecretSeal.Key? = nil
  ) async throws {
    let database = try await engine.migratedDatabase([
      PlatformSQL.migrations, AuthSchema.migrations,
    ])
    self.init(over: database, settings: settings, key: key)
  }

  /// The same over a database that another process made.
  public init(
    over database: any Database, settings: AuthSettings = AuthSettings(),
    key: SecretSeal.Key? = nil
  ) {
    self.init(
      database: database, clock: FixedClock(Instant(milliseconds: 1_767_268_800_000)),
      hasher: FastHasher(), settings: settings,
      seal: SecretSeal(key: key, random: SystemRandomSource()))
  }

  /// What tests read of the store.
  public typealias ReadableStore = UserStore & SessionStore & PinStore & PersonalDataStore
    & SigningKeyStore & EncryptedStore & RevocationSource

  private init(
    database: any Database, clock: FixedClock, hasher: FastHasher, settings: AuthSettings,
    seal: SecretSeal, sendsMails: Bool = true, jobs: SQLJobs? = nil
  ) {
    let random = SystemRandomSource()
    self.seal = seal
    self.database = database
    self.clock = clock
    self.hasher = hasher
    let ids = UUIDv7Source(clock: SystemClock(), random: random)
    let leaving = SQLLeaving(ids: ids, clock: clock)
    @Sendable func work(of context: String, in database: any Database) -> SQLUnitsOfWork {
      SQLUnitsOfWork(
        database: database, context: context,
        ledger: SQLLedger(database: database, clock: clock, ids: ids, units: UnitSet()),
        clock: clock, machineClock: clock, ids: ids,
        catalogue: context == "auth" ? EventCatalogue(of: AuthEvents.declarations) : nil)
    }
    bind = { parties, other in
      func place(_ contexts: [String], _ database: any Database, _ parties: [LeavingParty])
        -> LeavingPlace
      {
        LeavingPlace(
          contexts: contexts, work: work(of: "platform", in: database), parties: parties)
      }
      leaving.bind(
        other.map { [place(["auth"], database, []), place(["other"], $0, parties)] }
          ?? [place(["auth"], database, parties)])
    }
    bind([], nil)
    let store = SQLAuthStore(
      work: work(of: "auth", in: database), seal: seal, leaving: leaving)
    self.store = store
    self.jobs = jobs ?? SQLJobs(database: database, ids: ids)
    let mails = SentMails()
    sentMails = mails
    transactions = store
    pins = StoredPinVerifier(store: store, clock: clock, random: random)
    revocations = RevocationList(settings: settings)
    feed = RevocationFeed(source: store, revocations: revocations, clock: clock)
    keyring = Keyring(store: store, clock: clock, random: random, settings: settings)
    apiKeys = APIKeyring(store: store, clock: clock, settings: settings)
    codes = UserCodes(
      store: store, keyring: keyring, clock: clock, random: random, settings: settings)
    services = AuthServices(
      store: store, hasher: hasher, revocations: revocations, clock: clock,
      ids: ids, random: random,
      letters: Letters(
        mailer: sendsMails ? mails : nil, resetPage: "https://test.example/reset",
        verificationPage: "https://test.example/verify"),
      verifier: providers, settings: settings)
  }

  /// Another server of the same database, through whatever stands before it in the test.
  /// - Parameters:
  ///   - seal: what it was given to encrypt by; the same as this one's unless given.
  ///   - settings: what it was configured by; the same.
  ///   - sendsMails: whether its configuration has mails sent.
  public func anotherServer(
    through other: (any Database)? = nil, seal: SecretSeal? = nil, settings: AuthSettings? = nil,
    sendsMails: Bool = true
  ) -> AuthFixture {
    AuthFixture(
      database: other ?? database, clock: clock, hasher: hasher,
      settings: settings ?? self.settings, seal: seal ?? self.seal, sendsMails: sendsMails,
      jobs: jobs)
  }

  /// The mails that the services write.
  public var mailbox: Mailbox {
    Mailbox(sent: sentMails) { [self] in
      let handler = JobHandler(SendLetter.self) { letter, run in
        try await credentials.send(letter, as: MailID(rawValue: run.id.rawValue))
      }
      while true {
        let now = clock.now()
        let claimed = try await jobs.claim(
          100, from: .mail, of: [SendLetter.kind], for: WorkerID(rawValue: 1), due: now, at: now)
        guard !claimed.isEmpty else { return }
        for job in claimed {
          try await handler.perform(job.arguments, job.run)
          try await jobs.finish(job.run, as: .completed, at: now)
        }
      }
    }
  }

  /// Has contexts asked before an account is deleted; nobody is unless a test says so.
  /// - Parameter other: the database of these contexts, with the platform's tables; Auth's own
  ///   unless given.
  public func ask(_ parties: [LeavingParty], in other: (any Database)? = nil) {
    bind(parties, other)
  }

  /// Signs users in.
  public var signIn: SignIn { services.signIn }
  /// Makes, changes and removes accounts.
  public var accounts: Accounts { services.accounts }
  /// Changes what proves who a user is.
  public var credentials: Credentials { services.credentials }
  /// The settings in use.
  public var settings: AuthSettings { services.settings }

  /// Runs a transaction on rows that the services keep to themselves.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any CredentialsTransaction) throws -> Value
  ) async throws -> Value {
    try await transactions.atomically(body)
  }

  /// The client of requests, without a user.
  public static func client(_ address: String = "192.0.2.1") -> Actor {
    Actor(userID: nil, address: address, userAgent: "tests", requestID: "r-1")
  }

  /// Registers a user with the password `AuthFixture.password`.
  @discardableResult
  public func register(_ email: String, referralCode: String? = nil) async throws -> OpenSession {
    try await accounts.register(
      Registration(
        email: Self.email(email), password: Self.password, profile: Profile(name: "Ada Lovelace"),
        referralCode: referralCode),
      from: Self.client())
  }

  /// Signs a user in by password.
  public func login(
    _ email: String, password: String = AuthFixture.password, from address: String = "192.0.2.1"
  ) async throws -> OpenSession {
    try await signIn.login(
      email: Self.email(email), password: password, from: Self.client(address))
  }

  /// An administrator, made as the command line makes one.
  public func admin() async throws -> User {
    try await accounts.createUser(
      Registration(
        email: Self.email("root@example.com"), password: Self.password,
        profile: Profile(name: "Root")),
      roles: [.admin, .user], isVerified: true, by: .operatorConsole)
  }

  /// The claims of an access token for the session, issued now.
  public func claims(_ signIn: OpenSession) -> AccessClaims {
    signIn.claims(at: clock.now(), lifetime: settings.accessLifetime)
  }

  /// The actions in the audit trail, in their order.
  public func auditedActions() async throws -> [String] {
    try await database.all("SELECT action FROM platform_audit ORDER BY sequence") {
      try $0.get(0, as: String.self)
    }
  }

  /// Parses an address that is valid.
  public static func email(_ text: String) -> EmailAddress {
    guard let email = EmailAddress(text) else {
      preconditionFailure("\(text) is no e-mail address")
    }
    return email
  }
}
