public import Kernel

/// The services of Auth, put together over one store.
public struct AuthServices: Sendable {
  /// Signs users in and keeps their sessions.
  public let signIn: SignIn
  /// Makes, changes and removes accounts.
  public let accounts: Accounts
  /// Changes what proves who a user is.
  public let credentials: Credentials
  /// The settings in use.
  public let settings: AuthSettings

  /// Makes the services.
  /// - Parameters:
  ///   - store: what each service needs of it.
  ///   - revocations: the list of this server, where the services' own revocations count at once.
  ///   - letters: e-mails to users; none are sent unless given.
  ///   - verifier: checks what identity providers say; none is configured unless given.
  public init(
    store: any SignInStore & AccountsStore & CredentialsStore & AttemptStore,
    hasher: any PasswordHasher, revocations: RevocationList, clock: any WallClock,
    ids: any IDSource, random: any RandomSource, letters: Letters = .none,
    verifier: any IdentityVerifier = .none, settings: AuthSettings = AuthSettings()
  ) {
    self.settings = settings
    let limiter = AttemptLimiter(store: store, clock: clock, limits: settings.throttle)
    let opening = SessionOpening(ids: ids, random: random, settings: settings)
    let reauthentication = Reauthentication(
      store: store, hasher: hasher, limiter: limiter, clock: clock,
      recentSignIn: settings.recentSignIn)
    signIn = SignIn(
      store: store, opening: opening, limiter: limiter, hasher: hasher, verifier: verifier,
      revocations: revocations, letters: letters, clock: clock, ids: ids, random: random,
      settings: settings)
    accounts = Accounts(
      store: store, opening: opening, reauthentication: reauthentication, hasher: hasher,
      revocations: revocations, letters: letters, clock: clock, ids: ids, random: random)
    credentials = Credentials(
      store: store, reauthentication: reauthentication, limiter: limiter, hasher: hasher,
      verifier: verifier, revocations: revocations, letters: letters, clock: clock, ids: ids,
      random: random, settings: settings)
  }
}
