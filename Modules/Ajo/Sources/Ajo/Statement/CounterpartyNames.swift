public import Ledger
public import Ports

/// What the other sides of entries are called.
public protocol CounterpartyNames: Sendable {
  /// The names of those of these owners that have one, asked for at once.
  func names(of owners: Set<Owner>) async throws -> [Owner: String]
}

/// Names by the users' directory. Owners who are no users have none.
public struct DirectoryNames: CounterpartyNames {
  private let users: any UserDirectory

  /// Asks a directory.
  public init(_ users: any UserDirectory) {
    self.users = users
  }

  /// The users' names as they are now; those who left have none.
  public func names(of owners: Set<Owner>) async throws -> [Owner: String] {
    let ids = owners.compactMap(\.userID).sorted()
    guard !ids.isEmpty else { return [:] }
    return Dictionary(
      try await users.users(ids).map { (.user($0.id), $0.name) }, uniquingKeysWith: { $1 })
  }
}
