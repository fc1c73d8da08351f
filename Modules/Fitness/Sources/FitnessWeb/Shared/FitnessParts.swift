import ContextKit
import Curl
import Fitness
import FitnessSQL
import Kernel
import Ports

/// What every area of Fitness is made of.
struct FitnessParts: Sendable {
  let environment: ContextEnvironment
  let store: SQLFitnessStore
  let users: any UserDirectory
  /// In which zone it is today for all of Fitness.
  let zone: TimeZoneRules
  /// Fetches from others; nil where the program has nothing that does.
  let client: HTTPClient?
  /// Counts what happens.
  let metrics: FitnessMetrics

  /// - Throws: `AssemblyError` where a port is missing.
  init(_ environment: ContextEnvironment) throws {
    self.environment = environment
    zone = FitnessConfiguration.zone(in: environment.configuration)
    metrics = FitnessMetrics(in: environment.metrics)
    let terms = FitnessSettings.source(in: environment.settings, zone: zone)
    self.terms = terms
    store = SQLFitnessStore(
      work: environment.work, defaultZone: { terms().defaultTimeZone }, watcher: metrics)
    users = try environment.require(UsersPort.self)
    client = try environment.optional(HTTPClientPort.self)
  }

  /// The terms as administrators have set them now.
  let terms: FitnessTermsSource
}
