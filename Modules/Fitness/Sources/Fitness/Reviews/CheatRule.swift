/// Why a record looks as if nobody had walked it.
public enum CheatRule: String, Hashable, Sendable, CaseIterable {
  /// More steps a minute than anybody takes.
  case cadence
  /// Faster than anybody runs.
  case speed
  /// Steps too short or too long to be steps.
  case stride
  /// More on one date than passes without a look.
  case dayTotal = "day_total"
  /// Far more than on the days before.
  case jump
  /// Another user walked with the same device.
  case sharedDevice = "shared_device"
  /// The same hours are counted under another date already.
  case zoneOverlap = "zone_overlap"
  /// The user's records were rejected too often.
  case lowTrust = "low_trust"

  /// How strongly it speaks against a record, 0–100.
  public var score: Int {
    switch self {
    case .dayTotal, .sharedDevice: 90
    case .cadence, .speed: 80
    case .stride, .jump, .zoneOverlap: 60
    case .lowTrust: 50
    }
  }
}
