public import Auth
import AuthSQL
public import Configuration
public import Console
public import ContextKit
import Kernel
public import Migrations
import Observability
import Ports
public import Router

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
  private let isProduction: Bool
  private let feed: RevocationFeed
  private let peers: ContextPeers
  private let log: Logger

  /// What the first administrator is to be, and a cookie that anybody could read.
  public static func contradictions(in configuration: Configuration) -> [String] {
    var found: [String] = []
    do { _ = try SessionCookie(configuration) } catch { found.append("\(error)") }
    do { _ = try FirstAdministrator(configuration) } catch { found.append("\(error)") }
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
    let seal = SecretSeal(
      key: configuration[AuthConfiguration.encryptionKey],
      others: configuration[AuthConfiguration.otherEncryptionKeys], random: environment.random)
    let store = SQLAuthStore(database: environment.database, seal: seal)
    encryption = EncryptionAtRest(store: store, seal: seal)
    isProduction = configuration.isOfProduction
    let revocations = RevocationList(settings: settings)
    services = AuthServices(
      store: store,
      hasher: Argon2Hasher(pool: environment.hashing, random: environment.random),
      revocations: revocations, clock: environment.clock, ids: environment.ids,
      random: environment.random,
      letters: environment.letters, verifier: environment.providers, settings: settings)
    keyring = Keyring(
      store: store, clock: environment.clock, random: environment.random, settings: settings)
    tokens = AccessTokens(
      keyring: keyring, issuer: configuration[AuthConfiguration.issuer],
      audience: configuration[AuthConfiguration.audience], settings: settings)
    authenticator = TokenAuthenticator(
      tokens: tokens, revocations: revocations,
      keys: APIKeyring(store: store, clock: environment.clock, settings: settings),
      cookieName: cookie.name)
    directory = StoredUserDirectory(store: store)
    pins = StoredPinVerifier(
      store: store, clock: environment.clock, random: environment.random)
    codes = UserCodes(
      store: store, keyring: keyring, clock: environment.clock, random: environment.random,
      settings: settings)
    feed = RevocationFeed(source: store, revocations: revocations, clock: environment.clock)
    peers = environment.peers
    log = environment.log
    try await encryption.check()
    try await keyring.load()
    try await feed.poll()
    try await makeFirstAdministrator(configuration, services.accounts)
  }

  /// Signing in and one's own account, below the mount.
  public var routes: [Route] { authRoutes(handlers, below: "") }

  /// Users, and the public keys.
  public var fixedRoutes: [Route] {
    userRoutes(UserHandlers(accounts: services.accounts)) + [keySetRoute(keyring)]
      + userCodeRoutes(UserCodeHandlers(codes: codes))
  }

  /// Signing in and one's own account, below each product.
  public func sharedRoutes(below peer: ContextPeer) -> [Route] {
    authRoutes(handlers, below: "/auth", of: peer)
  }

  private var handlers: AccountHandlers {
    AccountHandlers(services: services, tokens: tokens, cookie: cookie, peers: peers, log: log)
  }

  private var delivery: ProfileDelivery {
    ProfileDelivery(accounts: services.accounts, peers: peers, log: log)
  }

  /// Who users are, who sends a request, and whether they know their PIN.
  public var ports: ProvidedPorts {
    ProvidedPorts(
      users: directory, authenticator: authenticator, socketAuthenticator: authenticator,
      pins: pins,
      personalData: AccountExport(services: services))
  }

  /// `atrium user …` and `atrium auth …`.
  public static func commands(
    _ plugin: @escaping @Sendable () async throws -> AuthPlugin
  ) -> [Command] {
    userCommands { try await plugin().services }
      + [
        rotateKeysCommand { try await plugin().keyring },
        rotateEncryptionCommand { try await plugin().encryption },
      ]
      + apiKeyCommands({ try await plugin().services }, { try await plugin().peers })
  }

  /// Hearing of what other servers ended, and of their keys.
  public var background: [BackgroundWork] {
    [
      BackgroundWork("auth revocations") { [feed] in try await feed.run() },
      BackgroundWork("auth signing keys") { [keyring] in try await keyring.run() },
      BackgroundWork("auth profiles") { [delivery] in try await delivery.run() },
      BackgroundWork("auth encryption") { [encryption, isProduction, log] in
        try await encryption.tell(log, isProduction: isProduction)
      },
    ]
  }
}

extension ContextEnvironment {
  /// Letters by the program's mailer, if it has one.
  fileprivate var letters: Letters {
    guard let mailer = ports.mailer else { return .none }
    return Letters(
      mailer: mailer, resetPage: configuration[AuthConfiguration.resetPage],
      verificationPage: configuration[AuthConfiguration.verificationPage])
  }
}
