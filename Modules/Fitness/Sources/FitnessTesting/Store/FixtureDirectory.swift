public import Kernel
public import Ports
import Synchronization

/// A directory in memory.
public final class FixtureDirectory: UserDirectory {
  private let users = Mutex<[UserID: DirectoryUser]>([:])
  private let staff = Mutex<[UserID]>([])

  /// Makes an empty directory.
  public init() {}

  /// Adds a user, or changes the one with this id.
  public func add(_ user: DirectoryUser) {
    users.withLock { $0[user.id] = user }
  }

  /// Makes somebody an administrator.
  public func addAdministrator(_ id: UserID) {
    staff.withLock { $0.append(id) }
  }

  /// Removes a user.
  public func remove(_ id: UserID) {
    users.withLock { $0[id] = nil }
  }

  /// The user with this id.
  public func user(_ id: UserID) async throws -> DirectoryUser? {
    users.withLock { $0[id] }
  }

  /// The administrators; nobody has another role here.
  public func users(having role: Role) async throws -> [UserID] {
    role == .admin ? staff.withLock { $0 } : []
  }

  /// The user with this address.
  public func user(email: EmailAddress) async throws -> DirectoryUser? {
    users.withLock { $0.values.first { $0.email == email } }
  }
}
