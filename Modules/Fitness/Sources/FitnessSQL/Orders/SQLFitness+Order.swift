public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore {
  /// An order, whosever.
  public func order(_ id: Order.ID) async throws -> Order? {
    try await orders("SELECT \(Order.columns) FROM fitness_orders o WHERE o.id = \(id)").first
  }

  /// A page of orders, the newest first.
  public func orders(
    _ filter: OrderFilter, after place: OrderPlace?, limit: Int
  ) async throws -> [Order] {
    var conditions: [SQL] = []
    if let user = filter.userID { conditions.append("o.user_id = \(user)") }
    if let state = filter.state { conditions.append("o.status = \(state.rawValue)") }
    if let place {
      conditions.append("(o.created_at, o.id) < (\(place.createdAt), \(place.id))")
    }
    let chosen: SQL =
      conditions.isEmpty ? "" : "WHERE \(SQL.joined(conditions, separator: " AND "))"
    return try await orders(
      """
      SELECT \(Order.columns) FROM fitness_orders o \(chosen)
      ORDER BY o.created_at DESC, o.id DESC LIMIT \(limit)
      """)
  }

  private func orders(_ statement: SQL) async throws -> [Order] {
    let rows = try await database.query(statement)
    guard !rows.isEmpty else { return [] }
    let ids = try rows.map { try $0.get("id", as: Order.ID.self) }
    let items = OrderItemRow.grouped(
      try await database.all(
        OrderItemRow.selecting(ids, in: database.dialect), OrderItemRow.init(row:)))
    return try zip(rows, ids).map { try Order(row: $0, items: items[$1] ?? []) }
  }
}

extension SQLFitnessTransaction {
  func lockOrder(_ id: Order.ID) throws -> Order? {
    let rows = try sql.pipeline([
      "SELECT \(Order.columns) FROM fitness_orders o WHERE o.id = \(id) \(sql.dialect.lockingRows)",
      OrderItemRow.selecting([id], in: sql.dialect),
    ])
    let items = try rows[1].map { try OrderItemRow(row: $0).item }
    return try rows[0].first.map { try Order(row: $0, items: items) }
  }

  func insert(_ order: Order) throws -> Bool {
    let isNew =
      try sql.execute(
        """
        INSERT INTO fitness_orders (id, order_code, user_id, status, total_coins, refunded_coins,
          requires_shipping, shipping_address, version, created_at, updated_at)
        VALUES (\(order.id), \(order.code.text), \(order.userID), \(order.state.rawValue),
          \(order.totalCoins), \(order.refundedCoins), \(order.requiresShipping),
          \(order.address?.json), \(order.version), \(order.createdAt), \(order.updatedAt))
        ON CONFLICT (order_code) DO NOTHING
        """) == 1
    guard isNew else { return false }
    let items = order.items
    let rows = sql.dialect.unnest(
      [
        .uuids(items.map(\.id.rawValue)), .uuids(items.map(\.productID.rawValue)),
        .integers(items.indices.map(Int64.init)), .texts(items.map(\.name)),
        .integers(items.map(\.quantity)), .integers(items.map(\.coinPrice)),
        .integers(items.map(\.takenQuantity)),
      ], as: "new")
    try sql.deferred([
      """
      INSERT INTO fitness_order_items (id, order_id, product_id, position, name, quantity,
        coin_price, refunded_quantity, taken_quantity, created_at, updated_at)
      SELECT c1, \(order.id), c2, c3, c4, c5, c6, 0, c7, \(order.createdAt), \(order.createdAt)
      FROM \(rows)
      """
    ])
    return true
  }

  func update(_ order: Order) throws {
    let items = order.items
    let rows = sql.dialect.unnest(
      [
        .uuids(items.map(\.id.rawValue)), .integers(items.map(\.refundedQuantity)),
        .integers(items.map(\.takenQuantity)),
      ], as: "new")
    try sql.deferred([
      """
      UPDATE fitness_orders
      SET status = \(order.state.rawValue), refunded_coins = \(order.refundedCoins),
        tracking_number = \(order.trackingNumber), carrier = \(order.carrier),
        reason = \(order.reason), confirmed_at = \(order.reached[.confirmed]),
        processing_at = \(order.reached[.processing]), shipped_at = \(order.reached[.shipped]),
        delivered_at = \(order.reached[.delivered]),
        cancelled_at = \(order.reached[.cancelled]), refunded_at = \(order.reached[.refunded]),
        version = \(order.version), updated_at = \(order.updatedAt)
      WHERE id = \(order.id)
      """,
      """
      UPDATE fitness_order_items AS i
      SET refunded_quantity = new.c2, taken_quantity = new.c3, updated_at = \(order.updatedAt)
      FROM \(rows)
      WHERE i.id = new.c1
        AND (i.refunded_quantity <> new.c2 OR i.taken_quantity <> new.c3)
      """,
    ])
  }

  func forgetOrders(of user: UserID, limit: Int) throws -> Bool {
    let own: SQL = """
      SELECT o.id FROM fitness_orders o WHERE o.user_id = \(user)
      ORDER BY o.id LIMIT \(limit) \(sql.dialect.lockingRows)
      """
    return try sql.execute(
      """
      UPDATE fitness_orders SET user_id = NULL, shipping_address = NULL
      WHERE id \(sql.dialect.isAmongRows(of: own))
      """) < limit
  }
}
