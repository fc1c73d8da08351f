import Kernel
import Ports

extension UserDirectory {
  /// How users are called, asked for at once; those whose accounts are deleted are left out.
  func names(of users: [UserID]) async throws -> [UserID: String] {
    Dictionary(
      try await self.users(Array(Set(users))).map { ($0.id, $0.name) },
      uniquingKeysWith: { first, _ in first })
  }
}
