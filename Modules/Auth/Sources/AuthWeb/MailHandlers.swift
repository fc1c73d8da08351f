import Auth
import Kernel
import Router

/// What the routes do that have to do with mails.
struct MailHandlers: Sendable {
  let credentials: Credentials

  @Sendable func forgotPassword(
    _ context: RequestContext, _ input: ForgotPasswordInput
  ) async throws -> Reply<NoContent> {
    credentials.forgotPassword(email: input.email, from: context.actor)
    return .accepted
  }

  @Sendable func resetPassword(
    _ context: RequestContext, _ input: PasswordResetInput
  ) async throws -> Reply<NoContent> {
    try await answering(passwordField: "new_password") {
      try await credentials.resetPassword(
        token: input.token, to: input.new, from: context.actor)
    }
    return .noContent
  }

  @Sendable func requestVerification(
    _ context: RequestContext, _ input: VerificationRequestInput
  ) async throws -> Reply<NoContent> {
    let caller = try context.requirePrincipal()
    try await answeringOwner {
      try await credentials.requestVerification(
        of: caller.userID, in: caller.sessionID, adding: input.email, from: context.actor)
    }
    return .accepted
  }

  @Sendable func verifyEmail(
    _ context: RequestContext, _ input: EmailVerificationInput
  ) async throws -> Reply<NoContent> {
    try await answering { try await credentials.verifyEmail(token: input.token) }
    return .noContent
  }
}

/// The body of `POST /password/forgot`.
struct ForgotPasswordInput: RequestInput {
  let email: EmailAddress

  init(from fields: inout RequestFields) {
    email = fields.body("email", .email)
  }
}

/// The body of `POST /password/reset`.
struct PasswordResetInput: RequestInput {
  let token: String
  let new: String

  init(from fields: inout RequestFields) {
    token = fields.body("token", .string(length: 1...1024))
    new = fields.body("new_password", .newPassword)
  }
}

/// The body of `POST /email/verify/request`.
struct VerificationRequestInput: RequestInput {
  let email: EmailAddress?

  init(from fields: inout RequestFields) {
    email = fields.nullableBody(
      "email", .email.described("Of an account that has no address yet: the one it is to have."))
  }
}

/// The body of `POST /email/verify`.
struct EmailVerificationInput: RequestInput {
  let token: String

  init(from fields: inout RequestFields) {
    token = fields.body("token", .string(length: 1...1024))
  }
}
