public import Kernel

/// A company that sells fuel, or one that buys it for its drivers.
public struct Company: Hashable, Sendable {
  /// The company's id.
  public typealias ID = Identifier<Company>

  /// The company's id; clients may choose it.
  public let id: ID
  /// Whose company it is; nil once they have deleted their account.
  public internal(set) var ownerID: UserID?
  /// Which side of a sale it is on. It never changes.
  public let type: CompanyType
  /// What it says of itself.
  public internal(set) var details: CompanyDetails
  /// Whether it takes part in sales.
  public internal(set) var isActive: Bool
  /// How often it was changed, from 1.
  public internal(set) var version: Int64
  /// When it was made.
  public let createdAt: Instant
  /// When it was last changed.
  public internal(set) var updatedAt: Instant
  /// When it was deleted; nil for one that lives.
  public internal(set) var deletedAt: Instant?

  /// Its name.
  public var name: String { details.name }
  /// The zone of its days, as an IANA name.
  public var timeZone: String { details.timeZone }

  /// Puts a company together.
  public init(
    id: ID, ownerID: UserID?, type: CompanyType, details: CompanyDetails, isActive: Bool = true,
    version: Int64 = 1, createdAt: Instant, updatedAt: Instant? = nil, deletedAt: Instant? = nil
  ) {
    self.id = id
    self.ownerID = ownerID
    self.type = type
    self.details = details
    self.isActive = isActive
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
    self.deletedAt = deletedAt
  }
}

/// The two sides of a sale.
public enum CompanyType: String, Hashable, Sendable, CaseIterable {
  /// Sells fuel.
  case supplier
  /// Buys fuel for its drivers.
  case consumer

  /// The other one.
  public var other: CompanyType { self == .supplier ? .consumer : .supplier }
}

/// What a company says of itself, and its managers change.
public struct CompanyDetails: Hashable, Sendable {
  /// Its name, 1–255 characters.
  public var name: String
  /// Its address, 1–500 characters.
  public var address: String
  /// Its phone number, 1–50 characters.
  public var phoneNumber: String
  /// The number under which it pays tax, up to 100 characters.
  public var taxID: String?
  /// The zone of its days, as an IANA name.
  public var timeZone: String

  /// Puts details together.
  public init(
    name: String, address: String, phoneNumber: String, taxID: String? = nil, timeZone: String
  ) {
    self.name = name
    self.address = address
    self.phoneNumber = phoneNumber
    self.taxID = taxID
    self.timeZone = timeZone
  }
}

/// What a company has: a consumer on its accounts with suppliers, a supplier from what it sold.
public struct CompanyBalances: Hashable, Sendable {
  /// Dinars, with what waits.
  public let money: Money
  /// Dinars that wait for requests to be decided.
  public let heldMoney: Money
  /// Litres, with what waits.
  public let liters: Liters
  /// Litres that wait for requests to be decided.
  public let heldLiters: Liters

  /// Puts balances together.
  public init(money: Money, heldMoney: Money, liters: Liters, heldLiters: Liters) {
    self.money = money
    self.heldMoney = heldMoney
    self.liters = liters
    self.heldLiters = heldLiters
  }

  /// Nothing of anything.
  public static let none = CompanyBalances(
    money: .zero(.dinar), heldMoney: .zero(.dinar), liters: .zero(.litres),
    heldLiters: .zero(.litres))
}
