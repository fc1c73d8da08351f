import Auth
import HTTP
import Kernel
import Router

/// What the routes do that have to do with identity providers.
struct SocialHandlers: Sendable {
  let accounts: AccountHandlers

  func signIn<Proof>(
    _ context: RequestContext, _ input: SocialInput<Proof>, by provider: IdentityProvider
  ) async throws -> Reply<SignInBody> {
    do {
      let entry = try await accounts.services.signIn.login(
        with: input.proof.proof(from: provider), calling: input.name, from: context.actor)
      return try await accounts.reply(
        entry.session, isNew: entry.isNew, input.cookie, at: context.now)
    } catch AuthRefusal.mfaRequired(let token) {
      return challengeReply(token, context)
    } catch AuthRefusal.emailTaken {
      throw Problem(
        .emailTaken,
        detail: "The provider does not answer for this address, and an account has it. Sign in "
          + "there, and link this identity to it.")
    } catch let refusal as AuthRefusal {
      throw Problem(refusal)
    }
  }

  @Sendable func identities(
    _ context: RequestContext, _ query: IdentitiesQuery
  ) async throws -> Page<IdentityBody> {
    let user = try context.requirePrincipal().userID
    let found = try await accounts.services.credentials.identities(
      of: user, before: query.before, limit: query.page.rowsToRead)
    return query.page.page(
      found, cursor: { Cursor(.id($0.id.rawValue)) }, body: { IdentityBody(identity: $0) })
  }

  @Sendable func identity(
    _ context: RequestContext, _ path: IdentityPath
  ) async throws -> Reply<IdentityBody> {
    let user = try context.requirePrincipal().userID
    return try await answering {
      let body = IdentityBody(
        identity: try await accounts.services.credentials.identity(path.id, of: user))
      return Reply.ok(body).etag(ETag(of: body))
    }
  }

  func link<Proof>(
    _ context: RequestContext, _ input: LinkInput<Proof>, to provider: IdentityProvider
  ) async throws -> Reply<IdentityBody> {
    let caller = try context.requirePrincipal()
    let (identity, isNew) = try await answering {
      try await accounts.services.credentials.link(
        input.proof.proof(from: provider), to: caller.userID, in: caller.sessionID,
        password: input.password, by: context.actor)
    }
    let body = IdentityBody(identity: identity)
    guard isNew else { return Reply.ok(body) }
    // Beside the route that was asked, which may stand below a product.
    let collection = context.request.path.split(separator: "/").dropLast().joined(separator: "/")
    return Reply.created(body, location: "/\(collection)/\(identity.id)")
  }

  @Sendable func unlink(
    _ context: RequestContext, _ input: UnlinkInput
  ) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answering {
      try await accounts.services.credentials.unlink(
        input.id, of: caller.userID, in: caller.sessionID, password: input.password,
        by: context.actor
      ) { identity in
        try input.ifMatch.check(ETag(of: IdentityBody(identity: identity)))
      }
    }
    return .noContent
  }
}
