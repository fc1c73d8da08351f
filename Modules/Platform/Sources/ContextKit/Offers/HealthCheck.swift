/// Something besides the databases that must work for the server to take requests.
public struct HealthCheck: Sendable {
  /// What is looked at, as `/readyz` names it: `payments`.
  public let name: String
  /// Looks; an error says that it does not work. `/readyz` waits two seconds for all checks.
  public let check: @Sendable () async throws -> Void

  /// A check.
  public init(_ name: String, check: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.check = check
  }
}

/// What must work for the server to take requests.
public enum HealthCheckOffer: OfferKey {
  /// One check.
  public typealias Item = HealthCheck
}

extension Offers {
  /// What must work, besides the databases, for the context to answer.
  public var healthChecks: [HealthCheck] {
    get { self[HealthCheckOffer.self] }
    set { self[HealthCheckOffer.self] = newValue }
  }
}

extension AllOffers {
  /// The name of the first health check that fails; nil where none does.
  public func firstFailingCheck() async -> String? {
    for check in self[HealthCheckOffer.self] {
      do { try await check.check() } catch { return check.name }
    }
    return nil
  }
}
