import Auth
import ContextKit
import Kernel
import Router

/// Signing in, and staying so.
func signInRoutes(_ signIn: SignIn, _ replies: SignInReplies) -> [Route] {
  [
    .post(
      "/login", permission: .enter, summary: "Sign in with a password", acceptsForm: true,
      refusals: [InvalidCredentials.self, SignInRefusal.self]
    ) { (context, input: LoginInput) in
      let session = try await signIn.login(
        email: input.email, password: input.password, from: context.actor)
      return try await replies.reply(to: session, input.cookie, at: context.now)
    }
    .limitedAtTheDoor,
    .post(
      "/login/mfa", permission: .enter, summary: "Complete a sign-in with a code",
      refusals: [ChallengeRefusal.self]
    ) { (context, input: ChallengeInput) in
      let session = try await signIn.login(
        challenge: input.challenge, code: input.code, from: context.actor)
      return try await replies.reply(to: session, input.cookie, at: context.now)
    }
    // Not signed in yet: here a wrong code is 401.
    .answering(
      WrongCode(),
      with: Problem(.invalidCode, detail: WrongCode().problem.detail)
    )
    .limitedAtTheDoor,
    .post(
      "/refresh", permission: .enter, summary: "Exchange a refresh token for new tokens",
      refusals: [RefreshRefusal.self]
    ) { (context, input: RefreshInput) in
      let session = try await signIn.refresh(input.token)
      return try await replies.reply(to: session, input.cookie, at: context.now)
    },
    .post("/logout", permission: .ownSessions, summary: "End this session") { caller in
      do {
        try await signIn.endSession(caller.sessionID, of: caller.userID)
      } catch is NotFound {
        // Ended by somebody else a moment ago: it is over, which is what was asked for.
      }
      return Reply.noContent.forgetting(replies.cookie, of: caller.context)
    },
  ]
}

extension Route {
  /// Ways in that cost a password's hash or a mail. One address may not keep all processors busy
  /// with them; more than a hundred a second a network full of users does not need, and who needs
  /// less says so in `rate_limit.routes`.
  var limitedAtTheDoor: Route { limited(to: 6_000, inSeconds: 60, by: .address) }
}

/// The body of `POST /login`, in JSON or as OAuth 2's password grant sends it.
struct LoginInput: RequestInput {
  let email: EmailAddress
  let password: String
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    email = fields.body("email", .email, form: "username")
    password = fields.body("password", .password)
    cookie = fields.cookieWish()
  }
}

/// The body of `POST /login/mfa`.
struct ChallengeInput: RequestInput {
  let challenge: String
  let code: String
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    challenge = fields.body("mfa_token", .string(length: 1...1024))
    code = fields.body("code", .code)
    cookie = fields.cookieWish()
  }
}

/// The body of `POST /refresh`.
struct RefreshInput: RequestInput {
  let token: String
  let cookie: CookieWish?

  init(from fields: inout RequestFields) {
    token = fields.body("refresh_token", .string(length: 1...1024))
    cookie = fields.cookieWish()
  }
}
