import Auth
import ContextKit
import Kernel
import Router

// The table of Auth's routes: what is asked of the caller stands beside each path, what is done is
// in AccountHandlers and UserHandlers.

/// Signing up and in, and one's own account and sessions, below a base path: where Auth is
/// mounted, and below each product.
/// - Parameter product: the product.
func authRoutes(
  _ accounts: AccountHandlers, below base: String, of product: ContextOffers? = nil
) -> [Route] {
  let routes: [Route] = [
    .post(
      "/login", permission: .enter, summary: "Sign in by password", acceptsForm: true,
      problems: [.invalidCredentials, .mfaRequired, .blocked, .tooManyRequests], accounts.login
    )
    .limitedAtTheDoor,
    .post(
      "/refresh", permission: .enter, summary: "Trade a refresh token for the next one",
      problems: [.invalidRefreshToken, .refreshReused], accounts.refresh),
    .post(
      "/logout", permission: .ownSessions, summary: "End this session", accounts.logout),
    .get(
      "/me", permission: .readOwnAccount, summary: "Your account", otherStatuses: [304],
      accounts.me),
    .patch(
      "/me", permission: .ownAccount, summary: "Change your account",
      problems: [.preconditionFailed], accounts.updateMe),
    .delete(
      "/me", permission: .ownAccount, summary: "Give up your account",
      problems: [
        .wrongPassword, .recentLoginRequired, .lastAdmin, .preconditionFailed, .tooManyRequests,
      ], accounts.deleteMe),
    .post(
      "/password/change", permission: .ownAccount,
      summary: "Set another password and end your other sessions",
      problems: [.wrongPassword, .tooManyRequests], accounts.changePassword),
    .get(
      "/sessions", permission: .ownSessions, summary: "Your sessions, newest first",
      accounts.sessions),
    .get(
      "/sessions/{id}", permission: .ownSessions, summary: "One of your sessions",
      problems: [.notFound], accounts.session),
    .delete(
      "/sessions", permission: .ownSessions, summary: "End all your other sessions",
      accounts.endOtherSessions),
    .delete(
      "/sessions/{id}", permission: .ownSessions, summary: "End one of your sessions",
      problems: [.notFound], accounts.endSession),
  ]
  let more =
    mailRoutes(MailHandlers(credentials: accounts.services.credentials))
    + secondFactorRoutes(SecondFactorHandlers(accounts: accounts))
    + pinRoutes(PinHandlers(credentials: accounts.services.credentials))
    + socialRoutes(SocialHandlers(accounts: accounts))
  return (registrationRoutes(accounts, of: product) + routes + more).map { $0.prefixed(base) }
}

/// What is made of what all contexts offer: keys for their permissions, a copy of what they keep,
/// and tokens for the amounts that they ask a PIN for.
func routesOverAll(
  _ all: AllOffers, _ services: AuthServices, below base: String
) -> [Route] {
  // Where nothing is paid for with a PIN, any currency will do: this is ISO 4217's for none.
  let currency = all[PinCurrencyOffer.self].first ?? Unit(code: "XXX", fractionDigits: 2)
  let own = [
    exportRoute(ExportHandlers(accounts: services.accounts, all: all)),
    pinTokenRoute(PinHandlers(credentials: services.credentials), currency: currency),
  ]
  return (apiKeyRoutes(APIKeyHandlers(services: services, all: all)) + own)
    .map { $0.prefixed(base) }
}

/// Signing up, with what the product asks for.
private func registrationRoutes(
  _ accounts: AccountHandlers, of product: ContextOffers?
) -> [Route] {
  let product = product.flatMap { product in
    product.offers.registration.map { (context: product.context, asks: $0) }
  }
  let body = (product?.context.capitalizedASCII ?? "") + "RegisterInput"
  return [
    ("/register", "Sign up"), ("/signup", "Sign up, under another name"),
  ].map { path, summary in
    .post(
      path, permission: .enter, summary: summary, status: 201, problems: [.emailTaken],
      bodyName: body, reading: { RegisterInput(from: &$0, product: product) },
      asking: accounts.complaints, accounts.register
    )
    .limitedAtTheDoor
  }
}

extension String {
  /// With a capital.
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

private func mailRoutes(_ mails: MailHandlers) -> [Route] {
  [
    .post(
      "/password/forgot", permission: .enter,
      summary: "Have a link for a new password mailed, if there is an account", status: 202,
      mails.forgotPassword
    )
    .limitedAtTheDoor,
    .post(
      "/password/reset", permission: .enter,
      summary: "Set a new password with a mailed token and end all sessions",
      problems: [.invalidToken], mails.resetPassword),
    .post(
      "/email/verify/request", permission: .ownAccount,
      summary: "Have a link mailed that confirms your address", status: 202,
      problems: [.emailAlreadySet, .recentLoginRequired], mails.requestVerification),
    .post(
      "/email/verify", permission: .enter, summary: "Confirm an address with a mailed token",
      problems: [.invalidToken, .emailTaken], mails.verifyEmail),
  ]
}

private func socialRoutes(_ social: SocialHandlers) -> [Route] {
  socialRoutes(social, .google, IDTokenInput.self)
    + socialRoutes(social, .apple, IDTokenInput.self)
    + socialRoutes(social, .telegram, InitDataInput.self)
    + [
      .get(
        "/identities", permission: .ownIdentities,
        summary: "Whose vouching opens your account, newest first", social.identities),
      .get(
        "/identities/{id}", permission: .ownIdentities, summary: "One of your identities",
        problems: [.notFound], social.identity),
      .delete(
        "/identities/{id}", permission: .ownIdentities,
        summary: "Let an identity open your account no more",
        problems: [
          .notFound, .wrongPassword, .recentLoginRequired, .lastSignInMethod, .tooManyRequests,
        ], social.unlink),
    ]
}

/// Signing in by a provider, and having it open one's account.
private func socialRoutes<Proof: ProofInput>(
  _ social: SocialHandlers, _ provider: IdentityProvider, _ proof: Proof.Type
) -> [Route] {
  [
    .post(
      "/social/\(provider.rawValue)", permission: .enter,
      summary: "Sign in by \(provider.title), or sign up", otherStatuses: [201],
      problems: [
        .invalidIDToken, .mfaRequired, .blocked, .emailTaken, .providerNotConfigured,
        .providerUnavailable,
      ]
    ) { (context, input: SocialInput<Proof>) in
      try await social.signIn(context, input, by: provider)
    },
    .post(
      "/identities/\(provider.rawValue)", permission: .ownIdentities,
      summary: "Let \(provider.title) open your account", status: 201, otherStatuses: [200],
      problems: [
        .invalidIDToken, .wrongPassword, .recentLoginRequired, .identityTaken, .tooManyRequests,
        .providerNotConfigured, .providerUnavailable,
      ]
    ) { (context, input: LinkInput<Proof>) in
      try await social.link(context, input, to: provider)
    },
  ]
}

private func secondFactorRoutes(_ factor: SecondFactorHandlers) -> [Route] {
  [
    .post(
      "/login/mfa", permission: .enter, summary: "End a sign-in with a code",
      problems: [.invalidMFAToken, .invalidCode, .blocked, .tooManyRequests], factor.login
    )
    .limitedAtTheDoor,
    .post(
      "/totp/setup", permission: .ownAccount, summary: "Begin to set up an authenticator",
      problems: [.wrongPassword, .totpEnabled, .tooManyRequests], factor.setUp),
    .post(
      "/totp/enable", permission: .ownAccount,
      summary: "Ask for codes at every sign-in; answers the recovery codes, once",
      problems: [.wrongCode, .totpEnabled, .totpNotEnabled, .tooManyRequests], factor.enable),
    .post(
      "/totp/disable", permission: .ownAccount, summary: "Ask for codes no more",
      problems: [.wrongPassword, .wrongCode, .totpNotEnabled, .tooManyRequests],
      factor.disable),
  ]
}

private func pinRoutes(_ pins: PinHandlers) -> [Route] {
  [
    .get("/pin", permission: .ownPin, summary: "Whether you have set a PIN", pins.status),
    .post(
      "/pin", permission: .ownPin, summary: "Set a transaction PIN",
      problems: [.wrongPassword, .wrongPin, .pinNotSet, .pinLocked, .tooManyRequests], pins.set),
  ]
}

private func pinTokenRoute(_ pins: PinHandlers, currency: Unit) -> Route {
  .post(
    "/pin/verify", permission: .ownPin,
    summary: "Trade your PIN for a token that one request moves money with",
    problems: [.wrongPin, .pinNotSet, .pinLocked],
    reading: { PinVerification(from: &$0, currency: currency) }
  ) { (caller, input) in try await pins.verify(caller.context, input) }
}

/// Users as others deal with them; at this place whatever Auth's mount is.
func userRoutes(_ users: UserHandlers) -> [Route] {
  [
    .get(
      "/api/users", permission: .listUsers, summary: "All users, newest first", users.list),
    .get(
      "/api/users/{id}", permission: .readOwnOrAnyAccount, summary: "One user",
      otherStatuses: [304], problems: [.notFound], users.get),
    .put(
      "/api/users/{id}", permission: .ownOrAnyAccount, summary: "Replace a user's profile",
      problems: [.notFound, .preconditionFailed], users.replace),
    .patch(
      "/api/users/{id}", permission: .ownOrAnyAccount, summary: "Change a user's profile",
      problems: [.notFound, .preconditionFailed], users.update),
    .delete(
      "/api/users/{id}", permission: .ownOrAnyAccount, summary: "Remove a user",
      problems: [
        .notFound, .wrongPassword, .recentLoginRequired, .lastAdmin, .preconditionFailed,
      ], users.delete),
    .put(
      "/api/users/{id}/block", permission: .moderateUsers, summary: "Keep a user from signing in",
      problems: [.notFound, .lastAdmin, .preconditionFailed], users.block),
    .put(
      "/api/users/{id}/unblock", permission: .moderateUsers,
      summary: "Let a user sign in again", problems: [.notFound, .preconditionFailed], users.unblock
    ),
    .put(
      "/api/users/{id}/verify", permission: .moderateUsers,
      summary: "Take a user's e-mail address for theirs",
      problems: [.notFound, .preconditionFailed], users.verify),
    .put(
      "/api/users/{id}/roles", permission: .assignRoles, summary: "Replace all roles of a user",
      problems: [.notFound, .lastAdmin, .preconditionFailed], users.setRoles),
  ]
}

extension Route {
  /// Ways in that cost a password's hash or a mail. One address may not keep all processors busy
  /// with them; more than a hundred a second a network full of users does not need, and who needs
  /// less says so in `rate_limit.routes`.
  fileprivate var limitedAtTheDoor: Route { limited(to: 6_000, inSeconds: 60, by: .address) }
}
