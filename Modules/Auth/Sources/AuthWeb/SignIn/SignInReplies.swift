import Auth
import ContextKit
import Kernel
import Router

/// Answers those who have just signed in: with their tokens, and with a cookie if they ask for it.
struct SignInReplies: Sendable {
  let tokens: AccessTokens
  /// By which browsers that ask for it open WebSockets.
  var cookie = SessionCookie()

  /// - Parameters:
  ///   - session: the session that was opened.
  ///   - isNew: whether the user has just signed up.
  ///   - wish: whether the cookie is to be set.
  func reply(
    to session: OpenSession, isNew: Bool = false, _ wish: CookieWish?, at now: Instant
  ) async throws -> Reply<SignInBody> {
    let token = try await tokens.issue(session.claims(at: now, lifetime: tokens.lifetime))
    let body = SignInBody(
      user: AccountBody(session.user), accessToken: token, refreshToken: session.refreshToken,
      expiresIn: tokens.lifetime)
    let reply =
      isNew ? Reply.created(body, location: "/api/users/\(session.user.id)") : Reply.ok(body)
    guard wish == .set else { return reply.noStore() }
    return reply.noStore()
      .header("Set-Cookie", cookie.setting(token, seconds: tokens.lifetime))
  }
}

/// What somebody gets who signed in.
struct SignInBody: ResponseBody {
  let user: AccountBody
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
