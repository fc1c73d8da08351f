public import Work

/// Has requests expire whose time is over.
public struct ExpireTransactions: Job {
  /// `fleet.transactions.expire`.
  public static let kind = "fleet.transactions.expire"

  /// Asks for it.
  public init() {}
}
