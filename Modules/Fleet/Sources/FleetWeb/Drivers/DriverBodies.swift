import Fleet
import JSON
import Kernel
import Router

/// A driver on the wire.
struct DriverBody: ResponseBody {
  let driver: Driver
  let month: MonthUse

  init(_ sight: DriverSight) {
    (driver, month) = (sight.driver, sight.month)
  }

  static let shape = Shape<DriverBody>(
    "Driver",
    .id("id") { $0.driver.id },
    .optionalID("user_id") { $0.driver.userID },
    .id("consumer_company_id") { $0.driver.companyID },
    .string("consumer_company_name") { $0.driver.companyName },
    .string("name") { $0.driver.details.name },
    .string("email") { $0.driver.details.email.canonical },
    .optionalString("phone_number") { $0.driver.details.phoneNumber },
    .string("license_number") { $0.driver.details.licenseNumber },
    .optionalString("vehicle_number") { $0.driver.details.vehicleNumber },
    .optionalString("truck_model") { $0.driver.details.truckModel },
    .optionalString("license_plate") { $0.driver.details.licensePlate },
    .money("total_liters_consumed") { $0.driver.totalLiters },
    .money("balance_dzd") { $0.driver.chargedMoney },
    .optionalMoney("monthly_limit") { $0.driver.monthlyLimit },
    .object("month") { MonthBody($0.month, of: $0.driver.monthlyLimit) },
    .optionalObject("limits") { $0.driver.limits.map(LimitsBody.init) },
    .optionalMoney("tank_capacity") { $0.driver.tankCapacity },
    .optionalMoney("odometer") { $0.driver.odometer?.kilometres },
    .bool("is_active") { $0.driver.isActive },
    .integer("version") { $0.driver.version },
    .instant("created_at") { $0.driver.createdAt },
    .instant("updated_at") { $0.driver.updatedAt })

  /// The body with what `If-Match` asks for.
  var tagged: Reply<DriverBody> { Reply.ok(self).etag(ETag(of: self)) }
}

/// What a driver's month has brought.
struct MonthBody: ResponseBody {
  let use: MonthUse
  let remaining: Liters?

  init(_ use: MonthUse, of limit: Liters?) {
    self.use = use
    remaining = use.remaining(of: limit)
  }

  static let shape = Shape<MonthBody>(
    "DriverMonth",
    .money("used") { $0.use.used },
    .money("pending") { $0.use.pending },
    .optionalMoney("remaining") { $0.remaining })
}

/// A driver's limits on the wire.
struct LimitsBody: ResponseBody {
  let limits: DriverLimits

  init(_ limits: DriverLimits) { self.limits = limits }

  static let shape = Shape<LimitsBody>(
    "DriverLimits",
    .optionalMoney("per_transaction_liters") { $0.limits.perTransaction },
    .optionalMoney("daily_liters") { $0.limits.dailyLiters },
    .optionalInteger("daily_count") { $0.limits.dailyCount },
    .optionalObject("hours") { $0.limits.hours.map(HoursBody.init) },
    .raw("weekdays", schema: Schema.array(of: .integer(1...7), count: 1...7).nullable) {
      body, writer in
      guard let weekdays = body.limits.weekdays else { return writer.null() }
      writer.beginArray()
      for weekday in weekdays.sorted() { writer.value(Int64(weekday)) }
      writer.endArray()
    },
    .raw(
      "products",
      schema: Schema.array(of: .oneOf(FuelProduct.allCases.map(\.rawValue)), count: 1...4).nullable
    ) { body, writer in
      guard let products = body.limits.products else { return writer.null() }
      writer.beginArray()
      for product in products.map(\.rawValue).sorted() { writer.value(product) }
      writer.endArray()
    },
    .enumeration("action") { $0.limits.action })
}

/// A stretch of the day on the wire.
struct HoursBody: ResponseBody {
  let hours: DriverLimits.Hours

  init(_ hours: DriverLimits.Hours) { self.hours = hours }

  static let shape = Shape<HoursBody>(
    "Hours", .string("from") { $0.hours.from.clockText }, .string("to") { $0.hours.to.clockText })
}

/// A driver who was just made, with the code of their invitation.
struct MadeDriverBody: ResponseBody {
  let made: MadeDriver

  init(_ made: MadeDriver) { self.made = made }

  static let shape = Shape<MadeDriverBody>(
    "MadeDriver",
    fields: DriverBody.shape.pulled { DriverBody($0.made.sight) } + [
      .optionalString("invitation_code") { $0.made.code?.code.text },
      .optionalInstant("invitation_expires_at") { $0.made.code?.expiresAt },
    ])

  /// How it is answered.
  var created: Reply<MadeDriverBody> {
    Reply.created(self, at: "/drivers/\(made.sight.driver.id)")
      .etag(ETag(of: DriverBody(made.sight)))
  }
}

/// The code of an invitation.
struct DriverCodeBody: ResponseBody {
  let code: DriverCode

  init(_ code: DriverCode) { self.code = code }

  static let shape = Shape<DriverCodeBody>(
    "DriverInvitationCode",
    .string("code") { $0.code.code.text },
    .instant("expires_at") { $0.code.expiresAt })
}
