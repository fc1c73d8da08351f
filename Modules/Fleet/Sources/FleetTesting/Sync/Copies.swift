public import Fleet
public import Kernel
import Storage
import WorkTesting

/// A client's copies, as a client of `POST /sync` keeps them: by what pages say alone.
public struct Copies: Sendable {
  /// The records with their versions.
  public private(set) var records: [SyncRecord: Int64] = [:]
  /// How often a page told of a record, newest or not.
  public private(set) var told: [SyncRecord: Int] = [:]
  /// Where the next pull begins.
  public private(set) var cursor: SyncCursor?
  /// Whose they are.
  public let user: UserID

  /// No copies yet.
  public init(of user: UserID) {
    self.user = user
  }

  /// Pulls one page.
  /// - Returns: the page.
  @discardableResult
  public mutating func pull(from puller: SyncPuller, limit: Int = 500) async throws -> SyncPage {
    // As the client sends it back.
    let since = cursor.flatMap { SyncCursor(text: $0.text) }
    let page = try await puller.page(
      since: since, for: FleetCaller(userID: user), limit: limit)
    for entry in page.entries {
      told[entry.record, default: 0] += 1
      records[entry.record] = entry.isDeleted ? nil : entry.version
    }
    cursor = page.cursor
    return page
  }

  /// Pulls until there is no more.
  public mutating func pullAll(from puller: SyncPuller, limit: Int = 500) async throws {
    while try await pull(from: puller, limit: limit).hasMore {}
  }

  /// Begins anew.
  public mutating func forget() {
    self = Copies(of: user)
  }
}

extension FleetFixture {
  /// Reads what changed.
  public var puller: SyncPuller {
    SyncPuller(store: store, clock: time.clock, terms: terms.source)
  }

  /// Notes a change of a record that nothing else knows of.
  public func note(
    _ entity: SyncEntity, _ id: SyncRecordID, version: Int64 = 1, isDeleted: Bool = false,
    for scopes: [SyncScope]
  ) async throws {
    try await store.atomically(.unkeyed) { transaction in
      try transaction.noteChange(
        SyncChange(entity, id, version: version, isDeleted: isDeleted, for: scopes))
    }
  }

  /// Notes a company as its making does.
  public func note(_ company: Company, version: Int64 = 1, isDeleted: Bool = false) async throws {
    try await note(
      .company, SyncRecordID(rawValue: company.id.rawValue), version: version,
      isDeleted: isDeleted, for: [.company(company.id)])
  }

  /// Opens an account between two companies, as clients are told of it.
  @discardableResult
  public func notedAccount(of consumer: Company, at supplier: Company) async throws -> SyncRecord {
    let id: FuelAccount.ID = ids.make()
    let now = time.clock.now()
    try await database.execute(
      """
      INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active, version,
        created_at, updated_at)
      VALUES (\(id), \(supplier.id), \(consumer.id), \(true), 1, \(now), \(now))
      """)
    try await store.atomically(.unkeyed) { transaction in
      try transaction.noteChange(
        SyncChange(
          .account, id, version: 1, for: [.company(supplier.id), .company(consumer.id)]))
      try transaction.noteIntroduction(of: supplier.id, and: consumer.id)
    }
    return SyncRecord(.account, SyncRecordID(rawValue: id.rawValue))
  }
}

extension SyncRecord {
  /// A company's record.
  public init(_ company: Company) {
    self.init(.company, SyncRecordID(rawValue: company.id.rawValue))
  }

  /// A driver's record.
  public init(_ driver: Driver) {
    self.init(.driver, SyncRecordID(rawValue: driver.id.rawValue))
  }
}
