import Auth
import ContextKit
import Kernel
import Router

/// Confirming the e-mail address of an account.
func emailRoutes(_ credentials: Credentials) -> [Route] {
  [
    .post(
      "/email/verify/request", permission: .ownAccount,
      summary: "Request an e-mail with a link that confirms your address", status: 202,
      refusals: [VerificationRefusal.self, SignInTooOld.self]
    ) { (caller, input: VerificationRequestInput) in
      try await credentials.requestVerification(
        of: caller.userID, in: caller.sessionID, adding: input.email, from: caller.actor)
      return Reply.accepted
    }
    .ofOwnAccount,
    .post(
      "/email/verify", permission: .enter, summary: "Confirm an e-mail address with a mailed token",
      refusals: [InvalidMailToken.self, EmailTaken.self]
    ) { (_, input: EmailVerificationInput) in
      try await credentials.verifyEmail(token: input.token)
      return Reply.noContent
    },
  ]
}

/// The body of `POST /email/verify/request`.
struct VerificationRequestInput: RequestInput {
  let email: EmailAddress?

  init(from fields: inout RequestFields) {
    email = fields.nullableBody(
      "email",
      .newEmail.described("Of an account that has no address yet: the one it is to have."))
  }
}

/// The body of `POST /email/verify`.
struct EmailVerificationInput: RequestInput {
  let token: String

  init(from fields: inout RequestFields) {
    token = fields.body("token", .string(length: 1...1024))
  }
}
