public import Kernel
public import Ports

/// What users see of themselves in Ajo.
public struct ProfileService: Sendable {
  private let accounts: any AccountKeeper
  private let wallets: WalletService
  private let pins: (any PinVerifier)?
  private let customers: any LinkedReading
  private let sources: [any ActionSource]
  private let administrators: [any ActionSource]
  private let clock: any WallClock

  /// Makes the service.
  /// - Parameters:
  ///   - pins: whoever knows of PINs; nil where nobody is asked for one.
  ///   - customers: who knows whether users have shown who they are.
  ///   - sources: the parts of Ajo that ask users to do things.
  ///   - administrators: those that ask administrators alone.
  public init(
    accounts: any AccountKeeper, wallets: WalletService, pins: (any PinVerifier)?,
    customers: any LinkedReading, sources: [any ActionSource],
    administrators: [any ActionSource] = [], clock: any WallClock
  ) {
    self.accounts = accounts
    self.wallets = wallets
    self.pins = pins
    self.customers = customers
    self.sources = sources
    self.administrators = administrators
    self.clock = clock
  }

  /// A user's profile, with what they are asked to do at the moment.
  /// - Throws: `NotFound` if the account is gone, or the store's error.
  public func profile(of user: UserID) async throws -> UserProfile {
    try await profile(of: try await accounts.account(user))
  }

  /// Changes a user's account.
  /// - Throws: `NotFound`, what `precondition` throws, or the store's error.
  public func change(
    _ user: UserID, by actor: Actor, precondition: @escaping @Sendable (Int64) throws -> Void,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> UserProfile {
    try await profile(
      of: try await accounts.changeProfile(
        of: user, by: actor, precondition: precondition, change))
  }

  private func profile(of account: Account) async throws -> UserProfile {
    let now = clock.now()
    let hasPin = try await pins?.hasPin(account.id) ?? false
    var actions: [ActionItem] = []
    let asking = sources + (account.roles.contains(.admin) ? administrators : [])
    for source in asking { actions += try await source.actions(of: account.id, at: now) }
    if !account.isVerified, account.email != nil { actions.append(.verifyEmail) }
    if pins != nil, !hasPin { actions.append(.setPin) }
    let identity = try await customers.customer(account.id)?.status ?? .none
    if identity == .none || identity == .rejected { actions.append(.verifyKYC) }
    return UserProfile(
      account: account, wallet: try await wallets.wallet(of: account.id), hasPin: hasPin,
      identity: identity,
      actions: actions.filter { $0.priority == .high } + actions.filter { $0.priority != .high })
  }
}

/// What a user sees of themselves.
public struct UserProfile: Sendable {
  /// The account.
  public let account: Account
  /// The wallet.
  public let wallet: Wallet
  /// Whether payments can be confirmed by a PIN.
  public let hasPin: Bool
  /// What is known of who they are.
  public let identity: Customer.Status
  /// What the user is asked to do, the most pressing first.
  public let actions: [ActionItem]
}

extension ActionItem {
  fileprivate static var verifyEmail: ActionItem {
    ActionItem(
      .verifyEmail, title: "Confirm your e-mail address.", actionURL: "/profile/verify-email")
  }

  fileprivate static var verifyKYC: ActionItem {
    ActionItem(
      .verifyKYC, title: "Show who you are to raise your limits.", actionURL: "/profile/kyc")
  }

  fileprivate static var setPin: ActionItem {
    ActionItem(.setPin, title: "Set a PIN for payments.", actionURL: "/profile/pin")
  }
}
