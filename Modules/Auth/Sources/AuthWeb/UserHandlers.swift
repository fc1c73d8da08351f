import Auth
import Kernel
import Router

/// What the routes below `/api/users` do.
struct UserHandlers: Sendable {
  let accounts: Accounts

  @Sendable func list(
    _ context: RequestContext, _ query: UsersQuery
  ) async throws -> Page<UserBody> {
    let found = try await accounts.users(
      matching: query.filter, before: query.before, limit: query.page.rowsToRead)
    return query.page.page(
      found, cursor: { Cursor(.id($0.id.rawValue)) }, body: { UserBody($0) })
  }

  @Sendable func get(
    _ context: RequestContext, _ input: OfUser<NoInput>
  ) async throws -> Reply<UserBody> {
    try await answering {
      try context.checkMayKnow(input.id)
      return UserBody(try await accounts.user(input.id)).reply
    }
  }

  @Sendable func replace(
    _ context: RequestContext, _ input: OfUser<ProfileReplacement>
  ) async throws -> Reply<UserBody> {
    return try await change(context, input.id, input.content.ifMatch) { [input] in
      $0 = input.content.profile
    }
  }

  @Sendable func update(
    _ context: RequestContext, _ input: OfUser<ProfilePatch>
  ) async throws -> Reply<UserBody> {
    return try await change(context, input.id, input.content.ifMatch, input.content.apply)
  }

  private func change(
    _ context: RequestContext, _ id: UserID, _ ifMatch: IfMatch?,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> Reply<UserBody> {
    try await answering {
      try context.checkMayKnow(id)
      let user = try await accounts.updateProfile(
        of: id, by: context.actor, precondition: ifMatch.precondition, change)
      return UserBody(user).reply
    }
  }

  @Sendable func delete(
    _ context: RequestContext, _ input: OfUser<DeleteUserInput>
  ) async throws -> Reply<NoContent> {
    let precondition = input.content.ifMatch.precondition
    try await answering {
      try context.checkMayKnow(input.id)
      let caller = try context.requirePrincipal()
      guard caller.userID == input.id else {
        return try await accounts.delete(input.id, by: context.actor, precondition: precondition)
      }
      try await accounts.deleteAccount(
        of: input.id, in: caller.sessionID, password: input.content.password, by: context.actor,
        precondition: precondition)
    }
    return .noContent
  }

  @Sendable func block(
    _ context: RequestContext, _ input: OfUser<BlockInput>
  ) async throws -> Reply<UserBody> {
    try await answering {
      UserBody(
        try await accounts.block(
          input.id, reason: input.content.reason, by: context.actor,
          precondition: input.content.ifMatch.precondition)
      ).reply
    }
  }

  @Sendable func unblock(
    _ context: RequestContext, _ input: OfUser<VersionInput>
  ) async throws -> Reply<UserBody> {
    try await answering {
      UserBody(
        try await accounts.unblock(
          input.id, by: context.actor, precondition: input.content.ifMatch.precondition)
      ).reply
    }
  }

  @Sendable func verify(
    _ context: RequestContext, _ input: OfUser<VersionInput>
  ) async throws -> Reply<UserBody> {
    try await answering {
      UserBody(
        try await accounts.verify(
          input.id, by: context.actor, precondition: input.content.ifMatch.precondition)
      ).reply
    }
  }

  @Sendable func setRoles(
    _ context: RequestContext, _ input: OfUser<RolesInput>
  ) async throws -> Reply<UserBody> {
    try await answering {
      UserBody(
        try await accounts.setRoles(
          input.content.roles, of: input.id, by: context.actor,
          precondition: input.content.ifMatch.precondition)
      ).reply
    }
  }
}

extension RequestContext {
  /// To others an account does not exist, unless they administer.
  func checkMayKnow(_ id: UserID) throws {
    let caller = try requirePrincipal()
    guard caller.userID == id || caller.has(.admin) else { throw AuthRefusal.notFound }
  }
}
