public import Kernel
public import Ports

/// What the services of accounts and transactions are made of.
public struct MoneyParts: Sendable {
  let store: any FleetStore
  let users: any UserDirectory
  let clock: any WallClock
  let ids: any IDSource
  let random: any RandomSource
  let terms: FleetTermsSource
  let report: @Sendable (FuelTransaction.ID, any Error) -> Void

  /// Puts the parts together.
  /// - Parameters:
  ///   - users: tells names.
  ///   - clock: business time.
  ///   - random: makes codes of receipts.
  ///   - terms: what administrators have set.
  ///   - report: is told of a request that is held as it could not expire, and why.
  public init(
    store: any FleetStore, users: any UserDirectory, clock: any WallClock, ids: any IDSource,
    random: any RandomSource, terms: @escaping FleetTermsSource,
    report: @escaping @Sendable (FuelTransaction.ID, any Error) -> Void = { _, _ in }
  ) {
    self.store = store
    self.users = users
    self.clock = clock
    self.ids = ids
    self.random = random
    self.terms = terms
    self.report = report
  }
}

extension TimeZoneRules {
  /// The rules of a company's zone; UTC where the machine does not know it any more.
  init(of company: Company) {
    self = (try? TimeZoneRules(identifier: company.timeZone)) ?? .utc
  }
}
