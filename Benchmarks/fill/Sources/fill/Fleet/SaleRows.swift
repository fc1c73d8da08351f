import Kernel

/// A batch of transactions, a column each.
struct SaleRows {
  private(set) var ids: [UInt128] = []
  private(set) var accounts: [UInt128] = []
  private(set) var drivers: [Int] = []
  private(set) var liters: [Int64] = []
  private(set) var prices: [Int64] = []
  private(set) var totals: [Int64] = []
  private(set) var settlements: [String] = []
  private(set) var products: [String] = []
  private(set) var odometers: [Int64] = []
  private(set) var states: [String] = []
  private(set) var created: [Instant] = []
  private(set) var completed: [Instant] = []
  private(set) var receiptNumbers: [String] = []
  private(set) var receiptCodes: [String] = []
  private(set) var sides: [String] = []

  /// Adds one.
  /// - Parameters:
  ///   - isRecent: whether it may wait yet.
  ///   - receipt: the number and the code of an approved one; empty where it has none.
  mutating func add(
    _ account: FleetFirms.Account, driver: Int, at: Instant, _ random: inout Chance, isRecent: Bool,
    receipt: (inout Chance) -> (number: String, code: String)
  ) {
    let amount = Int64(2_000 + random.below(30_000))
    let price = Int64(2_900 + random.below(200))
    ids.append(random.id(at: at))
    accounts.append(account.id.rawValue)
    drivers.append(driver)
    liters.append(amount)
    prices.append(price)
    totals.append((amount * price + 50) / 100)
    settlements.append(random.below(5) == 0 ? "liters" : "money")
    let product =
      switch random.below(1_000) {
      case ..<1: "adblue"
      case ..<50: "lpg"
      case ..<300: "gasoline"
      default: "diesel"
      }
    products.append(product)
    odometers.append(at.seconds / 100)
    let state =
      switch random.below(100) {
      case ..<12 where isRecent: "pending"
      case ..<88: "approved"
      case ..<93: "rejected"
      case ..<97: "cancelled"
      default: "expired"
      }
    states.append(state)
    created.append(at)
    completed.append(at.adding(milliseconds: state == "pending" ? 0 : 900))
    let name = state == "approved" ? receipt(&random) : ("", "")
    receiptNumbers.append(name.0)
    receiptCodes.append(name.1)
    sides.append(random.below(2) == 0 ? "supplier" : "consumer")
  }
}
