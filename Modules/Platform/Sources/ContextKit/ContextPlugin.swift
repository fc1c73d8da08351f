public import Configuration
public import Console
public import Migrations
public import Ports
public import Realtime
public import Router

/// Everything a bounded context offers to the programs that are put together from contexts. The
/// programs know contexts by this alone.
public protocol ContextPlugin: Sendable {
  /// The context's name in lower case: its table in the configuration, its commands' first word.
  static var name: String { get }

  /// Where its routes are mounted unless the configuration says otherwise: `/api/ajo`.
  static var defaultMount: String { get }

  /// The migrations of its own tables; those of the platform are applied before them.
  static var migrations: MigrationStream { get }

  /// The settings it reads, so that all of them are known before anything starts.
  static var settings: [any SettingDeclaration] { get }

  /// Which of its settings make no sense together, as far as the configuration alone tells; no
  /// program starts then.
  static func contradictions(in configuration: Configuration) -> [String]

  /// Puts the context together from what the program gives it.
  /// - Throws: when a setting makes no sense with what is found; the program then does not start.
  init(environment: ContextEnvironment) async throws

  /// Its routes, with paths below the mount.
  var routes: [Route] { get }

  /// Its routes that stand at fixed places whatever the mount, such as `/.well-known/jwks.json`.
  var fixedRoutes: [Route] { get }

  /// Its routes that also answer below another context's mount, with paths below that.
  func sharedRoutes(below peer: ContextPeer) -> [Route]

  /// What it answers other contexts.
  var ports: ProvidedPorts { get }

  /// Its commands for the command line. They are listed and explained without a database; one
  /// that runs asks `plugin` for the context, which is put together then.
  static func commands(_ plugin: @escaping @Sendable () async throws -> Self) -> [Command]

  /// What it does while the server runs, each in a task of its own that is cancelled at the end.
  var background: [BackgroundWork] { get }
}

extension ContextPlugin {
  /// `/api/<name>`.
  public static var defaultMount: String { "/api/\(name)" }
  /// None.
  public static var settings: [any SettingDeclaration] { [] }
  /// None.
  public static func contradictions(in configuration: Configuration) -> [String] { [] }
  /// None.
  public var fixedRoutes: [Route] { [] }
  /// None.
  public func sharedRoutes(below peer: ContextPeer) -> [Route] { [] }
  /// None.
  public var ports: ProvidedPorts { ProvidedPorts() }
  /// None.
  public static func commands(
    _ plugin: @escaping @Sendable () async throws -> Self
  ) -> [Command] { [] }
  /// None.
  public var background: [BackgroundWork] { [] }
}

/// What a context answers other contexts, and the server itself.
public struct ProvidedPorts: Sendable {
  /// Looks up users.
  public var users: (any UserDirectory)?
  /// Tells who sends a request.
  public var authenticator: (any Authenticator)?
  /// Lets callers in for longer than a request takes.
  public var socketAuthenticator: (any SocketAuthenticator)?
  /// Checks PIN tokens.
  public var pins: (any PinVerifier)?
  /// Sends mails; without one none is sent.
  public var mailer: (any Mailer)?
  /// Tells what the context keeps about a person.
  public var personalData: (any PersonalDataSource)?
  /// What it asks of those who sign up below its mount.
  public var registration: RegistrationProfile?

  /// Makes a set of ports; none by default.
  public init(
    users: (any UserDirectory)? = nil, authenticator: (any Authenticator)? = nil,
    socketAuthenticator: (any SocketAuthenticator)? = nil, pins: (any PinVerifier)? = nil,
    mailer: (any Mailer)? = nil,
    personalData: (any PersonalDataSource)? = nil, registration: RegistrationProfile? = nil
  ) {
    self.users = users
    self.authenticator = authenticator
    self.socketAuthenticator = socketAuthenticator
    self.pins = pins
    self.mailer = mailer
    self.personalData = personalData
    self.registration = registration
  }
}

/// Work that goes on while the server runs.
public struct BackgroundWork: Sendable {
  /// What it is, for the log.
  public let name: String
  /// Does it until its task is cancelled. An error is logged and the work begun again.
  public let run: @Sendable () async throws -> Void

  /// Makes background work.
  public init(_ name: String, run: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.run = run
  }
}
