import AjoWeb
import AuthWeb
public import ContextKit
public import Migrations
import PlatformSQL

/// The contexts of the assembly, in the order in which they are put together: one that answers
/// another's ports stands before it. A new context is one line here.
public let contexts: [any ContextPlugin.Type] = [
  AuthPlugin.self,
  AjoPlugin.self,
]

/// Every stream of migrations: the platform's first, then one a context.
public var migrationStreams: [MigrationStream] {
  [PlatformSQL.migrations] + contexts.map { $0.migrations }
}
