import Auth
import ContextKit
import Kernel
import Ports
import Router

/// Users as others deal with them; at this place whatever Auth's mount is.
func userRoutes(_ accounts: Accounts) -> [Route] {
  [
    .get("/api/users", permission: .listUsers, summary: "List all users, newest first") {
      (_, query: UsersQuery) in
      let found = try await accounts.users(
        matching: query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { AccountBody($0) }
    },
    .get(
      "/api/users/{id}", permission: .readOwnOrAnyAccount, summary: "Show a user",
      otherStatuses: [304]
    ) { (caller, input: OfUser<NoInput>) in
      try caller.checkMayKnow(input.id)
      return AccountBody(try await accounts.user(input.id)).versioned
    },
    .put("/api/users/{id}", permission: .ownOrAnyAccount, summary: "Replace a user's profile") {
      (caller, input: OfUser<ProfileReplacement>) in
      try caller.checkMayKnow(input.id)
      let content = input.content
      let user = try await accounts.updateProfile(
        of: input.id, by: caller.actor, precondition: content.ifMatch.precondition
      ) { $0 = content.profile }
      return AccountBody(user).versioned
    },
    .patch("/api/users/{id}", permission: .ownOrAnyAccount, summary: "Change a user's profile") {
      (caller, input: OfUser<ProfilePatch>) in
      try caller.checkMayKnow(input.id)
      let content = input.content
      let user = try await accounts.updateProfile(
        of: input.id, by: caller.actor, precondition: content.ifMatch.precondition, content.apply)
      return AccountBody(user).versioned
    },
    .delete(
      "/api/users/{id}", permission: .ownOrAnyAccount, summary: "Delete a user",
      refusals: [
        WrongPassword.self, SignInTooOld.self, LastAdministrator.self, DeletionRefused.self,
        DeletionUnderWay.self,
      ]
    ) { (caller, input: OfUser<DeleteUserInput>) in
      try await delete(input.id, input.content, for: caller, accounts)
    },
  ] + moderationRoutes(accounts)
}

/// What administrators do with users.
private func moderationRoutes(_ accounts: Accounts) -> [Route] {
  [
    .put(
      "/api/users/{id}/block", permission: .moderateUsers, summary: "Block a user from signing in",
      refusals: [LastAdministrator.self]
    ) { (caller, input: OfUser<BlockInput>) in
      let content = input.content
      let user = try await accounts.block(
        input.id, reason: content.reason, by: caller.actor,
        precondition: content.ifMatch.precondition)
      return AccountBody(user).versioned
    },
    .put(
      "/api/users/{id}/unblock", permission: .moderateUsers, summary: "Let a user sign in again"
    ) { (caller, input: OfUser<VersionInput>) in
      let user = try await accounts.unblock(
        input.id, by: caller.actor, precondition: input.content.ifMatch.precondition)
      return AccountBody(user).versioned
    },
    .put(
      "/api/users/{id}/verify", permission: .moderateUsers,
      summary: "Mark a user's e-mail as verified"
    ) { (caller, input: OfUser<VersionInput>) in
      let user = try await accounts.verify(
        input.id, by: caller.actor, precondition: input.content.ifMatch.precondition)
      return AccountBody(user).versioned
    },
    .put(
      "/api/users/{id}/roles", permission: .assignRoles, summary: "Replace a user's roles",
      refusals: [LastAdministrator.self]
    ) { (caller, input: OfUser<RolesInput>) in
      let content = input.content
      let user = try await accounts.setRoles(
        content.roles, of: input.id, by: caller.actor,
        precondition: content.ifMatch.precondition)
      return AccountBody(user).versioned
    },
  ]
}

/// Deletes an account: one's own with a password or a recent sign-in, or as an administrator
/// another's.
private func delete(
  _ id: UserID, _ input: DeleteUserInput, for caller: Caller, _ accounts: Accounts
) async throws -> Reply<NoContent> {
  try caller.checkMayKnow(id)
  let precondition = input.ifMatch.precondition
  if caller.userID == id {
    try await accounts.deleteAccount(
      of: id, in: caller.sessionID, password: input.password, by: caller.actor,
      precondition: precondition)
  } else {
    try await accounts.delete(id, by: caller.actor, precondition: precondition)
  }
  return .noContent
}

extension Caller {
  /// To others an account does not exist, unless they administer.
  func checkMayKnow(_ id: UserID) throws(NotFound) {
    guard userID == id || has(.admin) else { throw NotFound() }
  }
}
