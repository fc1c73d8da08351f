import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// What users see of themselves.
func profileRoutes(_ profiles: ProfileService) -> [Route] {
  let routes: [Route] = [
    .get("/users/me", permission: .readOwnProfile, summary: "Show your profile") { caller in
      ProfileBody(try await profiles.profile(of: caller.userID)).versioned
    },
    .patch("/users/me", permission: .changeOwnProfile, summary: "Change your profile") {
      (caller, patch: ProfilePatch) in
      let profile = try await profiles.change(
        caller.userID, by: caller.actor, precondition: patch.ifMatch.precondition, patch.apply)
      return ProfileBody(profile).versioned
    },
  ]
  return routes.map {
    $0.answering(NotFound(), with: Problem(.unauthorized, detail: "The account is gone."))
  }
}

/// A profile on the wire: the account, and what Ajo knows of the person.
struct ProfileBody: ResponseBody {
  let profile: UserProfile

  init(_ profile: UserProfile) {
    self.profile = profile
  }

  static let shape = Shape<ProfileBody>(
    "AjoProfile",
    fields: AccountBody.shape.pulled { AccountBody($0.profile.account) } + [
      .enumeration("kyc_status") { $0.profile.identity },
      .object("wallet") { WalletBody($0.profile.wallet) },
      .bool("has_pin") { $0.profile.hasPin },
      .array("action_required") { $0.profile.actions.map(ActionBody.init) },
    ])

  /// 200 with the version of the account, which is what a `PATCH` changes.
  var versioned: Reply<ProfileBody> {
    Reply.ok(self).etag(ETag(version: profile.account.version))
  }
}

/// Something that the user is asked to do, on the wire.
struct ActionBody: ResponseBody {
  let action: ActionItem

  init(_ action: ActionItem) {
    self.action = action
  }

  static let shape = Shape<ActionBody>(
    "ActionRequired",
    .enumeration("code") { $0.action.code },
    .string("title") { $0.action.title },
    .string("action_url") { $0.action.actionURL },
    .enumeration("priority") { $0.action.priority },
    .optionalInstant("due_at") { $0.action.dueAt })
}
