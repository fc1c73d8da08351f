import Auth
import HTTP
import Kernel
import Router

/// What the routes do that have to do with identity providers.
struct SocialHandlers: Sendable {
  let accounts: AccountHandlers

  @Sendable func google(
    _ context: RequestContext, _ input: SocialInput<IDTokenInput>
  ) async throws -> Reply<SignInBody> {
    try await signIn(context, input.proof.proof(from: .google), input.name)
  }

  @Sendable func apple(
    _ context: RequestContext, _ input: SocialInput<IDTokenInput>
  ) async throws -> Reply<SignInBody> {
    try await signIn(context, input.proof.proof(from: .apple), input.name)
  }

  @Sendable func telegram(
    _ context: RequestContext, _ input: InitDataInput
  ) async throws -> Reply<SignInBody> {
    try await signIn(context, input.proof, ToldName())
  }

  private func signIn(
    _ context: RequestContext, _ proof: IdentityProof, _ name: ToldName
  ) async throws -> Reply<SignInBody> {
    do {
      let entry = try await accounts.service.signIn(
        with: proof, calling: name, from: context.actor)
      let body = try await accounts.signInBody(entry.signIn, at: context.now)
      guard entry.isNew else { return Reply.ok(body).noStore() }
      return Reply.created(body, location: "/api/users/\(entry.signIn.user.id)").noStore()
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
    let found = try await accounts.service.identities(
      of: user, before: query.before, limit: query.page.rowsToRead)
    return query.page.page(
      found, cursor: { Cursor(.id($0.id.rawValue)) }, body: { IdentityBody(identity: $0) })
  }

  @Sendable func identity(
    _ context: RequestContext, _ path: IdentityPath
  ) async throws -> IdentityBody {
    let user = try context.requirePrincipal().userID
    return try await answering {
      IdentityBody(identity: try await accounts.service.identity(path.id, of: user))
    }
  }

  @Sendable func linkGoogle(
    _ context: RequestContext, _ input: LinkInput<IDTokenInput>
  ) async throws -> Reply<IdentityBody> {
    try await link(context, input.proof.proof(from: .google), input.password)
  }

  @Sendable func linkApple(
    _ context: RequestContext, _ input: LinkInput<IDTokenInput>
  ) async throws -> Reply<IdentityBody> {
    try await link(context, input.proof.proof(from: .apple), input.password)
  }

  @Sendable func linkTelegram(
    _ context: RequestContext, _ input: LinkInput<InitDataInput>
  ) async throws -> Reply<IdentityBody> {
    try await link(context, input.proof.proof, input.password)
  }

  private func link(
    _ context: RequestContext, _ proof: IdentityProof, _ password: String?
  ) async throws -> Reply<IdentityBody> {
    let caller = try context.requirePrincipal()
    let (identity, isNew) = try await answering {
      try await accounts.service.link(
        proof, to: caller.userID, in: caller.sessionID, password: password, by: context.actor)
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
      try await accounts.service.unlink(
        input.id, of: caller.userID, in: caller.sessionID, password: input.password,
        by: context.actor)
    }
    return .noContent
  }
}
