import Fleet
import Kernel
import Router

/// A company's statistics on the wire.
struct StatisticsBody: ResponseBody {
  let statistics: CompanyStatistics

  init(_ statistics: CompanyStatistics) { self.statistics = statistics }

  static let shape = Shape<StatisticsBody>(
    "FleetStatistics",
    .id("company_id") { $0.statistics.company.id },
    .unit("currency") { _ in .dinar },
    .string("time_zone") { $0.statistics.company.timeZone },
    .date("from") { $0.statistics.period.from },
    .date("to") { $0.statistics.period.to },
    .object("totals") { TotalsBody(sums: $0.statistics.total) },
    .object("pending") { PendingBody(sums: $0.statistics.pending) },
    .array("by_day") { $0.statistics.days.map { DayBody(date: $0.date, sums: $0.sums) } },
    .array("by_month") {
      $0.statistics.months.map { MonthSumsBody(month: $0.month, sums: $0.sums) }
    },
    .array("top_drivers") { $0.statistics.topDrivers.map { TopDriverBody(driver: $0) } })
}

/// What transactions come to.
private struct SumsBody: ResponseBody {
  let sums: FuelSums

  static let shape = Shape<SumsBody>(
    "FuelSums",
    .integer("transactions") { $0.sums.transactions },
    .money("amount_liters") { $0.sums.liters },
    .money("total_price") { $0.sums.totalPrice },
    .money("amount_dzd") { $0.sums.chargedMoney })
}

/// The same with what a litre cost.
struct TotalsBody: ResponseBody {
  let sums: FuelSums

  static let shape = Shape<TotalsBody>(
    "FuelTotals",
    fields: SumsBody.shape.pulled { SumsBody(sums: $0.sums) } + [
      .optionalMoney("average_price") { $0.sums.averagePrice }
    ])
}

/// What waits to be decided.
struct PendingBody: ResponseBody {
  let sums: FuelSums

  static let shape = Shape<PendingBody>(
    "PendingFuel",
    .integer("transactions") { $0.sums.transactions },
    .money("amount_liters") { $0.sums.liters },
    .money("total_price") { $0.sums.totalPrice })
}

/// A day's sums.
struct DayBody: ResponseBody {
  let date: CivilDate
  let sums: FuelSums

  static let shape = Shape<DayBody>(
    "FuelDay",
    fields: [.date("date") { $0.date }] + SumsBody.shape.pulled { SumsBody(sums: $0.sums) })
}

/// A month's sums.
struct MonthSumsBody: ResponseBody {
  let month: CivilMonth
  let sums: FuelSums

  static let shape = Shape<MonthSumsBody>(
    "FuelMonth",
    fields: [.string("month") { "\($0.month)" }]
      + SumsBody.shape.pulled { SumsBody(sums: $0.sums) })
}

/// A driver's sums.
struct TopDriverBody: ResponseBody {
  let driver: TopDriver

  static let shape = Shape<TopDriverBody>(
    "FuelDriver",
    fields: [.id("driver_id") { $0.driver.driverID }, .string("name") { $0.driver.name }]
      + SumsBody.shape.pulled { SumsBody(sums: $0.driver.sums) })
}

/// What a driver was served, on the wire.
struct ConsumptionBody: ResponseBody {
  let consumption: Consumption
  let group: ConsumptionQuery.Group

  init(_ consumption: Consumption, by group: ConsumptionQuery.Group) {
    self.consumption = consumption
    self.group = group
  }

  private var items: [PeriodBody] {
    switch group {
    case .day: consumption.days.map { PeriodBody(period: "\($0.date)", sums: $0.sums) }
    case .month: consumption.months.map { PeriodBody(period: "\($0.month)", sums: $0.sums) }
    }
  }

  static let shape = Shape<ConsumptionBody>(
    "Consumption",
    .id("driver_id") { $0.consumption.driverID },
    .string("time_zone") { $0.consumption.timeZone },
    .date("from") { $0.consumption.period.from },
    .date("to") { $0.consumption.period.to },
    .enumeration("group") { $0.group },
    .object("totals") { ConsumptionTotalsBody(consumption: $0.consumption) },
    .array("items") { $0.items })
}

/// All that a driver was served, and how far it took them.
struct ConsumptionTotalsBody: ResponseBody {
  let consumption: Consumption

  static let shape = Shape<ConsumptionTotalsBody>(
    "ConsumptionTotals",
    fields: TotalsBody.shape.pulled { TotalsBody(sums: $0.consumption.total) } + [
      .money("distance") { $0.consumption.mileage.distance },
      .optionalMoney("liters_per_100km") { $0.consumption.mileage.litersPer100Kilometres },
    ])
}

/// A day's or a month's consumption.
struct PeriodBody: ResponseBody {
  let period: String
  let sums: FuelSums

  static let shape = Shape<PeriodBody>(
    "ConsumptionPeriod",
    .string("period") { $0.period },
    .integer("transactions") { $0.sums.transactions },
    .money("amount_liters") { $0.sums.liters },
    .money("total_price") { $0.sums.totalPrice })
}
