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
      AccountBody(try await accounts.user(caller.userID)).versioned
    },
    .patch("/me", permission: .ownAccount, summary: "Change your account") {
      (caller, patch: ProfilePatch) in
      let user = try await accounts.updateProfile(
        of: caller.userID, by: caller.actor, precondition: patch.ifMatch.precondition, patch.apply)
      return AccountBody(user).versioned
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

/// The body of `DELETE /me`.
struct DeleteMeInput: RequestInput {
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    password = fields.optionalBody("password", .ownPassword)
    ifMatch = fields.ifMatch()
  }
}

extension AccountBody {
  /// A user on the wire. Only the user and administrators see it.
  init(_ user: User) {
    self.init(user.account)
  }
}
