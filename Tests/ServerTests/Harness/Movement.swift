import JSON

/// A line of a wallet's list.
struct Movement {
  let id: String
  let direction: String
  /// In minor units.
  let amount: Int
  /// In minor units.
  let balanceAfter: Int

  init(_ json: JSONValue) throws {
    guard let id = json["id"]?.string, let direction = json["direction"]?.string,
      let amount = json["amount"]?.string, let balance = json["balance_after"]?.string
    else { throw HarnessError("this is no movement: \(json)") }
    self.id = id
    self.direction = direction
    self.amount = try minorUnits(amount)
    balanceAfter = try minorUnits(balance)
  }
}
