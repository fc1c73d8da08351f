import Auth
import ContextKit
import Kernel
import Ports
import Router

/// One's own account.
func accountRoutes(_ accounts: Accounts, _ cookie: SessionCookie) -> [Route] {
  let routes: [Route] = [
    .get(
      "/me", permission: .readOwnAccount, summary: "Show your account", otherStatuses: [304]
    ) { caller in
      UserBody(try await accounts.user(caller.userID)).versioned
    },
    .patch("/me", permission: .ownAccount, summary: "Change your account") {
      (caller, patch: ProfilePatch) in
      let user = try await accounts.updateProfile(
        of: caller.userID, by: caller.actor, precondition: patch.ifMatch.precondition, patch.apply)
      return UserBody(user).versioned
    },
    .delete(
      "/me", permission: .ownAccount, summary: "Delete your account",
      refusals: [
        WrongPassword.self, SignInTooOld.self, LastAdministrator.self, DeletionRefused.self,
        DeletionUnderWay.self,
      ]
    ) { (caller, input: DeleteMeInput) in
      try await accounts.deleteAccount(
        of: caller.userID, in: caller.sessionID, password: input.password, by: caller.actor,
        precondition: input.ifMatch.precondition)
      return Reply.noContent.forgetting(cookie, of: caller.context)
    },
  ]
  return routes.map(\.ofOwnAccount)
}

extension Route {
  /// About the caller's own account. If it was deleted a moment ago, the caller is no longer
  /// signed in.
  var ofOwnAccount: Route {
    answering(
      NotFound(), with: Problem(.unauthorized, detail: "The account is gone."))
  }
}

extension IfMatch? {
  /// Refuses a version that the caller has not seen, for use where the account is locked.
  var precondition: @Sendable (Int64) throws -> Void {
    { version in try check(ETag(version: version)) }
  }
}

/// The body of `DELETE /me`.
struct DeleteMeInput: RequestInput {
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    password = fields.optionalBody("password", .ownPassword)
    ifMatch = fields.ifMatch()
  }
}

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

  /// 200 with the account and its version.
  var versioned: Reply<UserBody> { Reply.ok(self).etag(ETag(version: user.version)) }
}
