public import Kernel

/// A request for fuel, and what became of it.
public struct FuelTransaction: Hashable, Sendable {
  /// The transaction's id.
  public typealias ID = Identifier<FuelTransaction>

  /// The transaction's id; clients may choose it.
  public let id: ID
  /// The account that it is charged to.
  public let accountID: FuelAccount.ID
  /// Who asked, and on which side they are.
  public internal(set) var initiator: Party
  /// Who was asked, on the other side.
  public internal(set) var receiver: Party
  /// Which side asked.
  public let initiatorSide: CompanyType
  /// Who sells.
  public let supplierID: Company.ID
  /// The supplier's name as it was then.
  public let supplierName: String
  /// Who buys.
  public let consumerID: Company.ID
  /// The consumer's name as it was then.
  public let consumerName: String
  /// Who is served.
  public let driverID: Driver.ID
  /// The driver's name as it was then.
  public let driverName: String
  /// The driver's vehicle as it was then.
  public let vehicleNumber: String?
  /// Whose odometer it is: the vehicle's number, else the plate, else the driver.
  public let vehicleKey: String
  /// What is charged.
  public internal(set) var amount: FuelAmount
  /// What was requested; `amount` is less where less was delivered.
  public let requestedLiters: Liters
  /// Which balance it is charged to.
  public let settlement: Settlement
  /// What is sold; nil where nobody said.
  public let product: FuelProduct?
  /// What the meter showed.
  public internal(set) var odometer: Odometer?
  /// Words to it, up to 1,000 characters.
  public let notes: String?
  /// Where it stands. One whose time is over is expired whatever is kept: `state(at:)`.
  public internal(set) var state: State
  /// Whoever decided it.
  public internal(set) var decidedBy: UserID?
  /// Why it was rejected, cancelled or reversed.
  public internal(set) var reason: String?
  /// The limits that it passed by, of a driver whose limits only alert.
  public internal(set) var flags: [String]
  /// When the fuel was filled, by the client's word, never after it was told.
  public let occurredAt: Instant
  /// Until when it may be decided.
  public let expiresAt: Instant
  /// When it was decided.
  public internal(set) var completedAt: Instant?
  /// When it was reversed.
  public internal(set) var reversedAt: Instant?
  /// Its receipt; nil until it is approved.
  public internal(set) var receipt: ReceiptName?
  /// How often it was changed, from 1.
  public internal(set) var version: Int64
  /// When it was requested.
  public let createdAt: Instant
  /// When it was last changed.
  public internal(set) var updatedAt: Instant

  /// One of the two people between whom it is.
  public struct Party: Hashable, Sendable {
    /// The user; nil once they have deleted their account.
    public var userID: UserID?
    /// Their name as it was then.
    public let name: String

    /// Makes a party.
    public init(userID: UserID?, name: String) {
      self.userID = userID
      self.name = name
    }
  }

  /// Where a transaction stands. All but `pending` are final.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Waits for the other side.
    case pending
    /// Sold.
    case approved
    /// Refused by the other side.
    case rejected
    /// Taken back by the side that asked.
    case cancelled
    /// Not decided in time.
    case expired
  }

  /// Puts a transaction together.
  public init(
    id: ID, accountID: FuelAccount.ID, initiator: Party, receiver: Party,
    initiatorSide: CompanyType, supplierID: Company.ID, supplierName: String,
    consumerID: Company.ID, consumerName: String, driverID: Driver.ID, driverName: String,
    vehicleNumber: String?, vehicleKey: String, amount: FuelAmount, requestedLiters: Liters,
    settlement: Settlement, product: FuelProduct?, odometer: Odometer?, notes: String?,
    state: State = .pending, decidedBy: UserID? = nil, reason: String? = nil,
    flags: [String] = [], occurredAt: Instant, expiresAt: Instant, completedAt: Instant? = nil,
    reversedAt: Instant? = nil, receipt: ReceiptName? = nil, version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.id = id
    self.accountID = accountID
    self.initiator = initiator
    self.receiver = receiver
    self.initiatorSide = initiatorSide
    self.supplierID = supplierID
    self.supplierName = supplierName
    self.consumerID = consumerID
    self.consumerName = consumerName
    self.driverID = driverID
    self.driverName = driverName
    self.vehicleNumber = vehicleNumber
    self.vehicleKey = vehicleKey
    self.amount = amount
    self.requestedLiters = requestedLiters
    self.settlement = settlement
    self.product = product
    self.odometer = odometer
    self.notes = notes
    self.state = state
    self.decidedBy = decidedBy
    self.reason = reason
    self.flags = flags
    self.occurredAt = occurredAt
    self.expiresAt = expiresAt
    self.completedAt = completedAt
    self.reversedAt = reversedAt
    self.receipt = receipt
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }
}

/// How much fuel at which price.
public struct FuelAmount: Hashable, Sendable {
  /// The litres: `amount_liters`.
  public let liters: Liters
  /// Dinars a litre.
  public let pricePerLiter: Money
  /// What they cost: litres by price, half to even.
  public let totalPrice: Money
  /// What is charged in dinars: the total, or nothing where litres are charged: `amount_dzd`.
  public let chargedMoney: Money

  /// Puts an amount together.
  public init(liters: Liters, pricePerLiter: Money, totalPrice: Money, chargedMoney: Money) {
    self.liters = liters
    self.pricePerLiter = pricePerLiter
    self.totalPrice = totalPrice
    self.chargedMoney = chargedMoney
  }
}
