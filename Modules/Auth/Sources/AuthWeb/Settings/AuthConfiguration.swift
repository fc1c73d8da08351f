import Auth
import Configuration

/// The settings of Auth.
enum AuthConfiguration {
  private static let usual = AuthSettings()

  static let issuer = Setting(
    "auth.issuer", .tokenIssuer, default: "atrium",
    "The issuer that access tokens name; usually the server's address.")
  static let audience = Setting(
    "auth.audience", .nonEmptyString, default: "atrium",
    "The audience that access tokens name.")
  static let accessLifetime = Setting(
    "auth.access_lifetime", .duration(in: .seconds(30) ... .seconds(86_400)),
    default: .seconds(usual.accessLifetime),
    "How long an access token is valid. A shorter time holds for tokens that are out already, too.")
  static let tokenCache = Setting(
    "auth.token_cache", .integer(in: 0...10_000_000), default: TokenAuthenticator.usualCapacity,
    "How many access tokens a server remembers as checked, about 130 bytes each; 0 for none. It is "
      + "too small where atrium_token_cache_evictions_total grows, which costs some microseconds a "
      + "request.")
  static let refreshLifetime = Setting(
    "auth.refresh_lifetime", .duration(in: .seconds(60) ... .seconds(400 * 86_400)),
    default: .seconds(usual.refreshLifetime), "How long a session lives without a refresh.")
  static let refreshGrace = Setting(
    "auth.refresh_grace", .duration(in: .zero ... .seconds(300)),
    default: .milliseconds(usual.refreshGrace),
    "How long a refresh token may be used again after its answer was lost; 0 for never.")
  static let throttleWindow = Setting(
    "auth.throttle.window", .duration(in: .seconds(1) ... .seconds(86_400)),
    default: .seconds(usual.throttle.window),
    "The time within which sign-ins under way or failed are counted.")
  static let throttlePair = Setting(
    "auth.throttle.per_account_and_address", .integer(in: 1...1_000_000),
    default: Int(usual.throttle.perAccountAndAddress),
    "The limit on failed and unfinished sign-ins to one account from one address within "
      + "auth.throttle.window. An IPv6 /64 counts as one address.")
  static let throttleAccount = Setting(
    "auth.throttle.per_account", .integer(in: 1...1_000_000),
    default: Int(usual.throttle.perAccount),
    "The limit on failed and unfinished sign-ins to one account, from addresses that the account "
      + "was never signed in from.")
  static let throttleAddress = Setting(
    "auth.throttle.per_address", .integer(in: 1...1_000_000),
    default: Int(usual.throttle.perAddress),
    "The limit on failed and unfinished sign-ins from one address, to accounts that were never "
      + "signed in from it.")
  static let resetPage = Setting(
    "auth.reset_url", .url, default: "http://127.0.0.1:8080/reset-password",
    "The page on which a new password is set; mails link to it with ?token=….")
  static let verificationPage = Setting(
    "auth.verify_url", .url, default: "http://127.0.0.1:8080/verify-email",
    "The page on which an e-mail address is confirmed; mails link to it with ?token=….")
  static let recentSignIn = Setting(
    "auth.recent_login", .duration(in: .seconds(60) ... .seconds(86_400)),
    default: .seconds(usual.recentSignIn),
    "How recent a sign-in must be to export one's data, or to change without a password what "
      + "opens the account.")
  static let codeLifetime = Setting(
    "auth.qr_lifetime", .duration(in: .seconds(10) ... .seconds(3_600)),
    default: .seconds(usual.codeLifetime),
    "The lifetime of a user's QR code.")
  static let secureCookie = Setting(
    "auth.cookie.secure", .bool, default: true,
    "Whether the cookie that opens WebSockets is sent over TLS only. It may be false only in "
      + "development, for browsers that keep no such cookie of http://127.0.0.1."
  )
  static let encryptionKey = Setting(
    "auth.encryption_key", optional: .encryptionKey, isSecret: true,
    "The key that encrypts signing keys and authenticators' secrets in the database, as openssl "
      + "rand -base64 32 prints it. Without it they are stored in plain.")
  static let otherEncryptionKeys = Setting(
    "auth.other_encryption_keys", .list(of: .encryptionKey), default: [], isSecret: true,
    "Further keys that secrets may be encrypted under: the previous one or the next. atrium auth "
      + "rotate-encryption encrypts all of them under auth.encryption_key.")
  static let adminEmail = Setting(
    "admin.email", optional: .nonEmptyString,
    "The e-mail address of the first administrator, created at the start if there is none.")
  static let adminPassword = Setting(
    "admin.password", optional: .nonEmptyString, isSecret: true,
    "The password of the first administrator.")

  static let all: [any SettingDeclaration] =
    [
      issuer, audience, accessLifetime, tokenCache, refreshLifetime, refreshGrace, throttleWindow,
      throttlePair, throttleAccount, throttleAddress, resetPage, verificationPage, recentSignIn,
      codeLifetime,
      secureCookie, encryptionKey, otherEncryptionKeys, adminEmail, adminPassword,
    ] + SocialConfiguration.all

  /// The contradictions among these settings.
  static func contradictions(in configuration: Configuration) -> [String] {
    [
      configuration.contradiction(accessLifetime, exceeds: refreshLifetime),
      configuration.contradiction(refreshGrace, exceeds: refreshLifetime),
    ].compactMap(\.self)
  }
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
