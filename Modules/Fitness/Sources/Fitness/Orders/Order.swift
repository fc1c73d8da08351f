public import Kernel

/// What a user ordered for coins, and what became of it.
public struct Order: Hashable, Sendable {
  /// The order's id.
  public typealias ID = Identifier<Order>

  /// The order's id.
  public let id: ID
  /// What people call it by.
  public let code: OrderCode
  /// Who ordered; nil once they have left.
  public let userID: UserID?
  /// Where it stands.
  public internal(set) var state: OrderState
  /// What was ordered, in the order of the request.
  public internal(set) var items: [OrderItem]
  /// What all of it costs, in coins.
  public let totalCoins: Int64
  /// How many coins were paid back.
  public internal(set) var refundedCoins: Int64
  /// Whether anything of it is sent to an address.
  public let requiresShipping: Bool
  /// Where it is sent; nil where nothing is, or the user has left.
  public let address: ShippingAddress?
  /// By what the parcel is followed.
  public internal(set) var trackingNumber: String?
  /// Who carries it.
  public internal(set) var carrier: String?
  /// Why it was cancelled or refunded.
  public internal(set) var reason: String?
  /// When it reached each of its states but the first.
  public internal(set) var reached: [OrderState: Instant]
  /// How often it was changed, from 1.
  public internal(set) var version: Int64
  /// When it was placed.
  public let createdAt: Instant
  /// When it was changed last.
  public internal(set) var updatedAt: Instant

  /// An order as it is kept.
  public init(
    id: ID, code: OrderCode, userID: UserID?, state: OrderState = .pending, items: [OrderItem],
    totalCoins: Int64, refundedCoins: Int64 = 0, requiresShipping: Bool,
    address: ShippingAddress?, trackingNumber: String? = nil, carrier: String? = nil,
    reason: String? = nil, reached: [OrderState: Instant] = [:], version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.id = id
    self.code = code
    self.userID = userID
    self.state = state
    self.items = items
    self.totalCoins = totalCoins
    self.refundedCoins = refundedCoins
    self.requiresShipping = requiresShipping
    self.address = address
    self.trackingNumber = trackingNumber
    self.carrier = carrier
    self.reason = reason
    self.reached = reached
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }

  /// What was paid and not paid back, in coins, once it is paid.
  var leftCoins: Int64 { totalCoins - refundedCoins }
}

/// A line of an order: some of one product, as it was then.
public struct OrderItem: Hashable, Sendable {
  /// The line's id.
  public typealias ID = Identifier<OrderItem>

  /// The line's id.
  public let id: ID
  /// Which product.
  public let productID: Product.ID
  /// Its name when it was ordered.
  public let name: String
  /// How many.
  public let quantity: Int64
  /// What one cost when it was ordered.
  public let coinPrice: Int64
  /// How many of it were paid back.
  public internal(set) var refundedQuantity: Int64
  /// How many were taken from the stock and not put back.
  public internal(set) var takenQuantity: Int64

  /// A line as it is kept.
  public init(
    id: ID, productID: Product.ID, name: String, quantity: Int64, coinPrice: Int64,
    refundedQuantity: Int64 = 0, takenQuantity: Int64
  ) {
    self.id = id
    self.productID = productID
    self.name = name
    self.quantity = quantity
    self.coinPrice = coinPrice
    self.refundedQuantity = refundedQuantity
    self.takenQuantity = takenQuantity
  }

  /// What the line costs, in coins.
  public var totalCoins: Int64 { quantity * coinPrice }

  /// How many were not paid back.
  var leftQuantity: Int64 { quantity - refundedQuantity }
}

/// Where an order is sent: a JSON object as the user sent it, which is kept and shown to who sends
/// the parcel.
public struct ShippingAddress: Hashable, Sendable {
  /// The most octets that it may have: 4 KiB.
  public static let longest = 4_096
  /// The most members that it may have beside those that have a name of their own.
  public static let mostOthers = 20

  /// The JSON text.
  public let json: String

  /// An address that was checked.
  public init(json: String) {
    self.json = json
  }
}
