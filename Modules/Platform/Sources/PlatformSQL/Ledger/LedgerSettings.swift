public import Configuration

/// The settings of ledgers.
public enum LedgerSettings {
  /// How many accounts' ids a server remembers of each database.
  public static let accountCache = Setting(
    "ledger.account_cache", .integer(in: 1...100_000_000), default: SQLLedger.usualAccountCache,
    "The ids of accounts that a server remembers of each database, about 250 bytes each. It is too "
      + "small where atrium_account_cache_evictions_total grows: lists take one more statement.")

  /// All of them.
  public static let all: [any SettingDeclaration] = [accountCache]
}
