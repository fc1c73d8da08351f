public import Console

/// The commands of `atrium ledger`.
public enum LedgerCommands {
  /// Opens the databases when a command asks for them, each once.
  public typealias Stores = @Sendable () async throws -> [LedgerStore]

  /// `verify`, `rebuild`, `statement` and `balance`.
  public static func all(_ stores: @escaping Stores) -> [Command] {
    [verify(stores), rebuild(stores), statement(stores), balance(stores)]
  }
}
