import ContextKit
import Crypto
import Fleet
import Kernel

/// The fleets of a demo, and sixty days of what they buy: the same ones for the same seed.
struct FuelPlan {
  /// A company.
  struct Firm {
    let id: Company.ID
    let type: CompanyType
    let name: String
    let address: String
    let timeZone: String
    /// Who owns it: a place in the cast.
    let owner: Int
  }

  /// Somebody who is served.
  struct Seat {
    let id: Driver.ID
    /// A place in `consumers`.
    let firm: Int
    let name: String
    let vehicle: String
    /// The user who drives: a place in the cast; nil for who has not signed up.
    let user: Int?
  }

  /// What becomes of a request.
  enum Outcome: Equatable {
    case approved(hundredths: Int64)
    case reversed
    case rejected
    case cancelled
    case expired
    case pending
  }

  /// A request, and what becomes of it.
  struct Sale {
    let id: FuelTransaction.ID
    /// A place in `pairs`.
    let account: Int
    /// A place in `seats`.
    let seat: Int
    /// Who asks.
    let side: CompanyType
    let hundredths: Int64
    let centimesALiter: Int64
    let settlement: Settlement
    let product: FuelProduct
    /// In tenths of a kilometre.
    let odometer: Int64
    /// Seconds from the first day's beginning.
    let requested: Int64
    let decided: Int64
    let outcome: Outcome
  }

  static let days: Int64 = 60
  static let sales = 400
  /// How many people the companies take, beside drivers.
  static let people = 9

  let suppliers: [Firm]
  let consumers: [Firm]
  /// Which consumers have an account with which suppliers, by their places.
  let pairs: [(supplier: Int, consumer: Int)] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2)]
  let seats: [Seat]
  let sales: [Sale]
  private let seed: UInt64

  /// - Parameter cast: how many people there are.
  init(cast: Int, seed: UInt64) {
    self.seed = seed
    func firm(
      _ type: CompanyType, _ name: String, _ address: String, _ zone: String, _ owner: Int
    ) -> Firm {
      Firm(
        id: Self.id("company \(name)", seed), type: type, name: name, address: address,
        timeZone: zone, owner: owner)
    }
    suppliers = [
      firm(.supplier, "Station du Port", "1 Rue du Port\nAlger", "Africa/Algiers", 0),
      firm(.supplier, "Relais des Plateaux", "RN 1, km 48\nBlida", "Africa/Algiers", 1),
    ]
    consumers = [
      firm(.consumer, "Transports Haddad", "2 Rue Didouche\nAlger", "Africa/Algiers", 2),
      firm(.consumer, "Fret de la Marne", "18 Quai de Bercy\nParis", "Europe/Paris", 3),
      firm(.consumer, "Howrah Carriers", "7 Strand Road\nKolkata", "Asia/Kolkata", 4),
    ]
    let names = [
      "Lina Saadi", "Yacine Belkacem", "Meriem Ziani", "Omar Cherif", "Julien Marchand",
      "Camille Roux", "Sofia Lefort", "Hugo Perrin", "Arjun Sen", "Priya Dutta", "Ravi Ghosh",
      "Anita Bose",
    ]
    seats = names.enumerated().map { index, name in
      let user = Self.people + index
      return Seat(
        id: Self.id("driver \(name)", seed), firm: index / 4, name: name,
        vehicle: "T-\(101 + index)", user: index % 4 == 0 && user < cast ? user : nil)
    }
    sales = Self.plan(pairs, seats, seed)
  }

  /// Who is deactivated in the end.
  var inactive: Seat { seats[7] }
  /// Whom limits warn about.
  var limited: Seat { seats[1] }

  /// The id of a top-up.
  func topUp(_ name: String) -> TopUp.ID { Self.id("top-up \(name)", seed) }

  private static func plan(
    _ pairs: [(supplier: Int, consumer: Int)], _ seats: [Seat], _ seed: UInt64
  ) -> [Sale] {
    var numbers = DemoNumbers(seed: seed)
    var odometers = seats.map { _ in Int64(800_000 + numbers.next(below: 900_000)) }
    let step = days * 86_400 / Int64(sales)
    return (0..<sales).map { index in
      let account = numbers.next(below: pairs.count)
      let seat = pairs[account].consumer * 4 + numbers.next(below: 4)
      let hundredths = Int64(20 + numbers.next(below: 70)) * 100
      odometers[seat] += hundredths / 10 + Int64(numbers.next(below: 400))
      let requested = Int64(index) * step + Int64(numbers.next(below: Int(step / 2)))
      let outcome = outcome(of: index, hundredths, numbers.next(below: 100))
      return Sale(
        id: id("sale \(index)", seed), account: account, seat: seat,
        side: numbers.next(below: 3) == 0 ? .supplier : .consumer, hundredths: hundredths,
        centimesALiter: Int64(2_800 + numbers.next(below: 12) * 50),
        settlement: numbers.next(below: 8) == 0 ? .liters : .money,
        product: numbers.next(below: 10) < 8 ? .diesel : .gasoline, odometer: odometers[seat],
        requested: requested,
        decided: requested
          + (outcome == .expired ? 86_400 : Int64(60 + numbers.next(below: 900))),
        outcome: outcome)
    }
  }

  private static func outcome(of index: Int, _ hundredths: Int64, _ lot: Int) -> Outcome {
    // What waits is younger than a day.
    if index >= sales - 4 { return .pending }
    if index == sales / 2 { return .reversed }
    return switch lot {
    case ..<70: .approved(hundredths: hundredths)
    // The tank was full before.
    case ..<82: .approved(hundredths: hundredths - hundredths / 10)
    case ..<90: .rejected
    case ..<95: .cancelled
    // So that its day is over by now.
    default: index < sales - 10 ? .expired : .rejected
    }
  }

  private static func id<Entity>(_ name: String, _ seed: UInt64) -> Identifier<Entity> {
    Identifier(rawValue: NamedUUID.make("atrium demo \(seed) fleet \(name)"))
  }
}
