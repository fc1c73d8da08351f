/// What the bot says, by the names of its texts.
public enum Template: String, Hashable, Sendable, CaseIterable {
  case welcome, help, unknown, cancelled, blocked, maintenance
  case askPlate = "ask_plate"
  case badPlate = "bad_plate"
  case fines
  case noFines = "no_fines"
  case plateNotFound = "plate_not_found"
  case quotaExceeded = "quota_exceeded"
  case registryDown = "registry_down"
  case premiumRequired = "premium_required"
  case bound
  case bindConfirm = "bind_confirm"
  case unbindConfirm = "unbind_confirm"
  case unbound
  case noBinding = "no_binding"
  case premiumStatus = "premium_status"
  case payLink = "pay_link"
  case usage
  case language
  case languageSet = "language_set"
  case supportContact = "support_contact"
  case baseline
  case newFine = "new_fine"
  case newFines = "new_fines"
  case discountEnding = "discount_ending"
  case premiumStarted = "premium_started"
  case premiumExpiring = "premium_expiring"
  case premiumGrace = "premium_grace"
  case premiumExpired = "premium_expired"
  case paymentFailed = "payment_failed"
  case paymentRefunded = "payment_refunded"

  /// Whether nobody asked for it: it comes after answers.
  public var isNotice: Bool {
    switch self {
    case .baseline, .newFine, .newFines, .discountEnding, .premiumStarted, .premiumExpiring,
      .premiumGrace, .premiumExpired, .paymentFailed, .paymentRefunded:
      true
    default: false
    }
  }
}
