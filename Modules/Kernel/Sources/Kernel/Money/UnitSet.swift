/// The units that a ledger may meet. A code stands for one unit in it.
public struct UnitSet: Sendable, Hashable {
  /// The units, each once, in the order in which they were declared first.
  public private(set) var units: [Unit] = []

  /// No units.
  public init() {}

  /// The units of a sequence.
  /// - Throws: `UnitConflict` where two of them have one code and different digits.
  public init(_ units: some Sequence<Unit>) throws(UnitConflict) {
    for unit in units { try insert(unit) }
  }

  /// One unit.
  public init(_ unit: Unit) {
    units = [unit]
  }

  /// Adds a unit; one that is there already is added once.
  /// - Throws: `UnitConflict` where another unit has its code.
  public mutating func insert(_ unit: Unit) throws(UnitConflict) {
    if let known = self[unit.code] {
      guard known == unit else { throw UnitConflict(units: [known, unit]) }
      return
    }
    units.append(unit)
  }

  /// These units and others.
  /// - Throws: `UnitConflict` where one code stands for two units.
  public func union(_ other: UnitSet) throws(UnitConflict) -> UnitSet {
    var union = self
    for unit in other.units { try union.insert(unit) }
    return union
  }

  /// Whether the unit is among them.
  public func contains(_ unit: Unit) -> Bool { units.contains(unit) }

  /// The unit of this code, letter for letter, or nil.
  public subscript(code: String) -> Unit? { units.first { $0.has(code: code) } }
}

extension UnitSet: ExpressibleByArrayLiteral {
  /// The units of a literal; of two with one code the first.
  public init(arrayLiteral units: Unit...) {
    for unit in units where self[unit.code] == nil { self.units.append(unit) }
  }
}

/// Two units with one code.
public struct UnitConflict: Error, Hashable, Sendable, CustomStringConvertible {
  /// The two, the one that was declared first in front.
  public let units: [Unit]

  /// Makes the error.
  public init(units: [Unit]) {
    self.units = units
  }

  /// Names the unit and the digits that it is said to have.
  public var description: String {
    let digits = units.map { "\($0.fractionDigits)" }.joined(separator: " and with ")
    return "the unit \(units.first?.code ?? "") is declared with \(digits) fraction digits"
  }
}
