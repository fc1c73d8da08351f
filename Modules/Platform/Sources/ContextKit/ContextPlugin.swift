public import Configuration
public import Console
public import Kernel
public import Ledger
public import Migrations
public import Ports

/// Everything a bounded context offers to the programs that are put together from contexts. The
/// programs know contexts by this alone.
///
/// What its type says is known before anything is opened: its settings, and which ports it asks for
/// and answers. Contexts are then put together one after the other, and once all are, each is asked
/// for its offers.
public protocol ContextPlugin: Sendable {
  /// The context's name in lower case: its table in the configuration, its commands' first word.
  static var name: String { get }

  /// Where its routes are mounted unless the configuration says otherwise: `/api/ajo`.
  static var defaultMount: String { get }

  /// Whether routes of other contexts also answer below its mount, such as signing in.
  static var hostsOthers: Bool { get }

  /// The migrations of its own tables; those of the platform are applied before them.
  static var migrations: MigrationStream { get }

  /// The settings it reads, so that all of them are known before anything starts.
  static var settings: [any SettingDeclaration] { get }

  /// The units of the amounts that it has on the ledger, which may depend on its settings. No
  /// ledger meets a unit that no configured context declares.
  static func units(in configuration: Configuration) -> [Unit]

  /// What accounts of its owners may be overdrawn for, beside the house's.
  static var overdrafts: [OverdraftPurpose] { get }

  /// Which of its settings make no sense together, as far as the configuration alone tells; no
  /// program starts then.
  static func contradictions(in configuration: Configuration) -> [String]

  /// What in its settings is in order and could be better, a sentence each, for
  /// `atrium config check`.
  static func advice(on configuration: Configuration) -> [String]

  /// The ports without which it cannot be put together.
  static var needs: [any PortKey.Type] { get }

  /// The ports that it asks for and can do without.
  static var uses: [any PortKey.Type] { get }

  /// The ports that it answers.
  static var provides: [any PortKey.Type] { get }

  /// Puts the context together from what the program gives it.
  /// - Throws: when a setting makes no sense with what is found; the program then does not start.
  init(environment: ContextEnvironment) async throws

  /// What answers each port of `provides`; read once.
  var ports: PortValues { get }

  /// What it offers by itself; read once.
  var offers: Offers { get }

  /// What it offers that is made of what all contexts offer by themselves; read once.
  func offers(over all: AllOffers) -> Offers

  /// Its commands for the command line. They are listed and explained without a database; one
  /// that runs asks `open` for the context, and all are put together then.
  static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<Self>
  ) -> [Command]
}

extension ContextPlugin {
  /// `/api/<name>`.
  public static var defaultMount: String { "/api/\(name)" }
  /// Yes.
  public static var hostsOthers: Bool { true }
  /// None.
  public static var settings: [any SettingDeclaration] { [] }
  /// None.
  public static func units(in configuration: Configuration) -> [Unit] { [] }
  /// None.
  public static var overdrafts: [OverdraftPurpose] { [] }
  /// None.
  public static func contradictions(in configuration: Configuration) -> [String] { [] }
  /// None.
  public static func advice(on configuration: Configuration) -> [String] { [] }
  /// None.
  public static var needs: [any PortKey.Type] { [] }
  /// None.
  public static var uses: [any PortKey.Type] { [] }
  /// None.
  public static var provides: [any PortKey.Type] { [] }
  /// None.
  public var ports: PortValues { PortValues() }
  /// Nothing.
  public var offers: Offers { Offers() }
  /// Nothing.
  public func offers(over all: AllOffers) -> Offers { Offers() }
  /// None.
  public static func commands(
    _ open: @escaping @Sendable () async throws -> OpenedContext<Self>
  ) -> [Command] { [] }
}

/// A context as its commands find it.
public struct OpenedContext<Plugin: ContextPlugin>: Sendable {
  /// The context.
  public let plugin: Plugin
  /// What all contexts offer.
  public let all: AllOffers

  /// An opened context.
  public init(plugin: Plugin, all: AllOffers) {
    self.plugin = plugin
    self.all = all
  }
}
