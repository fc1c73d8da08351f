import Auth
import AuthProviders
import Configuration
import ContextKit
import EventLoop
import Kernel
import Observability

/// The settings of signing in by way of others.
enum SocialConfiguration {
  /// The settings of one OpenID provider.
  struct OpenID: Sendable {
    let provider: IdentityProvider
    let issuer: Setting<String>
    let keys: Setting<String>
    let clientIDs: Setting<[String]>

    fileprivate init(_ provider: IdentityProvider, issuer: String, keys: String) {
      let (name, title) = (provider.rawValue, provider.title)
      self.provider = provider
      self.issuer = Setting(
        SettingKey("auth.social.\(name).issuer"), .issuerURL, default: issuer,
        "The issuer that \(title)'s id tokens name.")
      self.keys = Setting(
        SettingKey("auth.social.\(name).jwks_url"), .trustedURL, default: keys,
        "The URL of \(title)'s public keys.")
      clientIDs = Setting(
        SettingKey("auth.social.\(name).client_ids"), .list(of: .nonEmptyString), default: [],
        "The client ids of your apps with \(title); without one nobody signs in by \(title).")
    }

    fileprivate var all: [any SettingDeclaration] { [issuer, keys, clientIDs] }
  }

  static let google = OpenID(
    .google, issuer: "https://accounts.google.com",
    keys: "https://www.googleapis.com/oauth2/v3/certs")
  static let apple = OpenID(
    .apple, issuer: "https://appleid.apple.com", keys: "https://appleid.apple.com/auth/keys")
  static let botToken = Setting(
    "auth.social.telegram.bot_token", optional: .nonEmptyString, isSecret: true,
    "The token of the bot whose Mini App users sign in from; without it nobody does.")
  static let initDataAge = Setting(
    "auth.social.telegram.max_age", .duration(in: .seconds(60) ... .seconds(86_400)),
    default: .seconds(3_600),
    "How long the init_data that Telegram hands to a Mini App opens an account.")

  static let all: [any SettingDeclaration] =
    google.all + apple.all + [botToken, initDataAge]
}

extension ContextEnvironment {
  /// The providers that the configuration names.
  var providers: Providers {
    // Reading keys blocks a thread; none is started before somebody signs in.
    let pool = BlockingPool(threads: 2, queueLimit: 16)
    var openID: [IdentityProvider: OpenIDVerifier] = [:]
    for settings in [SocialConfiguration.google, SocialConfiguration.apple] {
      let clientIDs = configuration[settings.clientIDs]
      guard !clientIDs.isEmpty else { continue }
      let keys = KeySet(
        source: .web(configuration[settings.keys], on: pool), clock: machineClock
      ) { [log, provider = settings.provider.rawValue] error in
        log.warning(
          "the keys of an identity provider were not read",
          ["provider": .string(provider), "reason": .string("\(error)")])
      }
      openID[settings.provider] = OpenIDVerifier(
        provider: settings.provider, issuer: configuration[settings.issuer],
        clientIDs: clientIDs, keys: keys, clock: machineClock)
    }
    let telegram = configuration[SocialConfiguration.botToken].map {
      TelegramVerifier(
        botToken: $0,
        maxAge: configuration[SocialConfiguration.initDataAge].components.seconds,
        clock: machineClock)
    }
    return Providers(openID: openID, telegram: telegram)
  }
}
