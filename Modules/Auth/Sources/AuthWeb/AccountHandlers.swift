import Auth
import ContextKit
import Kernel
import Observability
import Ports
import Router

/// What the routes of signing in and of one's own account do.
struct AccountHandlers: Sendable {
  let services: AuthServices
  let tokens: AccessTokens
  /// By which browsers that ask for it open WebSockets.
  var cookie = SessionCookie()
  /// Hands over what new users tell products; nil where nobody is asked for anything.
  var delivery: ProfileDelivery?

  /// What is wrong with a registration that only the store knows.
  @Sendable func complaints(
    _ context: RequestContext, _ input: RegisterInput
  ) async throws -> [FieldError] {
    guard let code = input.referralCode, try await !services.accounts.knows(referralCode: code)
    else {
      return []
    }
    return Problem(AuthRefusal.unknownReferralCode).fields
  }

  @Sendable func register(
    _ context: RequestContext, _ input: RegisterInput
  ) async throws -> Reply<SignInBody> {
    let signIn = try await answering {
      try await services.accounts.register(
        Registration(
          email: input.email, password: input.password, profile: input.profile,
          referralCode: input.referralCode, product: input.product),
        from: context.actor)
    }
    if let product = input.product {
      try await delivery?.deliver(product, of: signIn.user.id)
    }
    return try await reply(signIn, isNew: true, input.cookie, at: context.now)
  }

  @Sendable func login(
    _ context: RequestContext, _ input: LoginInput
  ) async throws -> Reply<SignInBody> {
    do {
      let signIn = try await services.signIn.login(
        email: input.email, password: input.password, from: context.actor)
      return try await reply(signIn, input.cookie, at: context.now)
    } catch AuthRefusal.mfaRequired(let token) {
      return challengeReply(token, context)
    } catch let refusal as AuthRefusal {
      throw Problem(refusal)
    }
  }

  @Sendable func refresh(
    _ context: RequestContext, _ input: RefreshInput
  ) async throws -> Reply<SignInBody> {
    let signIn = try await answering { try await services.signIn.refresh(input.token) }
    return try await reply(signIn, input.cookie, at: context.now)
  }

  /// The tokens of somebody who has just signed in, or signed up as a new user.
  func reply(
    _ signIn: OpenSession, isNew: Bool = false, _ wish: CookieWish?, at now: Instant
  ) async throws -> Reply<SignInBody> {
    let token = try await tokens.issue(signIn.claims(at: now, lifetime: tokens.lifetime))
    let body = SignInBody(
      user: UserBody(signIn.user), accessToken: token, refreshToken: signIn.refreshToken,
      expiresIn: tokens.lifetime)
    let reply =
      isNew ? Reply.created(body, location: "/api/users/\(signIn.user.id)") : Reply.ok(body)
    guard wish == .set else { return reply.noStore() }
    return reply.noStore()
      .header("Set-Cookie", cookie.setting(token, seconds: tokens.lifetime))
  }

  @Sendable func logout(_ context: RequestContext) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    do {
      try await services.signIn.endSession(caller.sessionID, of: caller.userID)
    } catch AuthRefusal.notFound {
      // Ended by somebody else a moment ago: it is over, which is what was asked for.
    }
    return Reply.noContent.forgetting(cookie, of: context)
  }

  @Sendable func me(_ context: RequestContext) async throws -> Reply<UserBody> {
    let id = try context.requirePrincipal().userID
    return try await answeringOwner { UserBody(try await services.accounts.user(id)).reply }
  }

  @Sendable func updateMe(
    _ context: RequestContext, _ patch: ProfilePatch
  ) async throws -> Reply<UserBody> {
    let id = try context.requirePrincipal().userID
    let user = try await answeringOwner {
      try await services.accounts.updateProfile(
        of: id, by: context.actor, precondition: patch.ifMatch.precondition, patch.apply)
    }
    return UserBody(user).reply
  }

  @Sendable func deleteMe(
    _ context: RequestContext, _ input: DeleteMeInput
  ) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answeringOwner {
      try await services.accounts.deleteAccount(
        of: caller.userID, in: caller.sessionID, password: input.password, by: context.actor,
        precondition: input.ifMatch.precondition)
    }
    return Reply.noContent.forgetting(cookie, of: context)
  }

  @Sendable func changePassword(
    _ context: RequestContext, _ input: PasswordChangeInput
  ) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answeringOwner(passwordField: "new_password") {
      try await services.credentials.changePassword(
        of: caller.userID, in: caller.sessionID, from: input.current, to: input.new,
        by: context.actor)
    }
    return .noContent
  }

  @Sendable func sessions(
    _ context: RequestContext, _ query: SessionsQuery
  ) async throws -> Page<SessionBody> {
    let caller = try context.requirePrincipal()
    let found = try await services.signIn.sessions(
      of: caller.userID, before: query.before, limit: query.page.rowsToRead)
    return query.page.page(
      found, cursor: { Cursor(.id($0.id.rawValue)) },
      body: { SessionBody(session: $0, isCurrent: $0.id == caller.sessionID) })
  }

  @Sendable func session(
    _ context: RequestContext, _ path: SessionPath
  ) async throws -> Reply<SessionBody> {
    let caller = try context.requirePrincipal()
    return try await answering {
      let found = try await services.signIn.session(path.id, of: caller.userID)
      let body = SessionBody(session: found, isCurrent: found.id == caller.sessionID)
      return Reply.ok(body).etag(ETag(of: body))
    }
  }

  @Sendable func endOtherSessions(_ context: RequestContext) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answering {
      try await services.signIn.endOtherSessions(of: caller.userID, except: caller.sessionID)
    }
    return .noContent
  }

  @Sendable func endSession(
    _ context: RequestContext, _ input: SessionEnding
  ) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answering {
      try await services.signIn.endSession(input.id, of: caller.userID) { session in
        let body = SessionBody(session: session, isCurrent: session.id == caller.sessionID)
        try input.ifMatch.check(ETag(of: body))
      }
    }
    guard input.id == caller.sessionID else { return .noContent }
    return Reply.noContent.forgetting(cookie, of: context)
  }
}

extension RequestContext {
  /// Who sends the request, for sessions and the audit trail.
  var actor: Actor {
    Actor(
      userID: principal?.userID, address: remoteAddress, network: network, userAgent: userAgent,
      requestID: requestID)
  }
}

extension IfMatch? {
  /// Refuses a version that the caller has not seen, for use where the account is locked.
  var precondition: @Sendable (Int64) throws -> Void {
    { version in try check(ETag(version: version)) }
  }
}
