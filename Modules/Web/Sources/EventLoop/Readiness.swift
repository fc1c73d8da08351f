internal import CLinux
internal import Glibc

/// What a descriptor is watched for, and what happened to it.
public struct Interest: OptionSet, Sendable, Hashable {
  /// The bits; of no meaning outside this type.
  public let rawValue: UInt8

  /// Wraps raw bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Bytes, a connection or an end of stream can be read.
  public static let readable = Interest(rawValue: 1)
  /// Bytes can be written.
  public static let writable = Interest(rawValue: 2)
  /// The peer closed its half, or the descriptor failed. Asked for or not, failures are reported.
  public static let closed = Interest(rawValue: 4)
  /// Report a change of state once (EPOLLET) instead of for as long as it lasts. The handler then
  /// reads until nothing is left. Asked for, never reported.
  public static let edgeTriggered = Interest(rawValue: 8)
  /// Both directions are gone: a reset, or an error. Reported together with `closed`.
  public static let failed = Interest(rawValue: 16)

  var epollMask: UInt32 {
    var mask: UInt32 = 0
    if contains(.readable) { mask |= clinux_in }
    if contains(.writable) { mask |= clinux_out }
    if contains(.closed) { mask |= clinux_rdhup }
    if contains(.edgeTriggered) { mask |= clinux_et }
    return mask
  }

  init(epollMask mask: UInt32) {
    var bits: UInt8 = 0
    if mask & clinux_in != 0 { bits |= Interest.readable.rawValue }
    if mask & clinux_out != 0 { bits |= Interest.writable.rawValue }
    if mask & clinux_rdhup != 0 { bits |= Interest.closed.rawValue }
    if mask & (clinux_err | clinux_hup) != 0 {
      bits |= Interest.closed.rawValue | Interest.failed.rawValue
    }
    self.init(rawValue: bits)
  }
}

/// Whoever owns a descriptor and wants to hear of it.
public protocol ReadinessHandler: AnyObject, Sendable {
  /// Called on the loop's thread. With nothing but `.closed` set, a level-triggered handler
  /// should treat the descriptor as readable and let the read tell the end of stream.
  func ready(_ events: Interest)

  /// Called on the loop's thread when the loop ends while it still watches the descriptor; nothing
  /// will be heard of it any more. The place to close it.
  func loopEnded()
}

extension ReadinessHandler {
  /// Does nothing: whoever else holds the descriptor closes it.
  public func loopEnded() {}
}

/// A watched descriptor. The generation tells it from an earlier owner of the same number, so an
/// event that was already fetched for a closed descriptor never reaches the next one.
public struct Registration: Sendable, Hashable {
  /// The descriptor; the loop never closes it.
  public let descriptor: Int32
  let generation: UInt32

  var epollData: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
}

/// A system call that failed.
public struct SystemCallError: Error, Hashable, CustomStringConvertible {
  /// The call's name.
  public let call: String
  /// The value of `errno`; of `getaddrinfo`, what it returned.
  public let code: Int32

  /// Names a failed call.
  public init(call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// The call, what the system says of it, and the number, for logs.
  public var description: String {
    let text = call == "getaddrinfo" ? gai_strerror(code) : UnsafePointer(strerror(code))
    return "\(call): \(text.map(String.init(cString:)) ?? "unknown") (\(code))"
  }
}
