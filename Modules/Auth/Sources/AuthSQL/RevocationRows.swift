import Auth
import Kernel
import Storage

extension Revocation {
  private enum Kind: String, SQLBindable, SQLDecodable {
    case sessionEnded = "session_ended"
    case userBarred = "user_barred"
    case rolesChanged = "roles_changed"

    static func decode(_ column: Column) throws -> Kind {
      guard let kind = Kind(rawValue: try column.text()) else {
        throw column.invalidValue(for: Kind.self)
      }
      return kind
    }
  }

  init(row: Row) throws {
    self =
      switch try row["kind"] as Kind {
      case .sessionEnded: .sessionEnded(try row["session_id"])
      case .userBarred: .userBarred(try row["user_id"], epoch: try row["epoch"])
      case .rolesChanged:
        .rolesChanged(
          try row["user_id"], epoch: try row["epoch"], roles: RoleList.read(try row["roles"]))
      }
  }

  /// Writes the revocation down.
  func insertion(at now: Instant) -> SQL {
    switch self {
    case .sessionEnded(let session):
      """
      INSERT INTO auth_notices (kind, session_id, at)
      VALUES (\(Kind.sessionEnded), \(session), \(now))
      """
    case .userBarred(let user, let epoch):
      """
      INSERT INTO auth_notices (kind, user_id, epoch, at)
      VALUES (\(Kind.userBarred), \(user), \(epoch), \(now))
      """
    case .rolesChanged(let user, let epoch, let roles):
      """
      INSERT INTO auth_notices (kind, user_id, epoch, roles, at)
      VALUES (\(Kind.rolesChanged), \(user), \(epoch), \(RoleList.text(roles)), \(now))
      """
    }
  }
}

extension StoredRevocation {
  init(row: Row) throws {
    self.init(
      sequence: try row["sequence"], revocation: try Revocation(row: row), at: try row["at"])
  }
}
