import Ports

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
