public import Kernel
public import Ports

/// What the services of orders are made of.
public struct OrderParts: Sendable {
  let store: any FitnessStore
  let users: any UserDirectory
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource
  let terms: FitnessTermsSource

  /// Puts the parts together.
  /// - Parameters:
  ///   - users: says who is blocked.
  ///   - clock: business time.
  public init(
    store: any FitnessStore, users: any UserDirectory, clock: any WallClock, ids: any IDSource,
    random: any RandomSource, terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.users = users
    self.clock = clock
    self.ids = ids
    self.random = random
    self.terms = terms
  }
}
