public import Fitness
public import Kernel
import Ports
import WorkTesting

extension FitnessFixture {
  /// Shows boards.
  public var boards: BoardService {
    BoardService(store: store, users: directory, clock: time.clock, terms: terms.source)
  }

  /// Sums up what users did.
  public var reports: ReportService {
    ReportService(store: store, clock: time.clock, terms: terms.source)
  }

  /// Changes somebody's profile as they would.
  public func change(
    _ user: UserID, _ body: @escaping @Sendable (inout FitnessProfile) -> Void
  ) async throws {
    try await store.atomically(.unkeyed) { transaction in
      var profile = try transaction.lockProfile(user)
      body(&profile)
      try transaction.save(profile)
    }
  }
}

extension FixtureDirectory {
  /// Gives somebody another name.
  public func rename(_ id: UserID, _ name: String) {
    add(DirectoryUser(id: id, name: name, email: nil, isActive: true))
  }
}
