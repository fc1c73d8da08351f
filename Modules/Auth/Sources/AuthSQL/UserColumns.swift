import Auth
import Kernel
import Ports
import Storage

extension Dialect {
  /// The names of a user's roles, in any order and separated by blanks; NULL if there are none. The
  /// engines have different functions for it.
  var rolesOfUser: SQL {
    switch self {
    case .postgres: "(SELECT string_agg(role, ' ') FROM auth_roles WHERE user_id = u.id)"
    case .sqlite: "(SELECT group_concat(role, ' ') FROM auth_roles WHERE user_id = u.id)"
    }
  }

  /// Selects users as `u`.
  var selectUsers: SQL {
    """
    SELECT u.id, u.email, u.name, u.first_name, u.last_name, u.phone_number, u.date_of_birth,
      u.avatar_url, u.is_verified, u.referral_code, u.referred_by, u.blocked_at, u.block_reason,
      u.deleted_at, u.epoch, u.version, u.created_at, u.updated_at, \(rolesOfUser) AS roles,
      u.password_hash
    FROM auth_users u
    """
  }
}

extension User {
  init(row: Row) throws {
    self.init(
      id: try row["id"], email: try (row["email"] as StoredEmail?)?.address,
      profile: try Profile(row: row),
      roles: RoleList.read(try row["roles"]), isVerified: try row["is_verified"],
      referralCode: try (row["referral_code"] as StoredReferralCode).code,
      referredBy: try row["referred_by"], blockedAt: try row["blocked_at"],
      blockReason: try row["block_reason"], deletedAt: try row["deleted_at"],
      epoch: try row["epoch"], version: try row["version"], createdAt: try row["created_at"],
      updatedAt: try row["updated_at"])
  }
}

extension Profile {
  fileprivate init(row: Row) throws {
    self.init(
      name: try row["name"], firstName: try row["first_name"], lastName: try row["last_name"],
      phoneNumber: try row["phone_number"], dateOfBirth: try row["date_of_birth"],
      avatarURL: try row["avatar_url"])
  }
}

extension UserRecord {
  init(row: Row) throws {
    self.init(user: try User(row: row), passwordHash: try row["password_hash"])
  }
}

/// Roles as one text, separated by blanks.
enum RoleList {
  /// The roles, sorted by name here, because the order in a database depends on its collation.
  static func read(_ text: String?) -> [Role] {
    var roles = (text ?? "").split(separator: " ").map { Role(String($0)) }
    roles.sort { $0.rawValue < $1.rawValue }
    return roles
  }

  static func text(_ roles: [Role]) -> String {
    roles.map(\.rawValue).joined(separator: " ")
  }
}

/// A canonical address as it was stored.
struct StoredEmail: SQLDecodable {
  let address: EmailAddress

  static func decode(_ column: Column) throws -> StoredEmail {
    guard let address = EmailAddress(try column.text()) else {
      throw column.invalidValue(for: EmailAddress.self)
    }
    return StoredEmail(address: address)
  }
}

private struct StoredReferralCode: SQLDecodable {
  let code: ReferralCode

  static func decode(_ column: Column) throws -> StoredReferralCode {
    guard let code = ReferralCode(try column.text()) else {
      throw column.invalidValue(for: ReferralCode.self)
    }
    return StoredReferralCode(code: code)
  }
}
