import Auth
import ContextKit
import Kernel
import Router

/// The second factor of a user's sign-ins.
func secondFactorRoutes(_ credentials: Credentials) -> [Route] {
  let routes: [Route] = [
    .post(
      "/totp/setup", permission: .ownAccount, summary: "Start setting up an authenticator",
      refusals: [WrongPassword.self, SecondFactorIsOn.self]
    ) { (caller, input: PasswordInput) in
      let setup = try await credentials.setUpTOTP(
        of: caller.userID, password: input.password, issuer: "Atrium", from: caller.actor)
      return Reply.ok(TOTPSetupBody(setup: setup)).noStore()
    },
    .post(
      "/totp/enable", permission: .ownAccount,
      summary: "Require a code at every sign-in and get the recovery codes",
      refusals: [WrongCode.self, SecondFactorIsOn.self, SecondFactorIsOff.self]
    ) { (caller, input: CodeInput) in
      let codes = try await credentials.enableTOTP(
        of: caller.userID, in: caller.sessionID, code: input.code)
      return Reply.ok(RecoveryCodesBody(codes: codes)).noStore()
    }
    .described("The recovery codes are shown in this answer alone."),
    .post(
      "/totp/disable", permission: .ownAccount, summary: "Stop requiring a code at sign-in",
      refusals: [WrongPassword.self, WrongCode.self, SecondFactorIsOff.self]
    ) { (caller, input: DisableInput) in
      try await credentials.disableTOTP(
        of: caller.userID, password: input.password, code: input.code, from: caller.actor)
      return Reply.noContent
    },
  ]
  return routes.map(\.ofOwnAccount)
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
