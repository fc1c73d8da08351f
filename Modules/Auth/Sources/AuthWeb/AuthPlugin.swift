public import Auth
import AuthSQL
public import Configuration
public import Console
public import ContextKit
import Kernel
public import Migrations
import Observability
public import Ports
import Router

/// Users, signing in, sessions and roles.
public struct AuthPlugin: ContextPlugin {
  /// `auth`.
  public static let name = "auth"

  /// The tables of users, sessions and keys.
  public static var migrations: MigrationStream { AuthSchema.migrations }

  /// Lifetimes, throttling and the first administrator.
  public static var settings: [any SettingDeclaration] { AuthConfiguration.all }

  /// Signing in, accounts and credentials, also for the command line.
  public let services: AuthServices
  /// The keys that sign access tokens.
  public let keyring: Keyring
  private let tokens: AccessTokens
  private let authenticator: TokenAuthenticator
  private let directory: StoredUserDirectory
  private let pins: StoredPinVerifier
  private let codes: UserCodes
  private let cookie: SessionCookie
  /// The encryption of what opens accounts.
  public let encryption: EncryptionAtRest
  private let seal: SecretSeal
  private let isProduction: Bool
  private let sendsLetters: Bool
  private let feed: RevocationFeed
  private let log: Logger

  /// Mails to users.
  public static var uses: [any PortKey.Type] { [MailerPort.self] }

  /// Who users are, who sends a request, whether they know their PIN, what they are in contexts,
  /// what encrypts secrets, and whose the codes are that they show.
  public static var provides: [any PortKey.Type] {
    [
      UsersPort.self, AuthenticatorPort.self, SocketAuthenticatorPort.self, PinPort.self,
      AccountsPort.self, GrantsPort.self, SecretKeeperPort.self, UserCodesPort.self,
    ]
  }

  /// What the first administrator is to be, and a cookie that anybody could read.
  public static func contradictions(in configuration: Configuration) -> [String] {
    var found: [String] = []
    do { _ = try SessionCookie(configuration) } catch { found.append("\(error)") }
    do { _ = try FirstAdministrator(configuration) } catch { found.append("\(error)") }
    found += AuthConfiguration.contradictions(in: configuration)
    return found
  }

  /// Puts Auth together: reads the signing keys and the latest revocations, and makes the first
  /// administrator if the configuration names one and there is none.
  /// - Throws: the store's error, `EncryptionKeyMissing`, `FirstAdministratorRefused`, or
  ///   `InsecureCookie`.
  public init(environment: ContextEnvironment) async throws {
    let configuration = environment.configuration
    let settings = AuthSettings(configuration)
    cookie = try SessionCookie(configuration)
    seal = SecretSeal(
      key: configuration[AuthConfiguration.encryptionKey],
      others: configuration[AuthConfiguration.otherEncryptionKeys], random: environment.random)
    let store = SQLAuthStore(
      work: environment.work, seal: seal, leaving: environment.leaving)
    encryption = EncryptionAtRest(store: store, seal: seal)
    isProduction = configuration.isOfProduction
    let letters = try environment.letters
    sendsLetters = letters.areSent
    let revocations = RevocationList(settings: settings)
    services = AuthServices(
      store: store,
      hasher: Argon2Hasher(pool: environment.hashing, random: environment.random),
      revocations: revocations, clock: environment.machineClock, ids: environment.ids,
      random: environment.random,
      letters: letters, verifier: environment.providers, settings: settings)
    keyring = Keyring(
      store: store, clock: environment.machineClock, random: environment.random, settings: settings)
    tokens = AccessTokens(
      keyring: keyring, issuer: configuration[AuthConfiguration.issuer],
      audience: configuration[AuthConfiguration.audience], settings: settings,
      random: environment.random)
    authenticator = TokenAuthenticator(
      tokens: tokens, revocations: revocations,
      keys: APIKeyring(store: store, clock: environment.machineClock, settings: settings),
      cookieName: cookie.name, capacity: configuration[AuthConfiguration.tokenCache])
    let authenticator = authenticator
    environment.metrics.table("atrium_token_cache", "Access tokens remembered as checked") {
      authenticator.remembered
    }
    directory = StoredUserDirectory(store: store)
    pins = StoredPinVerifier(
      store: store, clock: environment.machineClock, random: environment.random,
      settings: settings)
    codes = UserCodes(
      store: store, keyring: keyring, clock: environment.machineClock, random: environment.random,
      settings: settings)
    feed = RevocationFeed(source: store, revocations: revocations, clock: environment.machineClock)
    log = environment.log
    try await encryption.check()
    try await keyring.load()
    try await feed.poll()
    try await makeFirstAdministrator(configuration, services.accounts)
  }

  /// What answers each port.
  public var ports: PortValues {
    var ports = PortValues()
    ports[UsersPort.self] = directory
    ports[AuthenticatorPort.self] = authenticator
    ports[SocketAuthenticatorPort.self] = authenticator
    ports[PinPort.self] = pins
    ports[AccountsPort.self] = StoredAccountKeeper(services.accounts)
    ports[GrantsPort.self] = StoredGrantKeeper(services.accounts)
    ports[SecretKeeperPort.self] = seal
    ports[UserCodesPort.self] = StoredUserCodeRedeemer(codes)
    return ports
  }

  /// Signing in and one's own account below the mount, users and public keys at their places, and
  /// hearing of what other servers ended, and of their keys; letters, where mails are sent.
  public var offers: Offers {
    var offers = Offers()
    offers.routes = authRoutes(parts(), below: "")
    offers.fixedRoutes = fixedAuthRoutes(services.accounts, codes, keyring)
    offers.events = AuthEvents.declarations
    offers.personalData.append(AccountExport(services: services))
    offers.adminResources = [
      UserResource.users, CredentialResources.sessions, CredentialResources.keys,
      CredentialResources.identities,
    ]
    if sendsLetters { offers.jobs = [letterJobs(services.credentials)] }
    offers.demo.append(
      DemoScene(of: Self.name) { [services] stage in
        try await AccountDemo(accounts: services.accounts).perform(on: &stage)
      })
    offers.background = [
      BackgroundWork("auth revocations") { [feed] in try await feed.run() },
      BackgroundWork("auth signing keys") { [keyring] in try await keyring.run() },
      BackgroundWork("auth encryption") { [encryption, isProduction, log] in
        try await encryption.tell(log, isProduction: isProduction)
      },
    ]
    return offers
  }

  /// API keys for every context, a copy of what all keep, and the same routes below each context,
  /// which may ask those who sign up there for a profile.
  public func offers(over all: AllOffers) -> Offers {
    let delivery = ProfileDelivery(accounts: services.accounts, all: all, log: log)
    let parts = parts(delivery)
    var offers = Offers()
    offers.routes = routesOverAll(all, services, below: "")
    offers.sharedRoutes = all.contexts.filter { $0.hostsOthers && $0.context != Self.name }
      .map { host in
        SharedRoutes(
          below: host,
          authRoutes(parts, below: "/auth", of: host)
            + routesOverAll(all, services, below: "/auth"))
      }
    offers.background = [BackgroundWork("auth profiles") { try await delivery.run() }]
    return offers
  }

  private func parts(_ delivery: ProfileDelivery? = nil) -> AuthParts {
    AuthParts(
      services: services, replies: SignInReplies(tokens: tokens, cookie: cookie),
      delivery: delivery)
  }

  /// `atrium user …` and `atrium auth …`.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<AuthPlugin>
  ) -> [Command] {
    userCommands { try await open().plugin.services }
      + [
        rotateKeysCommand { try await open().plugin.keyring },
        rotateEncryptionCommand(
          { try await open().plugin.encryption },
          others: { try await open().all[SealedSecretsOffer.self] }),
      ]
      + apiKeyCommands({ try await open().plugin.services }, { try await open().all })
  }
}

extension ContextEnvironment {
  /// Letters by the program's mailer, if it has one.
  fileprivate var letters: Letters {
    get throws {
      guard let mailer = try optional(MailerPort.self) else { return .none }
      return Letters(
        mailer: mailer, resetPage: configuration[AuthConfiguration.resetPage],
        verificationPage: configuration[AuthConfiguration.verificationPage])
    }
  }
}
