private import Glibc

/// Makes unpredictable octets. Injected, so that a test can repeat them.
public protocol RandomSource: Sendable {
  /// `count` octets, fit for keys and tokens when the source is the system's.
  func bytes(_ count: Int) -> [UInt8]
}

/// The kernel's cryptographic generator (`getentropy(3)`).
public struct SystemRandomSource: RandomSource {
  /// The source; it has no state of its own.
  public init() {}

  /// `count` octets from the kernel. Stops the process if the kernel has none to give:
  /// a server that goes on with guessable tokens does more harm than one that ends.
  public func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else {
        return precondition(count == 0, "There is no room for random octets")
      }
      while filled < count {
        let portion = min(count - filled, 256)  // As much as getentropy(3) gives at once.
        let status = getentropy(start + filled, portion)
        precondition(status == 0, "The kernel gives no random octets")
        filled += portion
      }
    }
  }
}
