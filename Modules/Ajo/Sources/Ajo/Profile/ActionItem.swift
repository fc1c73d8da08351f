public import Kernel

/// Something that a user is asked to do, found out when they ask.
public struct ActionItem: Hashable, Sendable {
  /// What it is. Clients know each by its word.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// Confirm the e-mail address.
    case verifyEmail = "verify_email"
    /// Set a PIN for payments.
    case setPin = "set_pin"
    /// Prove who one is.
    case verifyKYC = "verify_kyc"
    /// Add a bank account for withdrawals.
    case addBank = "add_bank"
    /// Pay a contribution that is due within three days.
    case contributionDue = "contribution_due"
    /// Pay a contribution that is late.
    case contributionLate = "contribution_late"
    /// Answer somebody who wants to swap turns.
    case swapRequested = "swap_requested"
    /// Answer a host who wants one to take a seat over.
    case replacementRequested = "replacement_requested"
    /// Settle a deposit that was paid otherwise than asked for; for administrators.
    case depositMismatch = "deposit_mismatch"
  }

  /// How pressing it is.
  public enum Priority: String, Hashable, Sendable, CaseIterable {
    /// Something is lost by waiting.
    case high
    /// It can wait.
    case normal
  }

  /// What it is.
  public let code: Code
  /// What to show: a short sentence.
  public let title: String
  /// Where in the product it is done: a path.
  public let actionURL: String
  /// How pressing it is.
  public let priority: Priority
  /// By when; nil where there is no hurry.
  public let dueAt: Instant?

  /// Puts an item together.
  public init(
    _ code: Code, title: String, actionURL: String, priority: Priority = .normal,
    dueAt: Instant? = nil
  ) {
    self.code = code
    self.title = title
    self.actionURL = actionURL
    self.priority = priority
    self.dueAt = dueAt
  }
}

/// A part of Ajo that asks users to do things.
public protocol ActionSource: Sendable {
  /// What a user is asked to do now, the most pressing first.
  func actions(of user: UserID, at now: Instant) async throws -> [ActionItem]
}
