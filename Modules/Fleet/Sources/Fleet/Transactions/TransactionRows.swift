public import Kernel

/// Transactions as anybody reads them.
public protocol TransactionReading: Sendable {
  /// A transaction.
  func transaction(_ id: FuelTransaction.ID) async throws -> FuelTransaction?

  /// Between whom a transaction is, which never changes.
  func parties(
    of id: FuelTransaction.ID
  ) async throws -> (supplier: Company.ID, consumer: Company.ID)?

  /// Up to `limit` transactions, in the list's order.
  func transactions(
    _ filter: TransactionFilter, seenBy standing: Standing, after place: TransactionPlace?,
    limit: Int, at now: Instant
  ) async throws -> [FuelTransaction]

  /// The zone of a company's days; nil where there is no such company.
  func timeZone(of company: Company.ID) async throws -> String?

  /// A live company, and whether one of somebody's companies has an account with it.
  func relation(
    to company: Company.ID, of standing: Standing
  ) async throws -> (type: CompanyType, isCounterparty: Bool)?

  /// Up to `limit` requests after a place whose time is over and which are not held, in the order
  /// in which it was.
  func overdue(
    by now: Instant, after place: OverduePlace?, limit: Int
  ) async throws -> [OverduePlace]

  /// When the first request's time is over, or was, or a held one is tried again; nil while none
  /// waits.
  func firstExpiry() async throws -> Instant?
}

/// Transactions within a unit of work.
public protocol TransactionRows: OdometerRows {
  /// What a request is checked by. Locks the driver, then has the account stay as it is.
  func facts(for request: FuelRequest, by caller: FleetCaller) throws -> RequestFacts

  /// What a decision is checked by. Locks the driver if asked to, then the transaction.
  func facts(
    for sale: FuelTransaction.ID, by caller: FleetCaller?, lockingDriver: Bool
  ) throws -> DecisionFacts?

  /// What a driver used, and the readings around a moment.
  func fuelFacts(_ query: FuelQuery) throws -> Asked<FuelFacts>

  /// Keeps a new transaction.
  func insert(_ sale: FuelTransaction) throws

  /// Keeps a changed transaction.
  func update(_ sale: FuelTransaction) throws

  /// Holds a request that waits, so that nobody tries to have it expire until then. No client sees
  /// it, and the version stays.
  /// - Returns: the request, if it was not held before.
  func hold(_ id: FuelTransaction.ID, until end: Instant) throws -> FuelTransaction?

  /// Adds to the sums of a driver; takes off what is negative.
  func add(_ liters: Liters, _ charged: Money, to driver: Driver.ID) throws
}

/// A request whose time is over, among those.
public struct OverduePlace: Hashable, Sendable {
  /// When its time was over.
  public let expiresAt: Instant
  /// The request.
  public let id: FuelTransaction.ID

  /// Makes a place.
  public init(expiresAt: Instant, id: FuelTransaction.ID) {
    self.expiresAt = expiresAt
    self.id = id
  }
}

/// What is asked of a driver's past before fuel is requested or sold.
public struct FuelQuery: Sendable {
  /// Who is served.
  public let driverID: Driver.ID
  /// Whom they drive for.
  public let companyID: Company.ID
  /// What day it is for the consumer.
  public let calendar: FuelCalendar
  /// Which vehicle.
  public let vehicleKey: String
  /// When its meter was read; nil where it was not.
  public let readAt: Instant?
  /// Now: requests whose time is over wait no more.
  public let now: Instant
  /// Whether what waits counts, too: it does for a request, and not for an approval.
  public let countsPending: Bool

  /// Puts a question together.
  public init(
    driverID: Driver.ID, companyID: Company.ID, calendar: FuelCalendar, vehicleKey: String,
    readAt: Instant?, now: Instant, countsPending: Bool = true
  ) {
    self.driverID = driverID
    self.companyID = companyID
    self.calendar = calendar
    self.vehicleKey = vehicleKey
    self.readAt = readAt
    self.now = now
    self.countsPending = countsPending
  }
}

/// What a driver used, and the readings around a moment.
public struct FuelFacts: Hashable, Sendable {
  /// What they used.
  public let use: FuelUse
  /// The readings of the vehicle before and after.
  public let window: OdometerWindow

  /// Puts the facts together.
  public init(use: FuelUse, window: OdometerWindow) {
    self.use = use
    self.window = window
  }
}

/// What a decision is checked by.
public struct DecisionFacts: Sendable {
  /// What who decides is in Fleet; nil where nobody does.
  public let caller: Standing?
  /// The transaction, locked.
  public let sale: FuelTransaction
  /// The companies and the account.
  public let sides: TradeSides
  /// Who is served.
  public let driver: Driver

  /// Puts the facts together.
  public init(caller: Standing?, sale: FuelTransaction, sides: TradeSides, driver: Driver) {
    self.caller = caller
    self.sale = sale
    self.sides = sides
    self.driver = driver
  }
}

/// Which transactions are listed, and in which order.
public struct TransactionFilter: Hashable, Sendable {
  /// Only those that stand here.
  public var states: Set<FuelTransaction.State> = Set(FuelTransaction.State.allCases)
  /// Only those with this company on one side.
  public var companyID: Company.ID?
  /// Only those with this company on the other side.
  public var counterpartyID: Company.ID?
  /// Only those of this driver.
  public var driverID: Driver.ID?
  /// Only those that are charged so.
  public var settlement: Settlement?
  /// Only those of this product.
  public var product: FuelProduct?
  /// Only those whose time in the list's order is not before.
  public var from: Instant?
  /// Only those whose time in the list's order is before.
  public var to: Instant?
  /// Only those that are the reader's to decide.
  public var isMine = false
  /// The list's order.
  public var order = Order.newest

  /// The order of a list.
  public enum Order: Hashable, Sendable {
    /// By request, the newest first.
    case newest
    /// By request, the oldest first.
    case oldest
    /// By decision, the newest first.
    case decided
  }

  /// All of them, the newest first.
  public init() {}
}

/// A place in a list of transactions.
public struct TransactionPlace: Hashable, Sendable {
  /// The time by which the list is ordered.
  public let at: Instant
  /// The transaction.
  public let id: FuelTransaction.ID

  /// Makes a place.
  public init(at: Instant, id: FuelTransaction.ID) {
    self.at = at
    self.id = id
  }
}

extension FuelTransaction {
  /// Its place in a list of an order.
  public func place(in order: TransactionFilter.Order) -> TransactionPlace {
    switch order {
    case .newest, .oldest: TransactionPlace(at: createdAt, id: id)
    case .decided: TransactionPlace(at: completedAt ?? expiresAt, id: id)
    }
  }
}
