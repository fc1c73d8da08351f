import Auth
import Configuration

/// The settings of Auth.
enum AuthConfiguration {
  static let issuer = Setting(
    "auth.issuer", .nonEmptyString, default: "atrium",
    "What access tokens name as their issuer; usually the product's address.")
  static let audience = Setting(
    "auth.audience", .nonEmptyString, default: "atrium",
    "What access tokens are made for.")
  static let accessLifetime = Setting(
    "auth.access_lifetime", .duration(in: .seconds(30) ... .seconds(86_400)),
    default: .seconds(900),
    "For how long an access token is valid. Shortened, it holds for those that are out already.")
  static let refreshLifetime = Setting(
    "auth.refresh_lifetime", .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
    default: .seconds(30 * 86_400), "For how long a session lives without being refreshed.")
  static let refreshGrace = Setting(
    "auth.refresh_grace", .duration(in: .zero ... .seconds(300)), default: .seconds(10),
    "For how long a refresh token may be used again when its answer was lost; 0 for never.")
  static let throttleWindow = Setting(
    "auth.throttle.window", .duration(in: .seconds(1) ... .seconds(86_400)),
    default: .seconds(900), "In what time sign-ins are counted that are under way or failed.")
  static let throttlePair = Setting(
    "auth.throttle.per_account_and_address", .integer(in: 1...1_000_000), default: 10,
    "How many sign-ins to one account from one address may be under way or have failed in that "
      + "time, so many at once too. The /64 of an IPv6 address counts as one address.")
  static let throttleAccount = Setting(
    "auth.throttle.per_account", .integer(in: 1...1_000_000), default: 100,
    "How many sign-ins to one account may be under way or have failed from addresses it was never "
      + "signed in from.")
  static let throttleAddress = Setting(
    "auth.throttle.per_address", .integer(in: 1...1_000_000), default: 100,
    "How many sign-ins from one address may be under way or have failed to accounts never signed "
      + "in from it.")
  static let resetPage = Setting(
    "auth.reset_url", .url, default: "http://127.0.0.1:8080/reset-password",
    "The page where a new password is set; mails link to it with ?token=….")
  static let verificationPage = Setting(
    "auth.verify_url", .url, default: "http://127.0.0.1:8080/verify-email",
    "The page where an e-mail address is confirmed; mails link to it with ?token=….")
  static let recentSignIn = Setting(
    "auth.recent_login", .duration(in: .seconds(60) ... .seconds(86_400)),
    default: .seconds(3_600),
    "How long ago somebody may have signed in who takes a copy of their data away, or without "
      + "their password changes what opens the account.")
  static let codeLifetime = Setting(
    "auth.qr_lifetime", .duration(in: .seconds(10) ... .seconds(3_600)), default: .seconds(300),
    "For how long the code by which a user shows who they are is valid.")
  static let secureCookie = Setting(
    "auth.cookie.secure", .bool, default: true,
    "Whether the cookie that a browser opens WebSockets by travels by TLS alone. Only where mode "
      + "is development may it be false, for browsers that keep no such cookie of http://127.0.0.1."
  )
  static let encryptionKey = Setting(
    "auth.encryption_key", optional: .encryptionKey, isSecret: true,
    "Encrypts in the database what signs tokens and what authenticators share with us; such as "
      + "openssl rand -base64 32 prints. Without it both are kept as they are.")
  static let otherEncryptionKeys = Setting(
    "auth.other_encryption_keys", .list(of: .encryptionKey), default: [], isSecret: true,
    "Further keys that these may be encrypted under: the one before, or the one to come. "
      + "atrium auth rotate-encryption encrypts all under auth.encryption_key.")
  static let adminEmail = Setting(
    "admin.email", optional: .nonEmptyString,
    "The address of the first administrator, who is made at the start if there is none.")
  static let adminPassword = Setting(
    "admin.password", optional: .nonEmptyString, isSecret: true,
    "The password of the first administrator.")

  static let all: [any SettingDeclaration] =
    [
      issuer, audience, accessLifetime, refreshLifetime, refreshGrace, throttleWindow, throttlePair,
      throttleAccount, throttleAddress, resetPage, verificationPage, recentSignIn, codeLifetime,
      secureCookie, encryptionKey, otherEncryptionKeys, adminEmail, adminPassword,
    ] + SocialConfiguration.all
}

extension AuthSettings {
  /// The settings as they were configured.
  init(_ configuration: Configuration) {
    self.init()
    accessLifetime = configuration[AuthConfiguration.accessLifetime].components.seconds
    refreshLifetime = configuration[AuthConfiguration.refreshLifetime].components.seconds
    refreshGrace = configuration[AuthConfiguration.refreshGrace].milliseconds
    recentSignIn = configuration[AuthConfiguration.recentSignIn].components.seconds
    codeLifetime = configuration[AuthConfiguration.codeLifetime].components.seconds
    throttle.window = configuration[AuthConfiguration.throttleWindow].components.seconds
    throttle.perAccountAndAddress = Int64(configuration[AuthConfiguration.throttlePair])
    throttle.perAccount = Int64(configuration[AuthConfiguration.throttleAccount])
    throttle.perAddress = Int64(configuration[AuthConfiguration.throttleAddress])
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
