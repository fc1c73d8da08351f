import JSON

/// One transfer that somebody wants, under a key of its own.
struct Order: Sendable {
  let key: String
  let from: Int
  let to: Int
  let minorUnits: Int
}

/// A few people with money, who send it to each other.
struct Bank: Sendable {
  let people: [Person]
  /// What all of them have together, in minor units. Nothing may change it.
  let total: Int

  /// Registers people and gives each as much.
  static func open(
    _ deployment: Deployment, _ server: AtriumServer, people count: Int, each minorUnits: Int
  ) async throws -> Bank {
    let people = try await concurrently(count) { try Person.register("Member\($0)", at: server) }
    // One credit by the operator, spread by ordinary transfers.
    try deployment.credit(people[0], amountText(count * minorUnits))
    let bank = Bank(people: people, total: count * minorUnits)
    for index in people.indices.dropFirst() {
      let order = Order(key: "opening-\(index)", from: 0, to: index, minorUnits: minorUnits)
      let answer = try bank.send(order, by: server.client())
      guard answer.status == 201 else { throw HarnessError("no opening: \(answer.text)") }
    }
    return bank
  }

  /// Sends an order as the person who pays.
  func send(_ order: Order, by client: Client) throws -> Answer {
    client.token = people[order.from].accessToken
    return try client.post(
      "/api/ajo/wallet/transfer",
      """
      {"to_user_id": "\(people[order.to].id)", "amount": "\(amountText(order.minorUnits))"}
      """, key: order.key)
  }

  /// Random orders, some for more than anybody will have.
  func orders(_ count: Int, _ name: String, seed: UInt64) -> [Order] {
    var random = SeededGenerator(seed)
    return (0..<count).map { number in
      let from = Int.random(in: people.indices, using: &random)
      let to = (from + Int.random(in: 1..<people.count, using: &random)) % people.count
      // Mostly small, so that most succeed.
      let largest = Int.random(in: 0..<8, using: &random) == 0 ? total / 2 : total / 100
      return Order(
        key: "\(name)-\(number)", from: from, to: to,
        minorUnits: Int.random(in: 1...largest, using: &random))
    }
  }

  /// What is in each wallet, in minor units.
  func balances(at server: AtriumServer) throws -> [Int] {
    try people.map { try $0.balance(at: server) }
  }

  /// What must be in each wallet after these transfers and no others.
  func balances(after orders: [Order]) -> [Int] {
    var balances = people.map { _ in total / people.count }
    for order in orders {
      balances[order.from] -= order.minorUnits
      balances[order.to] += order.minorUnits
    }
    return balances
  }

  /// Every movement in everybody's wallet, page by page.
  func movements(at server: AtriumServer) throws -> [Movement] {
    try people.flatMap { person in
      let client = person.client(of: server)
      var found: [Movement] = []
      var cursor = ""
      repeat {
        let answer = try client.get("/api/ajo/wallet/transactions?limit=100\(cursor)")
        guard answer.status == 200, let page = answer.json, let items = page["items"] else {
          throw HarnessError("no list: \(answer.status) \(answer.text)")
        }
        found += try items.elements.map { try Movement($0) }
        cursor = page["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      return found
    }
  }
}

/// Numbers that are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
