public import Kernel

/// Which orders are listed: the newest first.
public struct OrderFilter: Hashable, Sendable {
  /// Whose; nil for everybody's.
  public var userID: UserID?
  /// Where they stand; nil for anywhere.
  public var state: OrderState?

  /// Some orders.
  public init(userID: UserID? = nil, state: OrderState? = nil) {
    self.userID = userID
    self.state = state
  }
}

/// The order at which a page ended.
public struct OrderPlace: Hashable, Sendable {
  /// When it was placed.
  public let createdAt: Instant
  /// Which it is.
  public let id: Order.ID

  /// A place in a list.
  public init(createdAt: Instant, id: Order.ID) {
    self.createdAt = createdAt
    self.id = id
  }
}

/// What is read of orders outside of units of work.
public protocol OrderReading: Sendable {
  /// An order, whosever.
  func order(_ id: Order.ID) async throws -> Order?

  /// Up to `limit` orders, the newest first.
  func orders(
    _ filter: OrderFilter, after place: OrderPlace?, limit: Int
  ) async throws -> [Order]
}

/// The rows of orders in a unit of work. They are locked after products and before wallets.
public protocol OrderRows {
  /// Locks an order.
  func lockOrder(_ id: Order.ID) throws -> Order?

  /// Keeps a new order; false where its code is another's.
  func insert(_ order: Order) throws -> Bool

  /// Keeps an order that was changed, and how many of its lines were paid back and put back.
  func update(_ order: Order) throws

  /// Forgets who ordered, and where it was sent, in up to `limit` orders of somebody who has left.
  /// - Returns: whether there was nothing left to forget.
  func forgetOrders(of user: UserID, limit: Int) throws -> Bool
}
