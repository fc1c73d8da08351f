public import Kernel

/// What a registry says of one fine, found to be whole.
public struct RegistryFine: Hashable, Sendable {
  /// The registry's number: 1–100 printable characters.
  public let number: String
  /// What was done.
  public let violation: String
  /// When.
  public let date: CivilDate
  /// Where; nil if the registry does not say.
  public let location: String?
  /// What the fine is, without discount.
  public let amount: Money
  /// What is still owed.
  public let outstanding: Money
  /// What the registry says of it in words.
  public let outstandingInfo: String?
  /// What suffices for a while.
  public let discount: FineDiscount?
  /// How it stands with the registry.
  public let status: RegistryStatus
  /// Photos and films.
  public let media: [FineMedia]

  /// Puts together what a registry says. Throws a flaw, which makes the whole answer worthless.
  /// - Parameter outstanding: the whole amount where nil, nothing where the fine is settled.
  public init(
    number: String, violation: String, date: CivilDate, location: String? = nil, amount: Money,
    outstanding: Money? = nil, outstandingInfo: String? = nil, discount: FineDiscount? = nil,
    status: RegistryStatus, media: [FineMedia] = []
  ) throws(RegistryFlaw) {
    guard Self.isNumber(number) else { throw .badNumber }
    guard amount.isTransferable else { throw .badAmount }
    let settled = status == .paid || status == .cancelled
    let owed = settled ? Money.zero(amount.unit) : outstanding ?? amount
    guard owed.unit == amount.unit, owed.minorUnits >= 0,
      owed.minorUnits <= Money.largestTransfer
    else { throw .badAmount }
    if let discount {
      guard discount.amount.unit == amount.unit, discount.amount.isTransferable,
        discount.amount.minorUnits <= amount.minorUnits
      else { throw .badDiscount }
    }
    self.number = number
    self.violation = violation
    self.date = date
    self.location = location
    self.amount = amount
    self.outstanding = owed
    self.outstandingInfo = outstandingInfo
    self.discount = discount
    self.status = status
    self.media = media
  }

  private static func isNumber(_ text: String) -> Bool {
    (1...100).contains(text.unicodeScalars.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
          false
        default: true
        }
      }
  }
}

/// How a fine stands with the registry.
public enum RegistryStatus: String, Hashable, Sendable, CaseIterable {
  /// Nothing was paid.
  case unpaid
  /// Something was paid.
  case partiallyPaid = "partially_paid"
  /// All was paid.
  case paid
  /// It is owed no more.
  case cancelled
}

/// An amount that settles a fine up to a date.
public struct FineDiscount: Hashable, Sendable {
  /// What suffices.
  public let amount: Money
  /// The last date on which it does.
  public let until: CivilDate

  /// A discount.
  public init(amount: Money, until: CivilDate) {
    self.amount = amount
    self.until = until
  }
}

/// A photo or a film of a violation.
public struct FineMedia: Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A picture.
    case photo
    /// A film.
    case video
  }

  /// What it is.
  public let kind: Kind
  /// Where it lies: `http` or `https`.
  public let url: String

  /// A photo or a film; nil unless its address is one that a browser opens.
  public init?(kind: Kind, url: String) {
    let scheme = url.prefix(8).lowercased()
    guard scheme.hasPrefix("http://") || scheme == "https://",
      url.utf8.count <= Self.longestAddress, url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { return nil }
    self.kind = kind
    self.url = url
  }

  private static let longestAddress = 2_048
}

/// Why a registry's answer is worthless.
public enum RegistryFlaw: Error, Hashable, Sendable {
  /// A number is empty, too long or not printable.
  case badNumber
  /// An amount is not one, or of another currency.
  case badAmount
  /// A discount is more than the fine.
  case badDiscount
  /// It is of another plate.
  case otherPlate
  /// It is not of the form agreed on.
  case malformed
}

/// A good answer: a vehicle and its fines, each number once.
public struct RegistryAnswer: Hashable, Sendable {
  /// Of which vehicle.
  public let plate: Plate
  /// What the vehicle is; nil if the registry does not say.
  public let vehicle: Vehicle?
  /// Its fines in the registry's order.
  public let fines: [RegistryFine]

  /// What a registry knows of a vehicle.
  public struct Vehicle: Hashable, Sendable {
    /// Who made it.
    public let brand: String?
    /// Which of the brand's.
    public let model: String?
    /// Its colour.
    public let color: String?
    /// In which year it was made.
    public let year: Int?

    /// A vehicle.
    public init(brand: String?, model: String?, color: String?, year: Int?) {
      self.brand = brand
      self.model = model
      self.color = color
      self.year = year
    }
  }

  /// An answer; of fines with equal numbers the first one stays.
  public init(plate: Plate, vehicle: Vehicle?, fines: [RegistryFine]) {
    self.plate = plate
    self.vehicle = vehicle
    var seen: Set<String> = []
    self.fines = fines.filter { seen.insert($0.number).inserted }
  }
}
