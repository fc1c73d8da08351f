/// The settings of Auth.
public struct AuthSettings: Hashable, Sendable {
  /// For how many seconds an access token is valid.
  public var accessLifetime: Int64 = 15 * 60
  /// For how many seconds a refresh token is valid.
  public var refreshLifetime: Int64 = 30 * 24 * 3600
  /// For how many seconds a session is kept after it has expired. Until then a refresh token that
  /// was used before is refused as such, and the session is part of its user's export.
  public var sessionRetention: Int64 = 90 * 24 * 3600
  /// For how many milliseconds a used refresh token may be used again, for a client that lost the
  /// response; 0 for never.
  public var refreshGrace: Int64 = 10_000
  /// For how many seconds a token counts beyond its end, where the servers' clocks differ.
  public var clockSkew: Int64 = 5
  /// By how many seconds a token may be of the future: the clock of the server that issued it may
  /// be ahead.
  public var issueLeeway: Int64 = 60
  /// For how many seconds a sign-in is recent, as exports and changes of credentials need.
  public var recentSignIn: Int64 = 3600
  /// For how many seconds a code that shows a user is valid.
  public var codeLifetime: Int64 = 300
  /// Limits on failed attempts.
  public var throttle = Throttle()
  /// For how many seconds a sign-in waits for a code.
  public var challengeLifetime: Int64 = 300
  /// Transaction PINs.
  public var pins = Pins()
  /// Mails with tokens.
  public var mails = Mails()

  /// The usual settings.
  public init() {}

  /// How many attempts may be under way or have failed within one window. Attempts under way count,
  /// since they may fail: if there are too many at once, the later ones are refused even if they
  /// are right. An address is an IPv4 address or an IPv6 /64.
  public struct Throttle: Hashable, Sendable {
    /// The window's length in seconds.
    public var window: Int64 = 15 * 60
    /// For one account from one address.
    public var perAccountAndAddress: Int64 = 10
    /// For one account from all addresses that it was never signed in from.
    public var perAccount: Int64 = 100
    /// From one address, to accounts that were never signed in from it.
    public var perAddress: Int64 = 100

    /// The usual limits.
    public init() {}
  }

  /// Settings of transaction PINs.
  public struct Pins: Hashable, Sendable {
    /// How many wrong PINs in a row lock the PIN.
    public var attempts: Int64 = 5
    /// For how many seconds it is locked.
    public var lockout: Int64 = 15 * 60
    /// For how many seconds a token is valid.
    public var tokenLifetime: Int64 = 300

    /// The usual ones.
    public init() {}
  }

  /// Lifetimes of mailed tokens, and limits on mails.
  public struct Mails: Hashable, Sendable {
    /// For how many seconds a password reset token is valid.
    public var resetLifetime: Int64 = 3600
    /// For how many seconds an e-mail verification token is valid.
    public var verificationLifetime: Int64 = 24 * 3600
    /// How many mails may go to one address in the throttle's window.
    public var perAccount: Int64 = 5
    /// How many mails may be asked for from one network address in the throttle's window.
    public var perAddress: Int64 = 50

    /// The usual ones.
    public init() {}
  }
}
