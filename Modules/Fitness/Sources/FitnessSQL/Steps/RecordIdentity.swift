import Crypto
import Fitness
import Kernel

extension StepRecord.Identity {
  /// One number, by which the database knows it.
  var number: UInt128 {
    let reporter = "\(reporter.source.rawValue) \(reporter.isManual) \(reporter.deviceID ?? "")"
    let key =
      switch key {
      case .external(let id): "external \(id)"
      case .day(let date, let zone): "day \(date) \(zone)"
      case .start(let instant): "start \(instant.milliseconds)"
      }
    // Where one text ends and the other begins is told by the length.
    return NamedUUID.make("atrium fitness record \(reporter.utf8.count) \(reporter) \(key)")
  }
}
