import ContextKit
public import Fleet
public import Kernel
import Router

/// Scanning the code of somebody on the other side.
func scanRoutes(_ scans: ScanService) -> [Route] {
  [
    .post(
      "/qr/scan", permission: .tradeFuel,
      summary: "Redeem a user's code and show whom you serve, or who serves you",
      refusals: [AccessRefusal.self, ScanRefusal.self],
      answer: { (found: ScannedUser) in ScannedUserBody(found) }
    ) { (caller, input: ScanInput, once) in
      try await scans.scan(input.payload, by: FleetCaller(caller), once: once)
    }
    .described(
      "`payload` is what the code of `/api/users/{id}/qr-data` holds. It counts once, whatever "
        + "comes of it.")
  ]
}

/// The body of `POST /qr/scan`.
struct ScanInput: RequestInput {
  let payload: String

  init(from fields: inout RequestFields) {
    payload = fields.body("payload", .string(length: 1...1024))
  }
}

extension ProblemKind {
  /// 422: it is no user's code.
  static let invalidQR = ProblemKind(
    status: 422, code: "invalid_qr", title: "This is no user's code")
  /// 409: a code's time is over.
  static let qrExpired = ProblemKind(
    status: 409, code: "qr_expired", title: "The code has expired")
  /// 409: a code was redeemed.
  static let qrRedeemed = ProblemKind(
    status: 409, code: "qr_redeemed", title: "The code was redeemed before")
}

extension ScanRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .invalid:
      Problem(
        .invalidQR, detail: "It is not one of ours, or was not read whole.",
        fields: [
          FieldError(field: "payload", code: "invalid", message: "This is not a user's code.")
        ])
    case .expired: Problem(.qrExpired, detail: "Have a new one shown.")
    case .redeemed: Problem(.qrRedeemed, detail: "A code counts once. Have a new one shown.")
    }
  }
}

/// Whom somebody has before them, on the wire.
struct ScannedUserBody: ResponseBody {
  let found: ScannedUser

  init(_ found: ScannedUser) { self.found = found }

  static let shape = Shape<ScannedUserBody>(
    "ScannedUser",
    .object("user") { NamedUserBody(id: $0.found.id, name: $0.found.name) },
    .object("company") {
      CompanyBody(CompanySight(company: $0.found.company, balances: nil, role: nil))
    },
    .optionalObject("driver") { $0.found.driver.map(DriverCardBody.init) })
}

/// A user by name.
struct NamedUserBody: ResponseBody {
  let id: UserID
  let name: String

  static let shape = Shape<NamedUserBody>(
    "FleetUser", .id("id") { $0.id }, .string("name") { $0.name })
}

/// What those who serve a driver see of them.
struct DriverCardBody: ResponseBody {
  let sight: DriverSight

  init(_ sight: DriverSight) { self.sight = sight }

  static let shape = Shape<DriverCardBody>(
    "DriverCard",
    .id("id") { $0.sight.driver.id },
    .string("name") { $0.sight.driver.details.name },
    .optionalString("vehicle_number") { $0.sight.driver.details.vehicleNumber },
    .optionalString("license_plate") { $0.sight.driver.details.licensePlate },
    .bool("is_active") { $0.sight.driver.isActive },
    .object("month") { MonthBody($0.sight.month, of: $0.sight.driver.monthlyLimit) })
}
