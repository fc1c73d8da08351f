public import Kernel

/// What somebody asks for when they request fuel.
public struct FuelRequest: Hashable, Sendable {
  /// The id that the client chose; nil for one of ours.
  public let id: FuelTransaction.ID?
  /// Who is to decide, on the other side.
  public let receiverID: UserID
  /// Who is served; nil for whoever of the two drives for the consumer.
  public let driverID: Driver.ID?
  /// Who sells.
  public let supplierID: Company.ID
  /// Who buys.
  public let consumerID: Company.ID
  /// How much at which price.
  public let amount: FuelAmount
  /// Which balance is charged.
  public let settlement: Settlement
  /// What is sold.
  public let product: FuelProduct?
  /// What the meter shows.
  public let odometer: Odometer?
  /// Words to it, up to 1,000 characters.
  public let notes: String?
  /// When the fuel was filled, as the client says; nil for now.
  public let occurredAt: Instant?

  /// Puts a request together.
  public init(
    id: FuelTransaction.ID? = nil, receiverID: UserID, driverID: Driver.ID? = nil,
    supplierID: Company.ID, consumerID: Company.ID, amount: FuelAmount, settlement: Settlement,
    product: FuelProduct? = nil, odometer: Odometer? = nil, notes: String? = nil,
    occurredAt: Instant? = nil
  ) {
    self.id = id
    self.receiverID = receiverID
    self.driverID = driverID
    self.supplierID = supplierID
    self.consumerID = consumerID
    self.amount = amount
    self.settlement = settlement
    self.product = product
    self.odometer = odometer
    self.notes = notes
    self.occurredAt = occurredAt
  }

  /// The longest that a client may say the fuel was filled ago: 90 days, in seconds.
  static let longestAgo: Int64 = 90 * 86_400

  /// When the fuel was filled: never after now, and at most 90 days before.
  func occurrence(at now: Instant) -> Instant {
    min(max(occurredAt ?? now, now.adding(seconds: -Self.longestAgo)), now)
  }

  /// Whether a transaction is what this asks for, by the same person: then it was sent twice.
  func isContent(of known: FuelTransaction, by user: UserID) -> Bool {
    let isSameDriver = driverID == nil || driverID == known.driverID
    let isSamePlace = known.supplierID == supplierID && known.consumerID == consumerID
    // What was delivered and read at the pump may have replaced what was requested.
    let isSameReading = known.state == .approved || known.odometer == odometer
    let isSameTime = occurredAt == nil || known.occurredAt == occurrence(at: known.createdAt)
    return known.initiator.userID == user && known.receiver.userID == receiverID && isSameDriver
      && isSamePlace && isSameReading && isSameTime
      && known.requestedLiters == amount.liters
      && known.amount.pricePerLiter == amount.pricePerLiter && known.settlement == settlement
      && known.product == product && known.notes == notes
  }
}

/// The two companies of a trade as they are, and the account between them.
public struct TradeSides: Hashable, Sendable {
  /// Who sells.
  public let supplier: Company
  /// Who buys.
  public let consumer: Company
  /// What the consumer has at the supplier; nil where it has no account.
  public let account: FuelAccount?

  /// Puts the two together.
  public init(supplier: Company, consumer: Company, account: FuelAccount?) {
    self.supplier = supplier
    self.consumer = consumer
    self.account = account
  }
}

/// What a request is checked by.
public struct RequestFacts: Sendable {
  /// What who asks is in Fleet.
  public let caller: Standing
  /// What who is asked is.
  public let receiver: Standing
  /// The companies; nil where one is none of its kind.
  public let sides: TradeSides?
  /// Who is served, locked; nil where there is no such driver.
  public let driver: Driver?
  /// The transaction that has the id.
  public let known: FuelTransaction?

  /// Puts the facts together.
  public init(
    caller: Standing, receiver: Standing, sides: TradeSides?, driver: Driver?,
    known: FuelTransaction?
  ) {
    self.caller = caller
    self.receiver = receiver
    self.sides = sides
    self.driver = driver
    self.known = known
  }
}
