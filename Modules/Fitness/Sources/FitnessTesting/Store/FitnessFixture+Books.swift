import Fitness
public import Kernel
import PlatformSQL
public import Storage

extension FitnessFixture {
  /// How many rows there are of what is named.
  public func count(_ table: SQL) async throws -> Int {
    try await database.first("SELECT count(*) FROM \(table)") { try $0.get(0, as: Int.self) } ?? 0
  }

  /// Where what is kept of somebody does not add up: records, dates, sums, wallet, its lines and
  /// the ledger.
  public func bookDifferences(of user: UserID) async throws -> [String] {
    var differences: [String] = []
    func compare(_ what: String, _ one: some Equatable, _ other: some Equatable) {
      if "\(one)" != "\(other)" { differences.append("\(what): \(one) and \(other)") }
    }
    let days = try await store.days(of: user, in: .earliest ... .latest)
    let reported: Int = try await sum(
      "steps", "fitness_step_records WHERE superseded_by IS NULL AND user_id = \(user)")
    compare("reported", days.reduce(0) { $0 + $1.reported }, reported)
    let profile = try await store.profile(of: user)
    let counted = days.reduce(0) { $0 + $1.counted }
    compare("counted", profile?.totalCounted ?? 0, counted)
    let earned = days.reduce(CoinFraction.zero) { $0 + $1.earned }
    compare("earned", profile?.earned ?? .zero, earned)
    let wallet = try await store.wallet(of: user) ?? Wallet(userID: user, createdAt: Self.start)
    compare(
      "wallet", wallet.available + wallet.frozen,
      wallet.lifetimeEarned - wallet.lifetimeSpent + wallet.debt)
    let credits = try await sum(
      "amount", "fitness_coin_transactions WHERE direction = 'credit' AND user_id = \(user)")
    let debits = try await sum(
      "amount",
      """
      fitness_coin_transactions
      WHERE direction = 'debit' AND status <> 'voided' AND user_id = \(user)
      """)
    compare("lines", credits - debits, wallet.available)
    let kept = try await database.first(
      """
      SELECT CAST(COALESCE(SUM(CASE WHEN code = 'fitness.wallet' THEN balance END), 0) AS bigint)
          AS wallet,
        CAST(COALESCE(SUM(CASE WHEN code = 'fitness.debt' THEN balance END), 0) AS bigint) AS debt
      FROM \(LedgerView.accounts) l WHERE owner_id = \(user)
      """
    ) { (wallet: try $0["wallet"] as Int64, debt: try $0["debt"] as Int64) }
    compare("ledger", kept?.wallet ?? 0, wallet.available + wallet.frozen)
    compare("debt", kept?.debt ?? 0, -wallet.debt)
    return differences
  }

  private func sum(_ column: SQL, _ table: SQL) async throws -> Int {
    try await database.first(
      "SELECT CAST(COALESCE(SUM(\(column)), 0) AS bigint) FROM \(table)"
    ) { try $0.get(0, as: Int.self) } ?? 0
  }
}
