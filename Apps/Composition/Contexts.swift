import AjoWeb
import AuthWeb
public import ContextKit
public import Migrations
import PlatformSQL

/// Every context that the configuration may name. They are put together in this order, but for
/// those that need what another provides. A new context is one line here.
public let contexts: [any ContextPlugin.Type] = [
  AuthPlugin.self,
  AjoPlugin.self,
]

/// Every stream of migrations: the platform's first, then one a context.
public var migrationStreams: [MigrationStream] {
  [PlatformSQL.migrations] + contexts.map { $0.migrations }
}
