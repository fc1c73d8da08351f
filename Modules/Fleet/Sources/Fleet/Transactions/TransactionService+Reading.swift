public import Kernel

/// The days of which transactions are listed, both with it.
public struct DayRange: Hashable, Sendable {
  /// The first one; nil for no beginning.
  public let from: CivilDate?
  /// The last one; nil for no end.
  public let to: CivilDate?

  /// Makes a range.
  public init(from: CivilDate? = nil, to: CivilDate? = nil) {
    self.from = from
    self.to = to
  }
}

extension TransactionService {
  /// A transaction, for who may see it.
  /// - Throws: `AccessRefusal.notFound`, or the store's error.
  public func transaction(
    _ id: FuelTransaction.ID, for caller: FleetCaller
  ) async throws -> TransactionView {
    guard let sale = try await store.transaction(id) else { throw AccessRefusal.notFound }
    let standing = try await store.standing(of: caller)
    try standing.require(.readTransaction, on: sale)
    return TransactionView(sale, for: standing, at: parts.clock.now())
  }

  /// Up to `limit` transactions of the caller's companies, and those in which they are served, in
  /// the order of the filter.
  /// - Parameter days: by the clock of the company of the filter, or else of all of Fleet.
  public func transactions(
    _ filter: TransactionFilter, on days: DayRange = DayRange(), for caller: FleetCaller,
    after place: TransactionPlace? = nil, limit: Int
  ) async throws -> [TransactionView] {
    let standing = try await store.standing(of: caller)
    return try await list(filter, on: days, for: standing, after: place, limit: limit)
  }

  /// Up to `limit` transactions of a company.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func transactions(
    of company: Company.ID, _ filter: TransactionFilter, on days: DayRange = DayRange(),
    for caller: FleetCaller, after place: TransactionPlace? = nil, limit: Int
  ) async throws -> [TransactionView] {
    let standing = try await store.standing(of: caller)
    guard let found = try await store.relation(to: company, of: standing) else {
      throw AccessRefusal.notFound
    }
    try standing.require(
      .readRecords,
      as: standing.relations(
        to: company, of: found.type, isCounterparty: found.isCounterparty))
    var filter = filter
    if let other = filter.companyID, other != company {
      filter.counterpartyID = other
    }
    filter.companyID = company
    return try await list(filter, on: days, for: standing, after: place, limit: limit)
  }

  private func list(
    _ filter: TransactionFilter, on days: DayRange, for standing: Standing,
    after place: TransactionPlace?, limit: Int
  ) async throws -> [TransactionView] {
    let now = parts.clock.now()
    var filter = filter
    if days != DayRange() {
      let zone = try await zone(of: filter.companyID)
      filter.from = days.from.map(zone.startOfDay)
      filter.to = days.to.map { zone.startOfDay($0.adding(days: 1)) }
    }
    return try await store.transactions(
      filter, seenBy: standing, after: place, limit: limit, at: now
    ).map { TransactionView($0, for: standing, at: now) }
  }

  private func zone(of company: Company.ID?) async throws -> TimeZoneRules {
    var name = parts.terms().defaultTimeZone
    if let company, let own = try await store.timeZone(of: company) { name = own }
    return (try? TimeZoneRules(identifier: name)) ?? .utc
  }
}
