import Auth
import Kernel
import Router

/// What the routes of the second factor do.
struct SecondFactorHandlers: Sendable {
  let accounts: AccountHandlers

  @Sendable func setUp(
    _ context: RequestContext, _ input: PasswordInput
  ) async throws -> Reply<TOTPSetupBody> {
    let user = try context.requirePrincipal().userID
    let setup = try await answeringOwner {
      try await accounts.services.credentials.setUpTOTP(
        of: user, password: input.password, issuer: "Atrium", from: context.actor)
    }
    return Reply.ok(TOTPSetupBody(setup: setup)).noStore()
  }

  @Sendable func enable(
    _ context: RequestContext, _ input: CodeInput
  ) async throws -> Reply<RecoveryCodesBody> {
    let caller = try context.requirePrincipal()
    let codes = try await answeringOwner {
      try await accounts.services.credentials.enableTOTP(
        of: caller.userID, in: caller.sessionID, code: input.code)
    }
    return Reply.ok(RecoveryCodesBody(codes: codes)).noStore()
  }

  @Sendable func disable(
    _ context: RequestContext, _ input: DisableInput
  ) async throws -> Reply<NoContent> {
    let user = try context.requirePrincipal().userID
    try await answeringOwner {
      try await accounts.services.credentials.disableTOTP(
        of: user, password: input.password, code: input.code, from: context.actor)
    }
    return .noContent
  }

  @Sendable func login(
    _ context: RequestContext, _ input: ChallengeInput
  ) async throws -> Reply<SignInBody> {
    do {
      let signIn = try await answering {
        try await accounts.services.signIn.login(
          challenge: input.challenge, code: input.code, from: context.actor)
      }
      return try await accounts.reply(signIn, input.cookie, at: context.now)
    } catch let problem as Problem where problem.kind == .wrongCode {
      // Not signed in yet: here a wrong code is a matter of who they are.
      throw Problem(.invalidCode, detail: problem.detail)
    }
  }
}

/// The refusal of a sign-in that waits for a code; it carries what the code is sent with.
func challengeReply(_ token: String, _ context: RequestContext) -> Reply<SignInBody> {
  let problem = Problem(
    .mfaRequired, detail: "Send mfa_token and a code of your authenticator to /login/mfa.")
  // The token is base 64 for URLs, which needs no escape.
  let body =
    ProblemResponse.body(problem, requestID: context.requestID).dropLast()
    + Array(#","mfa_token":"\#(token)"}"#.utf8)
  return Reply.encoded(
    Array(body), status: problem.kind.status, contentType: ProblemResponse.mediaType
  ).header("WWW-Authenticate", "Bearer").noStore()
}

/// The body of `POST /totp/setup`.
struct PasswordInput: RequestInput {
  let password: String

  init(from fields: inout RequestFields) {
    password = fields.body("password", .password)
  }
}

/// The body of `POST /totp/enable`.
struct CodeInput: RequestInput {
  let code: String

  init(from fields: inout RequestFields) {
    code = fields.body("code", .code)
  }
}

/// The body of `POST /totp/disable`.
struct DisableInput: RequestInput {
  let password: String
  let code: String

  init(from fields: inout RequestFields) {
    password = fields.body("password", .password)
    code = fields.body("code", .code)
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

extension FieldType where Value == String {
  /// A code of an authenticator, or a recovery code.
  static var code: FieldType {
    FieldType.string(length: 1...64).described("Six digits, or a recovery code.")
  }
}

/// What an authenticator is set up with.
struct TOTPSetupBody: ResponseBody {
  let setup: TOTPSetup

  static let shape = Shape<TOTPSetupBody>(
    "TOTPSetup",
    .string("secret") { $0.setup.secret },
    .string("otpauth_url") { $0.setup.address })
}

/// The codes that replace a lost authenticator.
struct RecoveryCodesBody: ResponseBody {
  let codes: [String]

  static let shape = Shape<RecoveryCodesBody>(
    "RecoveryCodes", .strings("recovery_codes") { $0.codes })
}
