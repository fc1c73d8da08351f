import Kernel
import Payments
import Synchronization

/// The banks that withdrawals can go to, as the provider listed them within the last hour.
final class BankDirectory: Sendable {
  private struct Listing: Sendable {
    let banks: [Bank]
    let readAt: Instant
  }

  private let listing = Mutex<Listing?>(nil)
  private let parts: PaymentParts
  private static let age: Int64 = 3_600_000

  /// A directory that was not read yet.
  init(_ parts: PaymentParts) { self.parts = parts }

  /// Every bank, by its code.
  /// - Throws: `ProviderUnavailable` where the provider cannot be asked, and never was.
  func banks() async throws -> [Bank] {
    let now = parts.machineClock.now()
    let known = listing.withLock { $0 }
    // One that was read later than now was read before the clock was set back.
    if let known, (0..<Self.age).contains(now.milliseconds(since: known.readAt)) {
      return known.banks
    }
    do throws(GatewayError) {
      let read = try await parts.gateways.gateway(parts.gateways.standard)
        .banks(for: parts.currency)
      let banks = Dictionary(read.map { ($0.code, $0) }) { first, _ in first }.values
        .sorted { $0.code < $1.code }
      listing.withLock { $0 = Listing(banks: banks, readAt: now) }
      return banks
    } catch {
      if let known { return known.banks }
      throw ProviderUnavailable(isMissing: error == .notConfigured)
    }
  }
}
