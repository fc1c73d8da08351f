public import ContextKit
public import Migrations
import PlatformSQL
public import Ports

/// What all contexts share, as clients and operators meet it: jobs, schedules, events, sockets,
/// webhooks, settings, the audit trail. It is put together like a context and is part of every
/// program.
public struct PlatformPlugin: ContextPlugin {
  /// `platform`.
  public static let name = "platform"

  /// `/api`; its routes stand at fixed places.
  public static let defaultMount = "/api"

  /// No.
  public static let hostsOthers = false

  /// The tables that are in every database.
  public static var migrations: MigrationStream { PlatformSQL.migrations }

  /// Every database.
  public static var needs: [any PortKey.Type] { [StoresPort.self] }

  /// The names of those who acted.
  public static var uses: [any PortKey.Type] { [UsersPort.self] }

  private let environment: ContextEnvironment
  private let stores: [SharedStore]

  /// Puts the platform together.
  public init(environment: ContextEnvironment) async throws {
    self.environment = environment
    stores = try environment.require(StoresPort.self)
  }

  /// What is the same whatever contexts there are.
  public var offers: Offers { Offers() }

  /// What is made of what contexts offer.
  public func offers(over all: AllOffers) -> Offers { Offers() }
}
