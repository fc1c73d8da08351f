import Kernel
public import Ports
public import Work

/// Has Fleet's books held against the ledger.
public struct CheckBooks: Job, Hashable {
  /// `fleet.books.check`.
  public static let kind = "fleet.books.check"

  /// Asks for it.
  public init() {}
}

/// Holds sums against what they are sums of. Nothing is corrected by itself: a difference is a
/// fault of the program or of somebody who wrote to the database, and a person's to look into.
public struct BooksService: Sendable {
  private let store: any FleetStore
  private let users: any UserDirectory

  /// Of how many differences of a kind is told.
  private static let limit = 100

  /// Makes the service.
  public init(store: any FleetStore, users: any UserDirectory) {
    self.store = store
    self.users = users
  }

  /// Compares the books.
  /// - Throws: the store's error.
  public func differences() async throws -> [BookDifference] {
    try await store.bookDifferences(limit: Self.limit)
  }

  /// Compares the books, and tells administrators of differences: once for each run.
  /// - Returns: the differences.
  /// - Throws: `JobTaken`, or the store's error.
  @discardableResult
  public func check(in run: JobRun) async throws -> [BookDifference] {
    let differences = try await differences()
    guard let first = differences.first else { return [] }
    let administrators = try await users.users(having: .admin)
    try await store.atomically(.unkeyed) { transaction in
      for administrator in administrators {
        try transaction.work.notify(
          Notification(
            "fleet.books.check", title: "Fleet's books do not agree",
            body: "\(differences.count) differences were found. The first: \(first).",
            kind: .actionRequired, priority: .high), administrator)
      }
      try transaction.work.complete(run)
    }
    return differences
  }
}
