import Auth
import Kernel
import Router

/// A user on the wire. Only the user and administrators see it.
struct UserBody: ResponseBody {
  let user: User

  init(_ user: User) {
    self.user = user
  }

  static let shape = Shape<UserBody>(
    "User",
    .id("id") { $0.user.id },
    .optionalString("email") { $0.user.email?.canonical },
    .string("name") { $0.user.profile.name },
    .optionalString("first_name") { $0.user.profile.firstName },
    .optionalString("last_name") { $0.user.profile.lastName },
    .optionalString("phone_number") { $0.user.profile.phoneNumber },
    .optionalDate("date_of_birth") { $0.user.profile.dateOfBirth },
    .optionalString("avatar_url") { $0.user.profile.avatarURL },
    .string("role") { $0.user.mainRole.rawValue },
    .strings("roles") { $0.user.roles.map(\.rawValue) },
    .bool("is_verified") { $0.user.isVerified },
    .enumeration("status") { $0.user.status },
    .string("referral_code") { $0.user.referralCode.text },
    .instant("created_at") { $0.user.createdAt })

  /// The version of the account.
  var etag: ETag { ETag(version: user.version) }

  /// 200 with the account and its version.
  var reply: Reply<UserBody> { Reply.ok(self).etag(etag) }
}

/// What somebody gets who signed in.
struct SignInBody: ResponseBody {
  let user: UserBody
  let accessToken: String
  let refreshToken: String
  let expiresIn: Int64

  static let shape = Shape<SignInBody>(
    "SignIn",
    .object("user") { $0.user },
    .string("access_token") { $0.accessToken },
    .string("refresh_token") { $0.refreshToken },
    .oneOf("token_type", ["Bearer"]) { _ in "Bearer" },
    .integer("expires_in") { $0.expiresIn })
}

/// A session on the wire.
struct SessionBody: ResponseBody {
  let session: SessionSummary
  let isCurrent: Bool

  static let shape = Shape<SessionBody>(
    "Session",
    .id("id") { $0.session.id },
    .bool("current") { $0.isCurrent },
    .instant("created_at") { $0.session.createdAt },
    .instant("last_seen_at") { $0.session.lastSeenAt },
    .optionalString("user_agent") { $0.session.userAgent },
    .optionalString("ip") { $0.session.address })
}
