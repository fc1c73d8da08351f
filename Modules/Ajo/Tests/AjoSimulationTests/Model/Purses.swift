/// Where money is, in minor units. Users and circles are numbered as they came.
enum Place: Hashable, Sendable, CustomStringConvertible {
  case wallet(Int)
  /// What a user owes the house, below zero.
  case debt(Int)
  case pot(circle: Int)
  case pledge(circle: Int, host: Int)
  /// What operators have credited, below zero.
  case house
  /// What the provider owes, below zero.
  case provider
  case fees

  var mayBeNegative: Bool {
    switch self {
    case .wallet, .pot, .pledge, .fees: false
    case .debt, .house, .provider: true
    }
  }

  var description: String {
    switch self {
    case .wallet(let user): "wallet of \(user)"
    case .debt(let user): "debt of \(user)"
    case .pot(let circle): "pot of circle \(circle)"
    case .pledge(let circle, let host): "pledge of \(host) to circle \(circle)"
    case .house: "house"
    case .provider: "provider"
    case .fees: "fees"
    }
  }
}

/// What is where, and what is held.
struct Purses: Sendable {
  private(set) var balances: [Place: Int64] = [:]
  private(set) var held: [Int: Int64] = [:]

  subscript(_ place: Place) -> Int64 { balances[place] ?? 0 }

  /// What a user may spend.
  func available(to user: Int) -> Int64 { self[.wallet(user)] - (held[user] ?? 0) }

  mutating func move(_ amount: Int64, from payer: Place, to payee: Place) {
    precondition(amount >= 0 && payer != payee, "\(amount) from \(payer) to \(payee)")
    balances[payer, default: 0] -= amount
    balances[payee, default: 0] += amount
  }

  mutating func hold(_ amount: Int64, of user: Int) { held[user, default: 0] += amount }

  mutating func release(_ amount: Int64, of user: Int) { held[user, default: 0] -= amount }

  /// What is in every account that has had money.
  var facts: Facts {
    var facts = Facts()
    for (place, balance) in balances {
      var held: Int64 = 0
      if case .wallet(let user) = place { held = self.held[user] ?? 0 }
      if let fact = Self.fact(balance, held: held) { facts.note("\(place)", fact) }
      if balance < held, !place.mayBeNegative { facts.note("overdrawn", "\(place)") }
    }
    return facts
  }

  /// What is said of an account; nothing of one that is empty.
  static func fact(_ balance: Int64, held: Int64) -> String? {
    balance == 0 && held == 0 ? nil : "\(balance), \(held) of it held"
  }
}
