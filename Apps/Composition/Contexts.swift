import AjoWeb
import AuthWeb
public import Configuration
public import ContextKit
import FitnessWeb
import FleetWeb
public import Kernel
import Ledger
public import Migrations
import PlatformWeb

/// Every context that the configuration may name. They are assembled in this order, but a context
/// that needs what another provides comes after it. A new context is one line here.
public let contexts: [any ContextPlugin.Type] = [
  AuthPlugin.self,
  AjoPlugin.self,
  FleetPlugin.self,
  FitnessPlugin.self,
]

/// What all contexts share: part of every program, whatever is configured.
public let platform: any ContextPlugin.Type = PlatformPlugin.self

/// The units that the configured contexts declare. They may share a database, so each ledger knows
/// all of them.
/// - Throws: `UnitConflict` where two contexts mean different units by one code.
public func declaredUnits(_ configuration: Configuration) throws(UnitConflict) -> UnitSet {
  var units = UnitSet()
  for context in contexts where configuration[Settings.contexts].contains(context.name) {
    for unit in context.units(in: configuration) { try units.insert(unit) }
  }
  return units
}

/// What the configured contexts declare that accounts may be overdrawn for.
func declaredOverdrafts(_ configuration: Configuration) -> Set<OverdraftPurpose> {
  Set(
    contexts.filter { configuration[Settings.contexts].contains($0.name) }
      .flatMap { $0.overdrafts })
}

/// Every stream of migrations: the platform's first, then one a context.
public var migrationStreams: [MigrationStream] {
  [platform.migrations] + contexts.map { $0.migrations }
}
