public import Kernel

/// A fill of a vehicle.
public struct Fill: Hashable, Sendable {
  /// The vehicle: its number, else its plate, else its driver.
  public let vehicleKey: String
  /// Which of its meters was read: how often it was changed before.
  public let meter: Int
  /// What its meter showed; nil where nobody read it.
  public let odometer: Odometer?
  /// How much was filled.
  public let liters: Liters

  /// Makes a fill.
  public init(vehicleKey: String, meter: Int = 0, odometer: Odometer?, liters: Liters) {
    self.vehicleKey = vehicleKey
    self.meter = meter
    self.odometer = odometer
    self.liters = liters
  }
}

/// How far vehicles went, and on how much fuel.
///
/// Between two readings of a vehicle lies what was filled after the first one, up to and with the
/// second one: fills in between that nobody read the meter at were burnt there, too. What was
/// filled at the first reading was burnt after the last one before, which is not known. A meter
/// that was changed begins anew, and so does one whose reading is below the one before.
public struct Mileage: Hashable, Sendable {
  /// How far they went, in tenths of a kilometre.
  public private(set) var tenths: Int64 = 0
  /// What they burnt on the way, in hundredths of a litre.
  public private(set) var hundredths: Int64 = 0

  /// The mileage of fills, by vehicle and in the order in which they were filled.
  public init(of fills: [Fill]) {
    var vehicle: (key: String, meter: Int)?
    var last: Odometer?
    var unread: Int64 = 0
    for fill in fills {
      if vehicle?.key != fill.vehicleKey || vehicle?.meter != fill.meter {
        (vehicle, last, unread) = ((fill.vehicleKey, fill.meter), nil, 0)
      }
      unread += fill.liters.minorUnits
      guard let reading = fill.odometer else { continue }
      if let last, last <= reading {
        tenths += reading.tenths - last.tenths
        hundredths += unread
      }
      (last, unread) = (reading, 0)
    }
  }

  /// How far they went.
  public var distance: Money { Money(minorUnits: tenths, unit: .kilometres) }

  /// Litres on a hundred kilometres, half to even; nil where they went nowhere.
  public var litersPer100Kilometres: Liters? {
    guard tenths > 0 else { return nil }
    return HalfEven.quotient(Int128(hundredths) * 1_000, by: Int128(tenths)).map {
      .liters(hundredths: $0)
    }
  }
}
