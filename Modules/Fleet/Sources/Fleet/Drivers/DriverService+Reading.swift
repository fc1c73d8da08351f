public import Kernel

extension DriverService {
  /// A driver.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func driver(_ id: Driver.ID, for caller: FleetCaller) async throws -> DriverSight {
    let standing = try await store.standing(of: caller)
    guard let found = try await store.driver(id) else { throw AccessRefusal.notFound }
    try standing.require(.readDriver, on: found.driver)
    return try await sights([found])[0]
  }

  /// Up to `limit` drivers after a place, newest first: those of the companies that a caller is a
  /// member of, and the driver that they are.
  /// - Parameter company: only those of this company; staff may name any.
  /// - Throws: the store's error.
  public func drivers(
    of company: Company.ID?, isActive: Bool?, for caller: FleetCaller,
    after place: DriverPlace?, limit: Int
  ) async throws -> [DriverSight] {
    let standing = try await store.standing(of: caller)
    var filter = DriverFilter(
      companies: standing.memberships.filter { $0.type == .consumer }.map(\.companyID),
      driver: standing.driver?.driverID, isActive: isActive)
    if let company {
      let mayRead = filter.companies.contains(company) || standing.oversight != nil
      filter.companies = mayRead ? [company] : []
      if standing.driver?.companyID != company { filter.driver = nil }
    }
    return try await sights(store.drivers(filter, after: place, limit: limit))
  }

  /// Up to `limit` drivers of a company after a place, newest first.
  /// - Throws: `AccessRefusal`, or the store's error.
  public func drivers(
    in id: Company.ID, isActive: Bool?, for caller: FleetCaller, after place: DriverPlace?,
    limit: Int
  ) async throws -> [DriverSight] {
    _ = try await store.require(.readRecords, of: id, for: caller)
    return try await sights(
      store.drivers(
        DriverFilter(companies: [id], isActive: isActive), after: place, limit: limit))
  }

  /// Drivers with what this month has brought each of them.
  func sights(_ drivers: [LocalDriver]) async throws -> [DriverSight] {
    guard !drivers.isEmpty else { return [] }
    let now = clock.now()
    let use = try await store.use(of: drivers.map { try $0.month(at: now) }, at: now)
    return drivers.map { DriverSight(driver: $0.driver, month: use[$0.driver.id] ?? .none) }
  }
}
