import Auth
import ContextKit
import Kernel
import Ports
import Router

/// What Auth's routes are made of.
struct AuthParts: Sendable {
  let services: AuthServices
  /// Answers those who sign in.
  let replies: SignInReplies
  /// Hands over what new users tell other contexts; nil where nobody is asked for anything.
  var delivery: ProfileDelivery?
}

/// Signing up and in, and one's own account, sessions and credentials, below a base path: where
/// Auth is mounted, and below each other context.
/// - Parameter context: the other context.
func authRoutes(
  _ parts: AuthParts, below base: String, of context: ContextOffers? = nil
) -> [Route] {
  let (signIn, accounts) = (parts.services.signIn, parts.services.accounts)
  let credentials = parts.services.credentials
  let routes =
    registrationRoutes(accounts, parts.replies, for: context, delivery: parts.delivery)
    + signInRoutes(signIn, parts.replies)
    + accountRoutes(accounts, parts.replies.cookie)
    + passwordRoutes(credentials)
    + sessionRoutes(signIn, parts.replies.cookie)
    + emailRoutes(credentials)
    + secondFactorRoutes(credentials)
    + pinRoutes(credentials)
    + socialRoutes(signIn, parts.replies)
    + identityRoutes(credentials)
  return routes.map { $0.prefixed(base) }
}

/// What is made of what all contexts offer: keys for their permissions, a copy of what they keep,
/// and tokens for the amounts that they ask a PIN for.
func routesOverAll(
  _ all: AllOffers, _ services: AuthServices, below base: String
) -> [Route] {
  // Where nothing is paid for with a PIN, any currency will do: this is ISO 4217's for none.
  let currency = all[PinCurrencyOffer.self].first ?? Unit(code: "XXX", fractionDigits: 2)
  let routes =
    apiKeyRoutes(services, scopes: APIKeyScopes(all))
    + [
      exportRoute(services.accounts, all), pinTokenRoute(services.credentials, currency: currency),
    ]
  return routes.map { $0.prefixed(base) }
}

/// Users as others deal with them, and the public keys: at these places whatever Auth's mount is.
func fixedAuthRoutes(_ accounts: Accounts, _ codes: UserCodes, _ keyring: Keyring) -> [Route] {
  userRoutes(accounts) + userCodeRoutes(codes) + [keySetRoute(keyring)]
}
