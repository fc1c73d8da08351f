import Auth
import ContextKit
import Kernel
import Router

/// Changing a password, and setting one anew by a mail.
func passwordRoutes(_ credentials: Credentials) -> [Route] {
  [
    .post(
      "/password/change", permission: .ownAccount,
      summary: "Change your password and end your other sessions", refusals: [WrongPassword.self]
    ) { (caller, input: PasswordChangeInput) in
      try await credentials.changePassword(
        of: caller.userID, in: caller.sessionID, from: input.current, to: input.new,
        by: caller.actor)
      return Reply.noContent
    }
    .ofOwnAccount,
    .post(
      "/password/forgot", permission: .enter,
      summary: "Request an e-mail with a link for a new password", status: 202
    ) { (context, input: ForgotPasswordInput) in
      try await credentials.forgotPassword(email: input.email, from: context.actor)
      return Reply.accepted
    }
    .described("The answer is the same whether there is an account with this address or not.")
    .limitedAtTheDoor,
    .post(
      "/password/reset", permission: .enter,
      summary: "Set a new password with a mailed token and end all sessions",
      refusals: [InvalidMailToken.self]
    ) { (context, input: PasswordResetInput) in
      try await credentials.resetPassword(token: input.token, to: input.new, from: context.actor)
      return Reply.noContent
    },
  ]
}

/// The body of `POST /password/change`.
struct PasswordChangeInput: RequestInput {
  let current: String
  let new: String

  init(from fields: inout RequestFields) {
    current = fields.body("current_password", .password)
    new = fields.body("new_password", .newPassword)
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

extension FieldType where Value == String {
  /// A password that is to be set.
  static var newPassword: FieldType {
    FieldType.string(length: Password.length.lowerBound...Password.longestTyped).described(
      "8 to 1,024 characters as composed (NFC); spaces beyond ASCII count as spaces, control "
        + "characters are refused (RFC 8265)."
    )
    .checked(code: "too_short", message: "This must have at least 8 characters.") {
      Password.length(of: $0) >= Password.length.lowerBound
    }
    .checked(code: "too_long", message: "This may have at most 1024 characters.") {
      Password.length(of: $0) <= Password.length.upperBound
    }
    .checked(code: "blank", message: Password.Weakness.blank.message) {
      Password.weakness(of: $0) != .blank
    }
    .checked(code: "too_common", message: Password.Weakness.common.message) {
      Password.weakness(of: $0) != .common
    }
    .checked(code: "invalid", message: Password.Weakness.control.message) {
      Password.weakness(of: $0) != .control
    }
  }

  /// A password that is to be compared: whatever was set fits, however it is composed.
  static var password: FieldType { .string(length: 1...Password.longestTyped) }

  /// The password of the user, asked of those who have one.
  static var ownPassword: FieldType {
    FieldType.password.described(
      "Required unless the account has none; then the sign-in must be recent.")
  }
}
