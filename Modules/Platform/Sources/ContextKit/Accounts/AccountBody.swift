import Kernel
public import Ports
public import Router

/// An account on the wire. Only its owner and administrators see it.
public struct AccountBody: ResponseBody {
  private let account: Account

  /// Shows an account.
  public init(_ account: Account) {
    self.account = account
  }

  /// `User`.
  public static let shape = Shape<AccountBody>(
    "User",
    .id("id") { $0.account.id },
    .optionalString("email") { $0.account.email?.canonical },
    .string("name") { $0.account.profile.name },
    .optionalString("first_name") { $0.account.profile.firstName },
    .optionalString("last_name") { $0.account.profile.lastName },
    .optionalString("phone_number") { $0.account.profile.phoneNumber },
    .optionalDate("date_of_birth") { $0.account.profile.dateOfBirth },
    .optionalString("avatar_url") { $0.account.profile.avatarURL },
    .string("role") { $0.account.mainRole.rawValue },
    .strings("roles") { $0.account.roles.map(\.rawValue) },
    .bool("is_verified") { $0.account.isVerified },
    .oneOf("status", ["active", "blocked"]) { $0.account.isActive ? "active" : "blocked" },
    .string("referral_code") { $0.account.referralCode },
    .instant("created_at") { $0.account.createdAt })

  /// 200 with the account and its version.
  public var versioned: Reply<AccountBody> { Reply.ok(self).etag(ETag(version: account.version)) }
}
