import Kernel
import Ports
import Work

extension PaymentParts {
  /// How many of a user's checks are looked through, the newest first.
  private static let checks = 20

  /// The name that the holder of a user's bank account has to have: the one that was verified, or
  /// the one that the user goes by as long as none was, which they may change.
  func holder(_ user: DirectoryUser) async throws -> String {
    guard try await store.customer(user.id)?.isVerified == true else { return user.name }
    let checks = try await store.checks(of: user.id, before: nil, limit: Self.checks)
    return checks.first { $0.state == .verified }?.holder.name ?? user.name
  }
}

extension PaymentTransaction {
  /// Has a person decide anew on the accounts of a user who is found to be called otherwise than
  /// their holders.
  func doubtBanks(
    of user: UserID, holder: String, within distance: Int, telling administrators: [UserID]
  ) throws {
    for var bank in try banks(of: user) where bank.hear(holder: holder, within: distance) {
      try update(bank)
      for administrator in administrators { try work.notify(.bankUndecided(bank), administrator) }
    }
  }
}
